"""The house's hours always, a law's where it applies, a state's where switched on."""

from dataclasses import replace
from datetime import UTC, datetime

from consent.bundle import Bundle
from consent.hours import hours_for
from tests.contracts.opa_server import POLICIES

BUNDLE = Bundle.load(POLICIES)
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def switched_on(term: str) -> Bundle:
    terms = BUNDLE.register("validity")
    changed = {**terms, term: {**terms[term], "on": True}}
    return replace(BUNDLE, data={**BUNDLE.data, "validity": changed})


def test_the_house_and_each_law_have_their_grid() -> None:
    assert len(hours_for("call", ["FR", "US-CA", "US-NY"], BUNDLE, NOW)) == 3
    assert len(hours_for("sms", ["FR"], BUNDLE, NOW)) == 1
    assert hours_for("email", ["FR"], BUNDLE, NOW) == ()


def test_hours_that_are_switched_off_narrow_nothing() -> None:
    assert len(hours_for("call", ["US-FL"], BUNDLE, NOW)) == 2
    assert len(hours_for("call", ["US-FL"], switched_on("us-fl-hours"), NOW)) == 3


def test_local_hours_need_a_date_to_be_in_force() -> None:
    bundle = switched_on("fr-sms-hours")

    assert len(hours_for("sms", ["FR"], bundle, NOW)) == 2
    assert len(hours_for("sms", ["FR"], bundle, NOW.replace(year=2017))) == 1
    assert len(hours_for("sms", ["FR"], bundle)) == 1
