"""Unknown is no: taking a fact away never turns a refusal into a permit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.situations import reduce
from consent.subject import PersonFacts
from consent.terms import Position
from tests.contracts.positions import TABLE, random_positions
from tests.unit.consent.room import load_bundle

BUNDLE = load_bundle()
ENGINE = EmbeddedEngine(BUNDLE, timeout_seconds=30)
ADULT = 18


def cases() -> Iterator[tuple[Position, datetime]]:
    for _, position, now, _, _ in TABLE:
        yield position, now
    yield from random_positions(11, 300)


def without_consent(one: Position) -> Position:
    """Nothing was granted; what was refused stays refused."""
    if one.ledger.consent != "granted":
        return replace(one, ledger=replace(one.ledger, soft_opt_in=None))
    bare = replace(
        one.ledger,
        consent="none",
        given_at=None,
        explicit=False,
        parental=False,
        notice_known=False,
        method=None,
        recipients=(),
        soft_opt_in=None,
    )
    return replace(one, ledger=bare)


def with_facts(one: Position, **changes: Any) -> Position:
    person: PersonFacts = replace(one.person, **changes)
    return replace(one, person=person)


def without_age(one: Position) -> Position:
    """Forget a birth date of an adult.

    A child of whom nobody knows it is presumed of age for a general audience: decision
    0004 says why.
    """
    return with_facts(one, born_on=None)


REMOVALS: Mapping[str, Callable[[Position], Position]] = {
    "the consent": without_consent,
    "the place": lambda one: with_facts(one, places=()),
    "the age": without_age,
    # In a known country a missing zone means that country's clocks: decision 0004.
    "the zone": lambda one: with_facts(one, timezones=(), places=()),
    "the person": lambda one: replace(one, known=False),
    "the permission to track": lambda one: replace(one, tracking=False),
    "what the caller can do": lambda one: replace(
        one, terms=replace(one.terms, can_fulfil=())
    ),
}


def is_allowed(
    position: Position, now: datetime, bundle: Bundle, engine: EmbeddedEngine
) -> bool:
    return engine.evaluate(reduce(position, now, bundle)).allow


def is_child(one: Position, now: datetime) -> bool:
    born = one.person.born_on
    return born is not None and (now.date() - born).days < (ADULT + 1) * 366


@pytest.mark.parametrize("fact", REMOVALS)
def test_a_refusal_stays_one_without(fact: str) -> None:
    refused = changed = 0
    for position, now in cases():
        if fact == "the age" and is_child(position, now):
            continue
        less = REMOVALS[fact](position)
        if is_allowed(position, now, BUNDLE, ENGINE):
            changed += not is_allowed(less, now, BUNDLE, ENGINE)
            continue
        refused += 1
        assert not is_allowed(less, now, BUNDLE, ENGINE), position
    assert refused
    if fact in ("the consent", "the place", "the person", "what the caller can do"):
        assert changed  # else this test could not fail


def without_rows(name: str) -> Bundle:
    return load_bundle(**{name: {}})


def without_contracts() -> Bundle:
    rows = BUNDLE.register("recipients")
    bare = {
        name: {**row, "contract": False, "transfer_tool": None}
        for name, row in rows.items()
    }
    return load_bundle(recipients=bare)


@pytest.mark.parametrize(
    ("register", "made"),
    [
        ("ai_systems", lambda: without_rows("ai_systems")),
        ("recipients", lambda: without_rows("recipients")),
        ("recipient contracts", without_contracts),
        ("purposes", lambda: without_rows("purposes")),
        ("channels", lambda: without_rows("channels")),
        ("jurisdictions", lambda: without_rows("jurisdictions")),
        ("categories", lambda: without_rows("categories")),
    ],
)
def test_a_refusal_stays_one_when_a_register_loses_its_rows(
    register: str, made: Callable[[], Bundle]
) -> None:
    bundle = made()
    engine = EmbeddedEngine(bundle, timeout_seconds=30)
    refused = changed = 0
    for position, now in cases():
        if is_allowed(position, now, BUNDLE, ENGINE):
            changed += not is_allowed(position, now, bundle, engine)
            continue
        refused += 1
        assert not is_allowed(position, now, bundle, engine), (register, position)
    assert refused
    assert changed or register == "categories"
