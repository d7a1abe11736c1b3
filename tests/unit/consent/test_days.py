"""Months and birthdays in the calendar."""

from datetime import date

import pytest

from consent.days import add_months, age_on, birthday


@pytest.mark.parametrize(
    ("first", "months", "then"),
    [
        ("2026-10-24", 1, "2026-11-24"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-11-24", 12, "2026-11-24"),
        ("2026-11-24", 0, "2026-11-24"),
    ],
)
def test_a_month_ends_on_its_day_or_on_the_last_of_a_shorter_one(first, months, then):
    assert add_months(date.fromisoformat(first), months) == date.fromisoformat(then)


def test_somebody_born_on_29_february_turns_on_1_march():
    born = date(2008, 2, 29)

    assert birthday(born, 16) == date(2024, 2, 29)
    assert birthday(born, 18) == date(2026, 3, 1)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)
