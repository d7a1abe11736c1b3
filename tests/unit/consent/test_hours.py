"""Which hours a channel keeps, and when they are next open.

The house's hours always, a law's where it applies, a state's where switched on.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.bundle import Bundle
from consent.hours import Hours, clocks_for, hours_for
from tests.unit.consent.room import load_bundle

BUNDLE = load_bundle()
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


def hours(channel: str, place: str, zone: str) -> Hours:
    return Hours(
        windows=hours_for(channel, [place], BUNDLE),
        clocks=clocks_for([zone], [place], BUNDLE),
    )


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-12-02T11:00", "2026-12-02T11:00"),  # open: at once
        ("2026-12-02T18:59", "2026-12-02T18:59"),  # 19:59 in Paris
        ("2026-12-02T19:00", "2026-12-03T07:00"),  # 20:00 in Paris
        ("2027-03-27T22:00", "2027-03-28T06:00"),  # the clock goes forward
        ("2026-10-24T22:00", "2026-10-25T07:00"),  # the clock goes back
    ],
)
def test_a_text_message_waits_for_the_morning(moment: str, opens: str) -> None:
    paris = hours("sms", "FR", "Europe/Paris")

    found = paris.first_open(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(opens).replace(tzinfo=UTC)


def test_a_channel_without_hours_is_always_open() -> None:
    night = datetime(2026, 12, 2, 23, tzinfo=UTC)

    assert hours("email", "FR", "Europe/Paris").first_open(night) == night


def test_a_zone_that_nobody_knows_promises_nothing() -> None:
    night = datetime(2026, 12, 2, 23, tzinfo=UTC)

    assert hours("sms", "XX", "").first_open(night) is None
