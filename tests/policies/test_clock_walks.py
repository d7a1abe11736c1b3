"""Quiet hours over the turns of the clock and of the year, in twenty zones.

The reckoning below is independent: it reads the same registers and no code of ours. It
finds the turns of each zone by walking, and asks zoneinfo what time it is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.situations import reduce
from consent.subject import LedgerState, PersonFacts
from consent.terms import Position, Terms
from tests.amounts import amounts
from tests.contracts.opa_server import POLICIES
from tests.contracts.positions import EVERY_DUTY

BUNDLE = Bundle.load(POLICIES)
ENGINE = EmbeddedEngine(BUNDLE, timeout_seconds=20)
HOURS = BUNDLE.data["quiet_hours"]
YEAR = 2026

# Zones with and without summer time, north and south, by half and quarter hours, with
# half an hour of summer, with winter time instead, and on both sides of the date line.
ZONES = {
    "Europe/Paris": "FR", "Europe/London": "GB", "Europe/Dublin": "IE",
    "Europe/Helsinki": "FI", "Atlantic/Reykjavik": "IS", "America/New_York": "US-NY",
    "America/Los_Angeles": "US-CA", "America/Denver": "US-CO",
    "America/Phoenix": "US-AZ", "Pacific/Honolulu": "US-HI", "America/St_Johns": "CA",
    "America/Santiago": "CL", "Africa/Casablanca": "MA", "Asia/Kathmandu": "NP",
    "Asia/Kolkata": "IN", "Asia/Tokyo": "JP", "Australia/Adelaide": "AU",
    "Australia/Lord_Howe": "AU", "Pacific/Auckland": "NZ", "Pacific/Chatham": "NZ",
}  # fmt: skip
MINUTE = timedelta(minutes=1)
HALF_HOUR = timedelta(minutes=30)


def _turns(zone: ZoneInfo) -> list[datetime]:
    """The instants of the year at which the zone's offset changes."""
    hours = [datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(8760)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [
        hour
        for hour, before, after in zip(hours[1:], offsets, offsets[1:], strict=False)
        if before != after
    ]


def _walk(zone: ZoneInfo, grids: list[str], reach: int) -> Iterator[datetime]:
    """Minute by minute around every edge of the days about each turn."""
    turns = [*_turns(zone), datetime(YEAR, 12, 31, 23, 59, tzinfo=zone)]
    edges = {0} | {
        minute
        for grid in grids
        for spans in HOURS[grid]["windows"].values()
        for span in spans
        for minute in span
    }
    for turn in turns:
        first = turn.astimezone(zone).replace(hour=0, minute=0, second=0, tzinfo=None)
        for day in (-1, 0, 1):
            for edge in edges:
                shown = first + timedelta(days=day, minutes=edge)
                for fold in (0, 1):
                    at = shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)
                    yield from (at + MINUTE * step for step in range(-reach, reach + 1))
        yield from (turn.astimezone(UTC) + MINUTE * s for s in range(-reach, reach + 1))


def _is_open(now: datetime, zone: ZoneInfo, country: str, grid: str) -> bool:
    """What the wall clock says, by the register alone."""
    local = now.astimezone(zone)
    day = ("weekday",) * 5 + ("saturday", "sunday")
    kind = day[local.weekday()]
    observed = country in BUNDLE.data["breakpoints"]["holidays_of"]
    if observed and local.date() in holidays.country_holidays(
        country, years=local.year
    ):
        kind = "holiday"
    minute = local.hour * 60 + local.minute
    return any(a <= minute < b for a, b in HOURS[grid]["windows"][kind])


def _codes(
    now: datetime, zone: str, place: str, channel: str
) -> tuple[set[str], object]:
    properties = {"purpose": "offers", "channel": channel, "can_fulfil": EVERY_DUTY}
    position = Position(
        terms=Terms.of("send", properties),
        known=True,
        ledger=LedgerState(consent="granted", given_at=now),
        person=PersonFacts(places=(place,), timezones=(zone,)),
    )
    situation = reduce(position, now, BUNDLE)
    verdict = ENGINE.evaluate(situation)
    return set(verdict.refusals), situation.instants.get("quiet-hours-end")


@pytest.mark.parametrize("zone", ZONES)
@amounts(1, 90)
def test_quiet_hours_keep_to_the_wall_clock(zone: str, amount: int) -> None:
    """`amount` is the reach: so many minutes on both sides of every edge."""
    place, here = ZONES[zone], ZoneInfo(zone)
    country = place.partition("-")[0]
    law = BUNDLE.register("jurisdictions").get(place, {}).get("calling_hours")
    grids = ["house", *([law] if law else [])]
    answers = {True: 0, False: 0}
    for now in sorted(set(_walk(here, grids, amount))):
        for channel in ("sms", "call"):
            codes, opening = _codes(now, zone, place, channel)
            kept = [grid for grid in grids if channel in HOURS[grid]["channels"]]
            is_open = {grid: _is_open(now, here, country, grid) for grid in kept}
            answers[all(is_open.values())] += 1
            assert ("quiet-hours" in codes) == (not is_open["house"]), (now, channel)
            if law in is_open:
                assert (f"calling-hours-{law}" in codes) == (not is_open[law]), now
            _check_the_end(now, opening, (here, country, kept))
    assert min(answers.values()) > 0


def _check_the_end(
    now: datetime, opening: object, place: tuple[ZoneInfo, str, list[str]]
) -> None:
    """Open then, and not a minute before; no end is given where nothing is shut."""
    zone, country, grids = place

    def is_open(at: datetime) -> bool:
        return all(_is_open(at, zone, country, grid) for grid in grids)

    if is_open(now):
        assert opening is None
        return
    assert isinstance(opening, datetime)
    assert opening > now
    assert is_open(opening)
    assert not is_open(opening - MINUTE)
    halves = range(1, -(-(opening - now) // HALF_HOUR))
    assert not any(is_open(now + HALF_HOUR * n) for n in halves)


def test_the_zones_turn_their_clocks_as_the_walks_suppose() -> None:
    turns = {zone: len(_turns(ZoneInfo(zone))) for zone in ZONES}

    assert len(ZONES) == 20
    assert [turns[zone] for zone in ("Europe/Paris", "Australia/Lord_Howe")] == [2, 2]
    assert [turns[zone] for zone in ("Asia/Kolkata", "America/Phoenix")] == [0, 0]
    assert sum(count >= 2 for count in turns.values()) >= 12
