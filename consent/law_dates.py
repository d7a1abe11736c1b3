"""Which rules are in force: the policies publish their dates, the clock is cut there.

Law changes at midnight where it applies; `policies/data/validity` keeps those instants
in UTC, and `breakpoints.law_dates` lists them all. As texts of one form they sort as
the instants do.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from consent.bundle import Bundle


def law_at(bundle: Bundle, now: datetime, *, exact: bool = False) -> str:
    """Give the newest published rule date that has passed, or with `exact` the clock.

    Raises:
        KeyError: The policies publish no dates.
    """
    moment = _text(now)
    dates = _dates(bundle)
    return moment if exact else dates[max(bisect_right(dates, moment) - 1, 0)]


def next_law_date(bundle: Bundle, now: datetime) -> datetime | None:
    """Give the next instant at which a rule begins or ends, if one is known."""
    dates, moment = _dates(bundle), _text(now)
    place = bisect_right(dates, moment)
    return datetime.fromisoformat(dates[place]) if place < len(dates) else None


def is_dormant(bundle: Bundle, term: str, now: datetime) -> bool:
    """Whether the register silences a term: switched off, not begun, or over.

    The same word as `data.lib.validity.dormant` in Rego: a term nobody knows is awake.
    """
    entry: Mapping[str, object] = bundle.register("validity").get(term, {})
    begins, ends, moment = entry.get("from"), entry.get("to"), _text(now)
    return (
        entry.get("on") is False
        or (isinstance(begins, str) and moment < begins)
        or (isinstance(ends, str) and moment >= ends)
    )


def _dates(bundle: Bundle) -> list[str]:
    return cast("list[str]", bundle.data["breakpoints"]["law_dates"])


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
