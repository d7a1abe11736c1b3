"""Every code that a page can meet has words, in both languages."""

import pytest

import cdp.web.words as vocabulary
from audit import KINDS, OUTCOMES
from cdp.web.dpo import facts
from cdp.web.registers import channel_words, choices_of, duty_words, purpose_words
from consent.acts import METHODS, OBJECTION_KINDS, OPT_OUT_KINDS, PHONE_LISTS


@pytest.fixture(params=["en", "fr"])
def in_language(request, app):
    with app.test_request_context(f"/{request.param}/"):
        yield request.param


def test_every_kind_and_outcome_of_an_entry_has_words() -> None:
    assert set(vocabulary.KINDS) == set(KINDS)
    assert set(vocabulary.OUTCOMES) == set(OUTCOMES)


def test_every_way_to_say_something_has_words() -> None:
    assert set(vocabulary.METHODS) == set(METHODS)
    assert set(vocabulary.SCOPES) == (OBJECTION_KINDS | OPT_OUT_KINDS | PHONE_LISTS)


def test_every_action_of_the_register_has_words(services) -> None:
    assert set(services.bundle.data["actions"]) <= set(vocabulary.ACTIONS)


def test_every_ground_of_a_purpose_has_words(services) -> None:
    grounds = {one for p in services.purposes for one in p.basis.values()}
    assert grounds <= set(vocabulary.BASES)


def test_registers_name_their_codes_in_the_language_of_the_page(in_language) -> None:
    assert purpose_words("newsletter") == (
        "Newsletter" if in_language == "en" else "Lettre d'information"
    )
    assert channel_words("sms") in ("Text message", "SMS")
    assert "_" not in duty_words("unsubscribe_link")
    assert ("email", channel_words("email")) in choices_of("channels")


def test_a_code_that_nobody_described_is_spelled_out(in_language) -> None:
    assert purpose_words("not_registered") == "not registered"
    assert purpose_words(None) == ""


def test_facts_are_told_without_codes(in_language) -> None:
    told = facts.fact_lines(
        {
            "consent": {"state": "granted", "explicit": False, "age_days": None},
            "objections": [],
            "can_fulfil": ["unsubscribe_link"],
        }
    )
    assert len(told) == 2
    for name, value in told:
        assert "_" not in name + value
