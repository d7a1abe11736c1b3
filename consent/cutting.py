"""Numbers and words are cut here: at the published points, to the known vocabulary."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import cast

from consent.bundle import Bundle
from consent.days import add_months
from consent.terms import UNKNOWN

_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")


class Cutter:
    """Cuts for one instant, and notes in `changes` when a cut number turns."""

    def __init__(self, now: datetime, bundle: Bundle, *, exact: bool) -> None:
        """Cut at the breakpoints of this bundle, or leave all numbers exact."""
        self.now = now
        self.bundle = bundle
        self.exact = exact
        self.changes: list[datetime] = []

    def days_since(self, then: datetime | None, points: str) -> int | None:
        """Count the days since an instant, by the calendar in UTC."""
        if then is None:
            return None
        first = then.astimezone(UTC).date()
        cuts = self.points(points)
        for days in cuts:
            day = first + timedelta(days=days)
            self.changes.append(datetime.combine(day, time(), UTC))
        return self.cut(max((self.now.date() - first).days, 0), cuts)

    def months_since(self, then: datetime | None, points: str) -> int | None:
        """Count months; one is over when its last day is (Reg. 1182/71 Art. 3)."""
        if then is None:
            return None
        first, today = then.astimezone(UTC).date(), self.now.date()
        cuts = self.points(points)
        for months in cuts:
            day = add_months(first, months) + timedelta(days=1)
            self.changes.append(datetime.combine(day, time(), UTC))
        passed = (today.year - first.year) * 12 + today.month - first.month
        whole = passed if today > add_months(first, passed) else passed - 1
        return self.cut(max(whole, 0), cuts)

    def points(self, name: str) -> list[int]:
        """Give the published points of one kind of number."""
        return cast("list[int]", self.bundle.data["breakpoints"][name])

    def cut(self, value: int, points: list[int]) -> int:
        """Give the last point that the value has reached; 0 before the first."""
        if self.exact:
            return value
        place = bisect_right(points, value)
        return points[place - 1] if place else 0


def places_of(places: Iterable[str]) -> tuple[str, ...]:
    """Give every place once, in order; what is no place at all is unknown."""
    return tuple(sorted({p if _PLACE.match(p) else UNKNOWN for p in places}))
