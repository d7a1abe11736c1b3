"""Counts as the policy sees them: against caps and wishes, up to their limits.

The part of the reduction (`consent/situations.py`) that is about how often.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from consent.bundle import Bundle, Register
from consent.subject import Wish
from consent.terms import Position


def cut_contacts(
    position: Position, places: Sequence[str], bundle: Bundle, *, exact: bool
) -> dict[str, int]:
    """Count against the caps that cover the question, no further than their limits."""
    counts: dict[str, int] = {}
    if position.terms.channel not in bundle.register("channels"):
        return counts
    for cap_id, cap in bundle.register("caps").items():
        if _covers(cap, position, places):
            count = position.contacts.get(cap_id, 0)
            limit = cast("int", cap["limit"])
            counts[cap_id] = count if exact else min(count, limit)
    return counts


def _covers(cap: Register, position: Position, places: Sequence[str]) -> bool:
    """Whether a cap may cover the question; the policy has the last word."""
    named: dict[str, set[str | None]] = {
        "channels": {position.terms.channel},
        "purposes": {position.terms.purpose},
        "places": set(places),
    }
    return all(
        name not in cap or words.intersection(cast("list[str]", cap[name]))
        for name, words in named.items()
    )


def cut_wishes(
    position: Position, bundle: Bundle, *, exact: bool
) -> list[dict[str, object]]:
    """Count against what the person asked for, no further than that."""
    points = cast("list[int]", bundle.data["breakpoints"]["wish_limits"])
    found = set()
    for one in position.wishes:
        most = _fit(one.at_most, points)
        found.add((one.per, most, one.count if exact else min(one.count, most)))
    return [
        {"per": per, "at_most": most, "count": count}
        for per, most, count in sorted(found)
    ]


def fit_wish(wish: Wish, points: Sequence[int]) -> Wish:
    """Hear a wish with the published number next below its own: the stricter one."""
    return replace(wish, at_most=_fit(wish.at_most, points))


def _fit(at_most: int, points: Sequence[int]) -> int:
    """Cut the number of a wish; below all that are published the lowest is taken."""
    return points[max(bisect_right(points, at_most) - 1, 0)]
