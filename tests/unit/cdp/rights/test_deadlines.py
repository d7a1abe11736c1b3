"""By when: months of the calendar, working days, one extension."""

from datetime import UTC, datetime

import pytest

from cdp.rights import deadlines


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC, hour=10)


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2026-01-31", "2026-03-02", "2026-04-30"),  # no 31st; 28 February: Saturday
        ("2026-11-23", "2026-12-23", "2027-02-23"),
        ("2026-12-31", "2027-02-01", "2027-03-31"),  # 31 January is a Sunday
        ("2027-12-15", "2028-01-17", "2028-03-15"),  # 15 January is a Saturday
    ],
)
def test_a_month_is_a_month_of_the_calendar(
    received: str, due: str, extended: str
) -> None:
    at = day(received)
    assert deadlines.due("gdpr", at).date().isoformat() == due
    assert deadlines.extended("gdpr", at).date().isoformat() == extended


def test_california_counts_days() -> None:
    at = day("2026-11-22")
    assert deadlines.due("ccpa", at).date().isoformat() == "2027-01-06"
    assert deadlines.extended("ccpa", at).date().isoformat() == "2027-02-20"


def test_it_can_be_extended_until_the_first_term_is_over() -> None:
    at = day("2026-01-31")
    assert deadlines.may_extend("gdpr", at, day("2026-03-02"))
    assert not deadlines.may_extend("gdpr", at, day("2026-03-05"))
