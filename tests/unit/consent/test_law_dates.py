"""The clock is cut where law begins and ends, at midnight of where it applies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from consent.bundle import Bundle
from consent.errors import PolicyUnavailableError
from consent.law_dates import is_dormant, law_at, next_law_date
from consent.situations import reduce
from tests.contracts.opa_server import POLICIES
from tests.contracts.positions import asked

BUNDLE = Bundle.load(POLICIES)
MIDNIGHT_IN_PARIS = datetime(2026, 8, 10, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_french_rule_begins_at_midnight_in_paris() -> None:
    assert law_at(BUNDLE, MIDNIGHT_IN_PARIS) == "2026-08-10T22:00:00Z"
    assert law_at(BUNDLE, MIDNIGHT_IN_PARIS - SECOND) == "2026-08-02T07:00:00Z"
    assert is_dormant(BUNDLE, "fr-phone-opt-in", MIDNIGHT_IN_PARIS - SECOND)
    assert not is_dormant(BUNDLE, "fr-phone-opt-in", MIDNIGHT_IN_PARIS)


def test_every_moment_between_two_dates_looks_the_same() -> None:
    day = datetime(2026, 8, 11, 7, 13, 59, 123, tzinfo=UTC)

    assert law_at(BUNDLE, day) == law_at(BUNDLE, day + timedelta(days=40))
    assert law_at(BUNDLE, day, exact=True) == "2026-08-11T07:13:59Z"
    assert law_at(BUNDLE, datetime(1900, 1, 1, tzinfo=UTC)) == "1970-01-01T00:00:00Z"


def test_the_next_date_ends_what_may_be_kept() -> None:
    before = MIDNIGHT_IN_PARIS - timedelta(hours=3)
    situation = reduce(asked(), before, BUNDLE)

    assert next_law_date(BUNDLE, before) == MIDNIGHT_IN_PARIS
    assert situation.next_change == MIDNIGHT_IN_PARIS
    assert next_law_date(BUNDLE, datetime(2100, 1, 1, tzinfo=UTC)) is None


def test_a_term_that_is_off_over_or_unknown() -> None:
    then = datetime(2027, 7, 1, 6, tzinfo=UTC)

    assert is_dormant(BUNDLE, "fr-sms-hours", then)
    assert is_dormant(BUNDLE, "us-ut-ai", then)
    assert not is_dormant(BUNDLE, "us-ut-ai", then - SECOND)
    assert not is_dormant(BUNDLE, "mystery", then)


def test_policies_without_dates_judge_nothing() -> None:
    points = {k: v for k, v in BUNDLE.data["breakpoints"].items() if k != "law_dates"}
    dateless = replace(BUNDLE, data={**BUNDLE.data, "breakpoints": points})

    with pytest.raises(PolicyUnavailableError):
        reduce(asked(), MIDNIGHT_IN_PARIS, dateless)
