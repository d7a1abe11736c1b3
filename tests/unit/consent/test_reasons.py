"""Codes become sentences; waits become instants."""

from datetime import timedelta

from consent.catalogue import Catalogue, RuleText
from consent.engine import Obligation, Verdict
from consent.reasons import earliest_yes, explain, list_duties
from tests.unit.consent.room import NOON

HOUR = timedelta(hours=1)


def text(code, kind="house", **more) -> RuleText:
    words = {"en": f"{code}!", "fr": f"{code} !"}
    return RuleText(
        code=code,
        kind=kind,
        source="S",
        title=code,
        message=words,
        remedy=words,
        **more,
    )


CATALOGUE = Catalogue(
    {
        one.code: one
        for one in (
            text("quiet-hours", wait="quiet-hours-end"),
            text("cap-email-day", wait="cap:email-day"),
            text("consent-missing", kind="law"),
            text("obligation-unmet"),
        )
    }
)


def reasons(*codes, unmet=(), **instants):
    verdict = Verdict(allow=False, refusals=codes, unmet=unmet)
    named = {name.replace("_", "-"): at for name, at in instants.items()}
    return explain(verdict, CATALOGUE, named)


def test_law_stands_before_house_and_codes_are_in_order():
    found = reasons("quiet-hours", "cap-email-day", "consent-missing")
    assert [r.rule for r in found] == [
        "consent-missing",
        "cap-email-day",
        "quiet-hours",
    ]


def test_a_wait_becomes_its_instant():
    (found,) = reasons("quiet-hours", quiet_hours_end=NOON)
    assert found.retry_after == NOON


def test_a_wait_that_nobody_can_date_has_no_instant():
    assert reasons("quiet-hours")[0].retry_after is None


def test_unmet_obligations_are_listed():
    (found,) = reasons("obligation-unmet", unmet=("list_unsubscribe", "ai_marking"))
    assert found.message["en"] == "obligation-unmet! (list_unsubscribe, ai_marking)"


def test_an_unknown_code_still_has_a_sentence():
    (found,) = reasons("something-new")
    assert found.message["fr"]
    assert found.kind == "house"


def test_the_earliest_yes_is_the_last_wait_and_only_if_all_can_wait():
    both = explain(
        Verdict(allow=False, refusals=("quiet-hours", "cap-email-day")),
        CATALOGUE,
        {"quiet-hours-end": NOON, "cap:email-day": NOON + HOUR},
    )
    assert earliest_yes(both) == NOON + HOUR
    assert earliest_yes((*both, *reasons("consent-missing"))) is None
    assert earliest_yes(()) is None


def test_a_duty_shows_the_source_of_its_rule():
    owed = Obligation(do="unsubscribe_link", source="consent-missing", params={"a": 1})
    (duty,) = list_duties(Verdict(allow=True, obligations=(owed,)), CATALOGUE)
    assert (duty.do, duty.source, duty.params) == ("unsubscribe_link", "S", {"a": 1})
