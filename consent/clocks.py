"""What time it is for a person whose zone is known, guessed from places, or unknown.

Nothing here says what hours are allowed: the registers do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import holidays

# Beyond this many distinct clocks no common opening is searched or promised.
MANY_CLOCKS = 12
# A holiday on a Friday with a weekend behind it shuts four days; eight are ample.
SEARCH_DAYS = 8

Windows = tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, order=True)
class Clock:
    """A local time, as far as a rule may see it: minute of the day, kind of day."""

    minute: int
    day: str


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """All clocks that may be the person's, and whose public holidays count.

    What they show is remembered by the minute: the whole world has hundreds of clocks,
    and a campaign reads the same ones for everybody.
    """

    zones: tuple[str, ...]
    holidays_of: tuple[str, ...] = ()

    def read(self, now: datetime) -> frozenset[Clock]:
        """Give the distinct local times at an instant."""
        return _read(self, _minute(now))

    def next_readings(self, now: datetime, minutes: Iterable[int]) -> list[datetime]:
        """Give the next instant at which each clock shows one of the minutes."""
        return list(_next_readings(self, _minute(now), tuple(sorted(minutes))))

    def next_opening(
        self, now: datetime, windows: tuple[Windows, ...]
    ) -> datetime | None:
        """Give the first instant at which every clock is inside all the windows.

        None when there is none within eight days, or too many clocks to promise one.
        """
        return _next_opening(self, _minute(now), windows)

    def all_inside(self, now: datetime, windows: tuple[Windows, ...]) -> bool:
        """Whether every clock is inside all the windows at an instant."""
        return all(
            _is_inside(clock, grid) for clock in self.read(now) for grid in windows
        )


def candidate_zones(
    named: Iterable[str], places: Iterable[str], known: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """Choose the zones a person may be in, the strictest when nothing is known.

    Args:
        named: Zones from the profile; names that do not exist are ignored.
        places: Countries and states, as `FR` or `US-CA`.
        known: Zones of places finer than a country, from the register.
    """
    zones = sorted({zone for zone in named if zone in _all_names()})
    if zones:
        return tuple(zones)
    of_places = [_zones_of(place, known) for place in places]
    if of_places and all(of_places):
        return tuple(sorted({zone for zones in of_places for zone in zones}))
    return _everywhere()


def _zones_of(place: str, known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(known.get(place, ())) or _by_country().get(place.partition("-")[0], ())


@lru_cache(maxsize=1)
def _all_names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _by_country() -> dict[str, tuple[str, ...]]:
    """Country → its zones, from the table that tzdata publishes."""
    table = files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")
    zones: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            countries, _, name = line.split("\t")[:3]
            for country in countries.split(","):
                zones[country] = (*zones.get(country, ()), name)
    return zones


@lru_cache(maxsize=1)
def _everywhere() -> tuple[str, ...]:
    return tuple(sorted({zone for zones in _by_country().values() for zone in zones}))


def _local(zone: str, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=4096)
def _day_class(day: date, countries: tuple[str, ...]) -> str:
    if any(day in _holidays(country, day.year) for country in countries):
        return "holiday"
    return {5: "saturday", 6: "sunday"}.get(day.weekday(), "weekday")


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def _instants(
    zone: str, now: datetime, minutes: Iterable[int], *, days: int
) -> Iterator[datetime]:
    """Yield the later instants at which a zone's clock shows one of the minutes."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for offset in range(days + 1):
        for minute in minutes:
            shown = datetime.combine(
                today + timedelta(days=offset), time(minute // 60, minute % 60), here
            )
            # A time that the clock skips in spring begins when the skip ends.
            instant = shown.astimezone(UTC)
            if instant > now:
                yield instant


def _is_inside(clock: Clock, grid: Windows) -> bool:
    spans = dict(grid).get(clock.day, ())
    return any(start <= clock.minute < end for start, end in spans)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


@lru_cache(maxsize=4096)
def _read(clocks: Clocks, now: datetime) -> frozenset[Clock]:
    shown = {_local(zone, now) for zone in clocks.zones}
    return frozenset(
        Clock(
            local.hour * 60 + local.minute,
            _day_class(local.date(), clocks.holidays_of),
        )
        for local in shown
    )


@lru_cache(maxsize=1024)
def _distinct(zones: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Keep one zone of each group whose clocks agree now and through the search."""
    until = now + timedelta(days=SEARCH_DAYS)
    groups = {(_local(z, now), _local(z, until)): z for z in reversed(zones)}
    return tuple(groups.values())


@lru_cache(maxsize=1024)
def _next_readings(
    clocks: Clocks, now: datetime, minutes: tuple[int, ...]
) -> tuple[datetime, ...]:
    zones = _distinct(clocks.zones, now)
    return tuple([next(_instants(zone, now, minutes, days=1)) for zone in zones])


@lru_cache(maxsize=1024)
def _next_opening(
    clocks: Clocks, now: datetime, windows: tuple[Windows, ...]
) -> datetime | None:
    zones = _distinct(clocks.zones, now)
    if len(zones) > MANY_CLOCKS:
        return None
    few = Clocks(zones=zones, holidays_of=clocks.holidays_of)
    starts = sorted(
        {start for grid in windows for _, spans in grid for start, _ in spans}
    )
    candidates = {
        instant
        for zone in few.zones
        for instant in _instants(zone, now, starts, days=SEARCH_DAYS)
    }
    return next((i for i in sorted(candidates) if few.all_inside(i, windows)), None)
