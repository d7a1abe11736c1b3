"""Days in the calendar: months later, birthdays, years of age."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Give the same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born: date, years: int) -> date:
    """Give the day on which somebody has this many years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)  # born on 29 February


def age_on(born: date, today: date) -> int:
    """Count the whole years of somebody on a day."""
    years = today.year - born.year
    return max(years if birthday(born, years) <= today else years - 1, 0)
