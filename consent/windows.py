"""How long a contact counts: a rolling window, or a calendar one in the person's zone.

A calendar window begins with a local day, week (on Monday) or month. Where the zone is
not known, every plausible one counts and the latest end is taken: the strictest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo

PERIODS: Final = ("day", "week", "month")
_LONGEST_DAYS: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 31}
_MOST: Final = 3_660  # ten years of days: beyond that a window is a slip of the pen
# Clocks change by an hour or two; whatever counts lies within the periods and a day.
_SLACK: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Window:
    """`length` minutes or days back from now, or so many calendar periods with this."""

    unit: str
    length: int
    is_calendar: bool = False

    @classmethod
    def of(cls, row: object) -> Self:
        """Read `{"minutes": 90}`, `{"days": 7}` or `{"calendar": "week"}`.

        A calendar window may reach over several `periods`, the running one included.

        Raises:
            ValueError: It is none of these.
        """
        if not isinstance(row, Mapping):
            raise ValueError(_FORMS)  # noqa: TRY004 - one kind of error for a bad row
        names = set(row)
        if names in ({"minutes"}, {"days"}):
            name = names.pop()
            return cls(unit=name[:-1], length=_whole(row[name]))
        if names in ({"calendar"}, {"calendar", "periods"}):
            length = _whole(row.get("periods", 1))
            if row["calendar"] in PERIODS:
                return cls(unit=row["calendar"], length=length, is_calendar=True)
        raise ValueError(_FORMS)

    @property
    def reach(self) -> timedelta:
        """How far back what still counts may lie, at the most."""
        if self.unit == "minute":
            return timedelta(minutes=self.length)
        days = timedelta(days=self.length * _LONGEST_DAYS[self.unit])
        return days + _SLACK if self.is_calendar else days

    def end(self, at: datetime, zones: Sequence[str]) -> datetime:
        """Say when something of that instant stops counting, in all of these zones."""
        if not self.is_calendar:
            return at + self.reach
        # Local days begin at a full quarter of an hour everywhere.
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        return _latest_end(self, quarter, tuple(zones))


_FORMS: Final = (
    'must be {"minutes": n}, {"days": n} or {"calendar": "day", "week" or "month"}, '
    f'this one with "periods": n if it is more than one; n from 1 to {_MOST}'
)


def _whole(value: object) -> int:
    if type(value) is not int or not 1 <= value <= _MOST:
        raise ValueError(_FORMS)
    return value


@lru_cache(maxsize=4096)
def _latest_end(window: Window, at: datetime, zones: tuple[str, ...]) -> datetime:
    return max(_end_in(window, at, ZoneInfo(zone)) for zone in zones)


def _end_in(window: Window, at: datetime, zone: ZoneInfo) -> datetime:
    last = _after(at.astimezone(zone).date(), window)
    # A midnight that the clock skips in spring is the end of the skip.
    return datetime.combine(last, time(), zone).astimezone(UTC)


def _after(day: date, window: Window) -> date:
    """Give the first day of the period in which this day counts no more."""
    if window.unit == "day":
        return day + timedelta(days=window.length)
    if window.unit == "week":
        return day + timedelta(weeks=window.length, days=-day.weekday())
    months = day.year * 12 + day.month - 1 + window.length
    return date(months // 12, months % 12 + 1, 1)
