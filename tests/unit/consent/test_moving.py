"""The clock of a recorded situation moves; what is not time's stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consent import situations
from consent.leaves import leaves_of
from consent.moving import Exact, move
from consent.subject import LedgerState, PersonFacts, SoftOptIn
from consent.terms import Position, Terms
from tests.unit.consent.room import NOON, load_bundle

BUNDLE = load_bundle()
PERSON = PersonFacts(
    places=("FR",), born_on=date(2010, 5, 1), timezones=("Europe/Paris",)
)
LEDGER = LedgerState(
    consent="granted",
    given_at=NOON - timedelta(days=100),
    soft_opt_in=SoftOptIn(
        sale_at=NOON - timedelta(days=300), product_line="socks", opt_out_offered=True
    ),
    objections=("profiling",),
    method="web_form",
)
POSITION = Position(
    terms=Terms.of("call", {"purpose": "offers", "channel": "call"}),
    known=True,
    ledger=LEDGER,
    person=PERSON,
    contacts={"call-month": 1},
)


def at(moment: datetime):
    return dict(situations.reduce(POSITION, moment, BUNDLE).document)


@pytest.mark.parametrize("days", [-900, -200, -1, 0, 1, 40, 266, 800, 4000])
def test_a_moved_situation_is_the_one_of_that_instant(days: int) -> None:
    later = NOON + timedelta(days=days, hours=days % 24)
    exact = Exact(ledger=LEDGER, person=PERSON)
    found = move(at(NOON), exact, (NOON, later), BUNDLE)
    assert found.document == at(later)
    assert found.kept == ()


def test_what_was_known_then_stays_and_an_age_without_its_fact_is_named() -> None:
    later = datetime(2040, 1, 1, tzinfo=UTC)
    gone = Exact(
        ledger=replace(LEDGER, given_at=NOON - timedelta(days=500), soft_opt_in=None),
        person=PersonFacts(),
    )
    found = move(at(NOON), gone, (NOON, later), BUNDLE)
    before, after = leaves_of(at(NOON)), leaves_of(found.document)
    changed = {path for path in before if before[path] != after[path]}
    # a choice of that year is no longer a contact in 2040, whichever it was
    assert changed <= {("law_at",), ("clocks",), ("relation", "idle_days")}
    assert found.kept == ("consent.age_days", "person.age", "soft_opt_in.age_days")


def test_the_clock_of_somebody_without_a_zone_is_every_plausible_one() -> None:
    exact = Exact(ledger=LEDGER, person=replace(PERSON, timezones=()))
    found = move(at(NOON), exact, (NOON, NOON + timedelta(hours=9)), BUNDLE)
    assert len(found.document["clocks"]) >= 1
    assert found.document["places"] == ["FR"]
