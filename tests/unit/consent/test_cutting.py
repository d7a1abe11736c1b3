"""Cut at the published points; exact where a test asks for it."""

from datetime import UTC, datetime, timedelta

from consent.cutting import Cutter, places_of
from tests.unit.consent.room import NOON, load_bundle

BUNDLE = load_bundle()


def test_a_number_becomes_the_last_point_it_reached():
    cutter = Cutter(NOON, BUNDLE, exact=False)

    assert [cutter.cut(n, [6, 12]) for n in (0, 5, 6, 11, 12, 99)] == [
        0,
        0,
        6,
        6,
        12,
        12,
    ]
    assert Cutter(NOON, BUNDLE, exact=True).cut(5, [6, 12]) == 5


def test_a_cut_number_says_when_it_turns():
    cutter = Cutter(NOON, BUNDLE, exact=False)

    assert cutter.months_since(NOON - timedelta(days=1), "untold_months") == 0
    assert cutter.changes == [datetime(2027, 4, 3, tzinfo=UTC)]
    assert cutter.days_since(None, "consent_age_days") is None
    assert cutter.months_since(None, "untold_months") is None


def test_places_that_are_none_are_one_unknown():
    assert places_of(["US-CA", "FR", "FR", "nowhere"]) == ("FR", "US-CA", "unknown")
