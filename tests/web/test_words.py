"""Every code that a page can meet has words, in both languages."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import cdp.web.words as vocabulary
from audit import KINDS, OUTCOMES
from cdp.web.dpo import facts
from cdp.web.registers import channel_words, choices_of, duty_words, purpose_words
from consent.acts import METHODS, OBJECTION_KINDS, OPT_OUT_KINDS, PHONE_LISTS
from tests.web import catalogues

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "policies" / "schemas" / "situation.json").read_text())


def facts_of(schema: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Every fact that a situation may hold, by its path, and each word it may be."""
    yield at, ""
    yield from ((at, word) for word in schema.get("enum", ()))
    for inner in (*schema.get("oneOf", ()), *filter(None, [schema.get("items")])):
        yield from facts_of(inner, at)
    for name, inner in schema.get("properties", {}).items():
        yield from facts_of(inner, f"{at}.{name}" if at else name)


FACTS = sorted({one for one in facts_of(SCHEMA) if one[0]})


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


def test_every_fact_of_a_situation_has_a_label_in_both_languages() -> None:
    french = catalogues.read("fr")
    for path in {path for path, _word in FACTS if "." in path}:
        assert french.get(str(facts.NAMES[path])).string, path


def test_every_part_of_a_situation_has_a_label_and_no_label_is_left_over() -> None:
    paths = {path for path, _word in FACTS}
    assert set(facts.NAMES) == {path for path in paths if "." in path}
    assert {path for path in paths if "." not in path} <= set(vocabulary.FACTS)


def test_every_word_that_a_fact_may_be_is_told_in_both_languages(in_language) -> None:
    codes = {word for _path, word in FACTS if word}
    known = {code for words in facts.WORDS for code in words}
    assert codes <= known
    assert not [code for code in codes if "_" in facts.value_words(code)]


def test_a_cap_is_named_by_its_register(in_language) -> None:
    told = facts.value_words({"email-week": 2, "gone": 1}, "contacts")
    assert ("courriel" if in_language == "fr" else "email-week") in told
    assert told.endswith("1")


def test_a_fact_that_is_no_longer_known_is_spelled_out(in_language) -> None:
    told = facts.value_words({"shoe_size": 42}, "person")
    assert told.startswith("shoe size")
    assert "shoe size" in facts.value_words({"a": {"shoe_size": 42}}, "person")
