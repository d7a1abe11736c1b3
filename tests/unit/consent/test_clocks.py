"""Local time when the zone is known, guessed from places, or unknown."""

from datetime import UTC, datetime

import pytest

from consent.clocks import Clock, Clocks, candidate_zones

DAY = ("weekday", ((480, 1200),))
EVERY_DAY = (
    DAY,
    ("saturday", ((480, 1200),)),
    ("sunday", ((480, 1200),)),
    ("holiday", ((480, 1200),)),
)
FRENCH_CALLS = (
    ("weekday", ((600, 780), (840, 1200))),
    ("saturday", ()),
    ("sunday", ()),
    ("holiday", ()),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_zone_of_the_profile_comes_first() -> None:
    assert candidate_zones(["Asia/Tokyo"], ["FR"], {}) == ("Asia/Tokyo",)


def test_a_zone_that_does_not_exist_is_ignored() -> None:
    assert candidate_zones(["Mars/Olympus"], ["FR"], {}) == ("Europe/Paris",)


def test_a_country_gives_all_its_zones() -> None:
    zones = candidate_zones([], ["US"], {})

    assert {"America/New_York", "Pacific/Honolulu"} <= set(zones)


def test_a_state_gives_the_zones_of_the_register() -> None:
    known = {"US-CA": ["America/Los_Angeles"]}

    assert candidate_zones([], ["US-CA"], known) == ("America/Los_Angeles",)
    assert len(candidate_zones([], ["US-ZZ"], known)) > 10


def test_nothing_known_is_everywhere() -> None:
    everywhere = candidate_zones([], [], {})

    assert len(everywhere) > 200
    assert candidate_zones([], ["FR", "unknown"], {}) == everywhere


def test_clocks_are_read_in_every_zone_once() -> None:
    clocks = Clocks(zones=("Europe/Paris", "Europe/Brussels", "Europe/London"))

    assert clocks.read(at("2026-11-24 12:30")) == {
        Clock(13 * 60 + 30, "weekday"),
        Clock(12 * 60 + 30, "weekday"),
    }


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-20 12:00", "weekday"),
        ("2026-11-21 12:00", "saturday"),
        ("2026-11-22 12:00", "sunday"),
        ("2026-11-11 12:00", "holiday"),
        ("2026-04-06 12:00", "holiday"),  # Easter Monday
        ("2026-11-21 23:30", "sunday"),  # already Sunday in Paris
    ],
)
def test_the_kind_of_day_is_the_local_one(instant: str, day: str) -> None:
    clocks = Clocks(zones=("Europe/Paris",), holidays_of=("FR",))

    assert {clock.day for clock in clocks.read(at(instant))} == {day}


def test_night_ends_at_eight_in_paris() -> None:
    clocks = Clocks(zones=("Europe/Paris",))

    assert clocks.next_opening(at("2026-11-24 21:15"), (EVERY_DAY,)) == at(
        "2026-11-25 07:00"
    )


def test_night_ends_an_hour_earlier_when_the_clock_was_put_forward() -> None:
    """Summer time begins in Paris on 29 March 2026 at 02:00."""
    clocks = Clocks(zones=("Europe/Paris",))

    assert clocks.next_opening(at("2026-03-28 21:00"), (EVERY_DAY,)) == at(
        "2026-03-29 06:00"
    )


def test_a_french_call_on_the_eve_of_a_long_weekend_waits_until_it_is_over() -> None:
    """1 May 2026 is a Friday and a holiday."""
    clocks = Clocks(zones=("Europe/Paris",), holidays_of=("FR",))

    assert clocks.next_opening(at("2026-04-30 19:00"), (FRENCH_CALLS,)) == at(
        "2026-05-04 08:00"
    )


def test_of_several_grids_all_must_be_open() -> None:
    clocks = Clocks(zones=("Europe/Paris",), holidays_of=("FR",))

    assert clocks.next_opening(at("2026-11-24 06:30"), (EVERY_DAY, FRENCH_CALLS)) == at(
        "2026-11-24 09:00"
    )


def test_of_several_clocks_all_must_be_inside() -> None:
    """212 number, Californian address: 8 in Los Angeles is 11 in New York."""
    clocks = Clocks(zones=("America/New_York", "America/Los_Angeles"))

    assert clocks.next_opening(at("2026-11-24 13:30"), (EVERY_DAY,)) == at(
        "2026-11-24 16:00"
    )


def test_no_instant_is_promised_for_the_whole_world_or_for_never() -> None:
    never = tuple((day, ()) for day, _ in EVERY_DAY)

    assert (
        Clocks(zones=candidate_zones([], [], {})).next_opening(
            at("2026-11-24 13:30"), (EVERY_DAY,)
        )
        is None
    )
    assert (
        Clocks(zones=("Europe/Paris",)).next_opening(at("2026-11-24 13:30"), (never,))
        is None
    )


def test_the_next_readings_are_the_published_minutes_of_each_clock() -> None:
    clocks = Clocks(zones=("Europe/Paris", "Europe/London"))

    assert set(clocks.next_readings(at("2026-11-24 12:30"), [840, 480, 0])) == {
        at("2026-11-24 13:00"),
        at("2026-11-24 14:00"),
    }
    assert set(clocks.next_readings(at("2026-11-24 14:00"), [480])) == {
        at("2026-11-25 07:00"),
        at("2026-11-25 08:00"),
    }
