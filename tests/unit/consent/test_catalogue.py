"""Codes get their sentences from the comments beside the rules."""

from datetime import date

from consent.catalogue import Catalogue

RULE = """# METADATA
# title: A package
package rules.too_loud

import rego.v1

# METADATA
# title: Too loud
# custom:
#   code: too-loud
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#     - {act: TCPA, article: '227'}
#   catalogue: [EU-6-1a]
#   valid_from: 2026-01-01
#   wait: 'quiet-hours-end'
#   note: 'Weak source.'
#   message:
#     en: 'Too loud.'
#     fr: 'Trop fort.'
#   remedy:
#     en: 'Whisper.'
#     fr: 'Chuchotez.'
refuse contains "too-loud" if not satisfied
"""


def test_an_annotation_becomes_an_entry() -> None:
    entry = Catalogue.read({"rules/too_loud/too_loud.rego": RULE})["too-loud"]

    assert entry.title == "Too loud"
    assert entry.rule == "too-loud"
    assert entry.kind == "law"
    assert entry.source == "GDPR Art. 6(1)(a); TCPA 227"
    assert entry.message == {"en": "Too loud.", "fr": "Trop fort."}
    assert entry.remedy["fr"] == "Chuchotez."
    assert entry.catalogue == ("EU-6-1a",)
    assert entry.valid_from == date(2026, 1, 1)
    assert entry.wait == "quiet-hours-end"
    assert entry.note == "Weak source."


def test_an_unknown_code_has_a_generic_entry_in_both_languages() -> None:
    entry = Catalogue()["never-heard-of"]

    assert entry.kind == "house"
    assert "never-heard-of" in entry.message["en"]
    assert "never-heard-of" in entry.message["fr"]
    assert "never-heard-of" not in Catalogue()


def test_the_engines_failures_are_described() -> None:
    catalogue = Catalogue.read({})

    for code in (
        "policy-unavailable",
        "engine-undefined",
        "engine-error",
        "engine-conflict",
        "no-rule-allows",
    ):
        assert code in catalogue
        assert catalogue[code].severity == "error"
    assert len(catalogue) == 5
    assert catalogue.of_rules == ()


def test_a_broken_annotation_is_a_problem_and_not_a_crash() -> None:
    broken = RULE.replace("#   kind: law\n", "")
    worse = "# METADATA\n# title: [\nrefuse contains 1\n"
    worst = "# METADATA\n# just a sentence\nx := 1\n"

    catalogue = Catalogue.read({"a.rego": broken, "b.rego": worse, "c.rego": worst})

    assert len(catalogue.problems) == 3
    assert catalogue.problems[0].startswith("a.rego:7: ")
    assert "too-loud" not in catalogue


def test_house_policy_is_the_source_where_no_law_is_named() -> None:
    house = RULE.replace("#   law:\n", "#   laws:\n").replace(
        "kind: law", "kind: house"
    )

    assert Catalogue.read({"a.rego": house})["too-loud"].source == "House policy"


def test_all_entries_can_be_listed() -> None:
    catalogue = Catalogue.read({"rules/too_loud/too_loud.rego": RULE})

    assert "too-loud" in [entry.code for entry in catalogue]
    assert [entry.code for entry in catalogue.of_rules] == ["too-loud"]
