"""Which hours a channel keeps for somebody, and when they are next open.

The hours are the registers', local ones only while they are in force; `clocks` knows
what time it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from consent.bundle import Bundle
from consent.clocks import Clocks, Windows, candidate_zones
from consent.law_dates import is_dormant


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The grids of hours that must all be open, on all clocks that may be hers."""

    windows: tuple[Windows, ...]
    clocks: Clocks

    def first_open(self, moment: datetime) -> datetime | None:
        """Give the first open instant from `moment` on; None when none is sure."""
        if not self.windows or self.clocks.all_inside(moment, self.windows):
            return moment
        return self.clocks.next_opening(moment, self.windows)


def hours_for(
    channel: str | None,
    places: Iterable[str],
    bundle: Bundle,
    now: datetime | None = None,
) -> tuple[Windows, ...]:
    """Give the grids for a channel: the house's, the laws', local ones in force."""
    grids = bundle.register("quiet_hours")
    names = ["house"]
    for place in places:
        names += _of_place(place, bundle, now)
    return tuple(
        _windows(grids[name])
        for name in dict.fromkeys(names)
        if channel in cast("list[str]", grids[name]["channels"])
    )


def clocks_for(
    timezones: Iterable[str], places: Sequence[str], bundle: Bundle
) -> Clocks:
    """Give all clocks that may be those of somebody in these places."""
    register = bundle.register("jurisdictions")
    finer = {
        place: cast("list[str]", register[place].get("timezones", []))
        for place in places
        if place in register
    }
    observed = cast("list[str]", bundle.data["breakpoints"]["holidays_of"])
    countries = {place.partition("-")[0] for place in places}
    return Clocks(
        zones=candidate_zones(timezones, places, finer),
        holidays_of=tuple(sorted(countries & set(observed))),
    )


def _of_place(place: str, bundle: Bundle, now: datetime | None) -> Iterator[str]:
    national = bundle.register("jurisdictions").get(place, {}).get("calling_hours")
    if national:
        yield str(national)
    registers = cast(
        "Mapping[str, Mapping[str, str]]", bundle.data["national"]["hours"]
    )
    local = registers.get(place)
    if local and now is not None and not is_dormant(bundle, local["term"], now):
        yield local["grid"]


def _windows(grid: Mapping[str, object]) -> Windows:
    windows = cast("dict[str, list[list[int]]]", grid["windows"])
    return tuple(
        (day, tuple((start, end) for start, end in spans))
        for day, spans in windows.items()
    )
