"""A recorded situation at another instant: the clock moves, the facts stay.

What time alone changes is found by cutting the exact facts twice, at the instant of the
record and at the other one; where the two differ, the record follows. An exact fact
that is not what it was, or is gone with an erased person, cannot move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from consent import situations
from consent.bundle import Bundle
from consent.leaves import leaves_of, with_leaf
from consent.subject import LedgerState, PersonFacts
from consent.terms import Position, Terms

# Facts of the clock and the law; nobody's own.
_OF_THE_CLOCK: Final = frozenset({("law_at",), ("clocks",)})


@dataclass(frozen=True, kw_only=True)
class Exact:
    """The facts behind a record, as they can still be read; in memory only."""

    ledger: LedgerState
    person: PersonFacts


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The situation at the other instant; `kept` names ages that could not move."""

    document: Mapping[str, object]
    kept: tuple[str, ...]


def move(
    document: Mapping[str, object],
    exact: Exact,
    between: tuple[datetime, datetime],
    bundle: Bundle,
) -> Moved:
    """Move a situation from the instant of its record to another one.

    Raises:
        PolicyUnavailableError: The registers of these policies are not whole.
    """
    position = _position(document, exact)
    then, now = (
        leaves_of(situations.reduce(position, moment, bundle).document)
        for moment in between
    )
    recorded = leaves_of(document)
    moved: Mapping[str, object] = document
    for path in sorted(now.keys() & recorded.keys()):
        is_sure = path in _OF_THE_CLOCK or then.get(path) == recorded[path]
        if is_sure and now[path] != recorded[path]:
            moved = with_leaf(moved, path, now[path])
    kept = (p for p in recorded if _is_age(p) and then.get(p) != recorded[p])
    return Moved(document=moved, kept=tuple(sorted(".".join(p) for p in kept)))


def _is_age(path: tuple[str, ...]) -> bool:
    return path[-1] == "age" or path[-1].endswith("_days")


def _position(document: Mapping[str, object], exact: Exact) -> Position:
    """Stand where the record stood, as far as time has a say."""
    action = cast("Mapping[str, object]", document["action"])
    asked = {name: document.get(name) for name in ("recipient", "ai", "can_fulfil")}
    places = cast("list[str]", document["places"])
    return Position(
        terms=Terms.of(str(action["name"]), {**action, **asked}),
        known=True,
        ledger=exact.ledger,
        person=replace(exact.person, places=tuple(places)),
    )
