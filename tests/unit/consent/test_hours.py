"""Which hours a channel keeps, and when they are next open."""

from datetime import UTC, datetime

import pytest

from consent.hours import Hours, clocks_for, hours_for
from tests.unit.consent.room import load_bundle

BUNDLE = load_bundle()


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
