"""One rule, with everything that is known of it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from consent.bundle import Bundle
from consent.errors import NotFoundError
from consent.rulebook import show_rule

BUNDLE = Bundle.load(Path(__file__).resolve().parents[3] / "policies")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TERM = {"rule": "consent-expired", "status": "V", "to": None, "on": True}


def with_terms(**terms: dict[str, object]) -> Bundle:
    data = {**BUNDLE.data, "validity": MappingProxyType(terms)}
    return replace(BUNDLE, data=data)


def test_a_rule_is_shown_with_its_law_its_words_and_its_dates() -> None:
    shown = show_rule(BUNDLE, "consent-missing", NOW)

    assert shown["kind"] == "law"
    assert "GDPR" in shown["source"]
    assert shown["in_force"] is True
    assert set(shown["message"]) == set(shown["remedy"]) == {"en", "fr"}


def test_a_rule_of_a_coming_law_is_not_in_force_until_its_day() -> None:
    code = "us-ca-admt-notice"

    assert show_rule(BUNDLE, code, NOW)["in_force"] is False
    assert show_rule(BUNDLE, code, NOW.replace(year=2027))["in_force"] is True


@pytest.mark.parametrize(
    ("changed", "in_force"),
    [
        ({"from": "2026-01-01T00:00:00Z"}, True),
        ({"from": "2026-12-01T00:00:00Z"}, False),
        ({"from": "2026-01-01T00:00:00Z", "on": False}, False),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-06-01T00:00:00Z"}, False),
        ({"from": "2026-01-01T00:00:00Z", "to": "2027-06-01T00:00:00Z"}, True),
    ],
)
def test_a_rule_that_ships_off_is_in_force_while_one_of_its_terms_runs(
    changed: dict[str, object], in_force: bool
) -> None:
    never = TERM | {"from": "2026-01-01T00:00:00Z", "on": False}
    bundle = with_terms(a=TERM | changed, b=never)

    assert show_rule(bundle, "consent-expired", NOW)["in_force"] is in_force


def test_an_exception_that_is_off_leaves_its_rule_in_force() -> None:
    """Article 22 stands, whatever becomes of the British exception to it."""
    assert show_rule(BUNDLE, "automated-decision", NOW)["in_force"] is True


def test_a_failure_of_an_engine_is_shown_too() -> None:
    shown = show_rule(BUNDLE, "policy-unavailable", NOW)

    assert (shown["rule"], shown["terms"]) == ("engine", {})


@pytest.mark.parametrize(
    ("code", "near"), [("consent-mising", "consent-missing"), ("zzzzzz", None)]
)
def test_an_unknown_code_is_answered_with_what_is_near(
    code: str, near: str | None
) -> None:
    with pytest.raises(NotFoundError) as caught:
        show_rule(BUNDLE, code, NOW)

    assert (near or "near") in str(caught.value) or near is None
