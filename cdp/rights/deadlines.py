"""By when a request must be answered: calendar months, working days, one extension.

Public holidays are not counted on: a due date may be a day or two earlier than the law
allows, never later.
"""

import calendar
from datetime import date, datetime, time, timedelta
from typing import Final

# GDPR 12(3); Cal. Civ. Code 1798.130(a)(2) and 11 CCR 7021(b).
REGIMES: Final = ("gdpr", "ccpa")
CCPA_DAYS: Final = 45
EXTENSION_MONTHS: Final = 2
SATURDAY: Final = 5


def due(regime: str, received: datetime) -> datetime:
    """Give the end of the last day for an answer.

    GDPR: the same date of the next month, its last day if there is none, and the next
    working day if that falls on a weekend (Regulation 1182/71, article 3(4)).
    California: 45 calendar days.
    """
    if regime == "ccpa":
        return _end_of(received + timedelta(days=CCPA_DAYS), received)
    return _end_of(_working_day(_months_later(received.date(), 1)), received)


def extended(regime: str, received: datetime) -> datetime:
    """Give the last day once the person was told, in time, why it takes longer.

    Two further months (GDPR 12(3)), or once more 45 days (11 CCR 7021(b)).
    """
    if regime == "ccpa":
        return _end_of(received + timedelta(days=2 * CCPA_DAYS), received)
    months = 1 + EXTENSION_MONTHS
    return _end_of(_working_day(_months_later(received.date(), months)), received)


def may_extend(regime: str, received: datetime, now: datetime) -> bool:
    """Tell if an extension can still be announced: only within the first term."""
    return now <= due(regime, received)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _working_day(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _end_of(day: date, like: datetime) -> datetime:
    plain = date(day.year, day.month, day.day)
    return datetime.combine(plain, time(23, 59, 59), like.tzinfo)
