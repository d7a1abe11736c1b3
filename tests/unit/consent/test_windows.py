"""Rolling and calendar windows, on clocks that change, against counting by hand."""

# One row, one line: a table is read across.
# ruff: noqa: E501

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consent.windows import PERIODS, Window

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = (
    "Europe/Paris", "America/New_York", "America/St_Johns", "America/Havana",
    "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("row", "reach"),
    [
        ({"minutes": 90}, timedelta(minutes=90)),
        ({"days": 30}, 30 * DAY),
        ({"calendar": "day"}, 2 * DAY),
        ({"calendar": "day", "periods": 30}, 31 * DAY),
        ({"calendar": "week"}, 8 * DAY),
        ({"calendar": "month", "periods": 2}, 63 * DAY),
    ],
)
def test_a_window_is_read_and_says_how_far_it_reaches(row, reach):
    assert Window.of(row).reach == reach


@pytest.mark.parametrize(
    "row",
    [
        None,
        [],
        {},
        {"hours": 1},
        {"days": 0},
        {"days": -1},
        {"days": 3_661},
        {"days": "7"},
        {"days": True},
        {"days": 1, "minutes": 1},
        {"calendar": "year"},
        {"calendar": "day", "periods": 0},
        {"calendar": "day", "days": 1},
        {"periods": 2},
    ],
)
def test_anything_else_is_no_window(row):
    with pytest.raises(ValueError, match="must be"):
        Window.of(row)


def test_a_rolling_window_needs_no_zone():
    then = at("2026-10-24T23:30:00+00:00")
    assert Window.of({"days": 1}).end(then, ()) == then + DAY
    assert Window.of({"minutes": 5}).end(then, ()) == then + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("row", "then", "zone", "ends"),
    [
        ({"calendar": "day"}, "2026-06-01T21:59:59Z", "Europe/Paris", "2026-06-01T22:00Z"),
        ({"calendar": "day"}, "2026-06-01T22:00:00Z", "Europe/Paris", "2026-06-02T22:00Z"),
        # the long day and the short one
        ({"calendar": "day"}, "2026-10-24T22:00:00Z", "Europe/Paris", "2026-10-25T23:00Z"),
        ({"calendar": "day"}, "2026-03-28T23:00:00Z", "Europe/Paris", "2026-03-29T22:00Z"),
        # Cairo skips its midnight: the day begins at one
        ({"calendar": "day"}, "2026-04-23T12:00:00Z", "Africa/Cairo", "2026-04-23T22:00Z"),
        ({"calendar": "week"}, "2026-11-22T22:59:59Z", "Europe/Paris", "2026-11-22T23:00Z"),
        ({"calendar": "week"}, "2026-11-22T23:00:00Z", "Europe/Paris", "2026-11-29T23:00Z"),
        ({"calendar": "week", "periods": 2}, "2026-12-30T12:00Z", "UTC", "2027-01-11T00:00Z"),
        ({"calendar": "month"}, "2026-01-31T12:00Z", "UTC", "2026-02-01T00:00Z"),
        ({"calendar": "month"}, "2026-12-31T23:30Z", "Europe/Paris", "2027-01-31T23:00Z"),
        ({"calendar": "month", "periods": 3}, "2026-11-30T12:00Z", "UTC", "2027-02-01T00:00Z"),
        # thirty calendar days: the day itself is the first
        ({"calendar": "day", "periods": 30}, "2026-11-01T10:00Z", "UTC", "2026-12-01T00:00Z"),
    ],
)  # fmt: skip
def test_a_calendar_window_ends_at_a_local_midnight(row, then, zone, ends):
    assert Window.of(row).end(at(then), (zone,)) == at(ends)


def test_of_several_zones_the_latest_end_counts():
    then = at("2026-06-01T12:00:00Z")
    both = Window.of({"calendar": "day"}).end(then, ("Europe/Paris", "Asia/Tokyo"))
    assert both == at("2026-06-01T22:00:00Z")


def _is_within(window: Window, then: datetime, now: datetime, zone: str) -> bool:
    """Whether both instants lie in one stretch of local periods, counted by labels."""
    here = ZoneInfo(zone)
    first, last = (moment.astimezone(here).date() for moment in (then, now))
    if window.unit == "day":
        return (last - first).days < window.length
    if window.unit == "week":
        return (last.toordinal() - 1) // 7 - (
            first.toordinal() - 1
        ) // 7 < window.length
    return (last.year - first.year) * 12 + last.month - first.month < window.length


def test_every_end_is_where_the_labels_of_local_days_say_it_is():
    """Random instants near clock changes; the second before counts, the end does not."""
    rng = random.Random(20261122)
    for _ in range(2_000):
        zone, unit = rng.choice(ZONES), rng.choice(PERIODS)
        window = Window(unit=unit, length=rng.randrange(1, 5), is_calendar=True)
        then = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            seconds=rng.randrange(400 * 86_400)
        )
        end = window.end(then, (zone,))
        assert then < end <= then + window.reach
        assert _is_within(window, then, end - timedelta(seconds=1), zone)
        assert not _is_within(window, then, end, zone)
