"""The grids of allowed hours that a channel must keep, from the registers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from consent.bundle import Bundle
from consent.clocks import Windows
from consent.law_dates import is_dormant


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
