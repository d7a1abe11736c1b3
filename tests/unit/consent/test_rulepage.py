"""The page of one rule after another, from a small library of two."""

from dataclasses import replace

from consent.catalogue import Catalogue
from consent.rulepage import write_rulebook
from tests.unit.consent.room import load_bundle

MODULE = """# METADATA
# title: Nobody knocks at night
# description: Doors stay shut.
package rules.knock

# METADATA
# title: Late knock
# custom:
#   code: late-knock
#   kind: law
#   law:
#     - {act: Door Act, article: 'Art. 1'}
#   catalogue: [EU-8]
#   status: V
#   valid_from: 2020-01-02
#   valid_to: 2024-03-04
#   message: {en: It is late., fr: Il est tard.}
#   remedy: {en: Wait., fr: Attendez.}
"""


def page(cases=(), **terms) -> str:
    shipped = load_bundle(validity=terms)
    modules = {"rules/knock/knock.rego": MODULE}
    bundle = replace(shipped, modules=modules)
    bundle.__dict__["catalogue"] = Catalogue.read(modules)
    return write_rulebook(bundle, cases)


def test_a_rule_has_its_family_its_dates_and_its_words() -> None:
    told = page()
    assert "## Nobody knocks at night\n\nDoors stay shut.\n" in told
    assert "`policies/rules/knock/knock_test.rego`" in told
    assert "### Late knock (`late-knock`)" in told
    assert "* **Law**, refuses. Source: Door Act Art. 1" in told
    assert "* Applies since 2 January 2020, until 4 March 2024; on" in told
    assert "* en: It is late. *Wait.*" in told
    assert "* fr: Il est tard. *Attendez.*" in told
    assert "1 rules: 1 of law, 0 of the house; 0 terms" in told
    assert "* Cases:" not in told


def test_a_case_stands_where_it_is_named_and_where_its_id_is_permitted() -> None:
    cases = [
        {"id": "EU-8", "case": "early", "allowed": True},
        {"id": "EU-8", "case": "owed", "allowed": True, "sources": ["other"]},
        {"id": "EU-8", "case": "late", "allowed": False, "reasons": ["late-knock"]},
        {"id": "EU-8", "case": "rude", "allowed": False, "reasons": ["other"]},
        {"id": "EU-9", "case": "far", "allowed": True},
    ]
    told = page(cases).partition("* Cases:\n")[2]
    assert told == "  * permitted, EU-8: early\n  * refused, EU-8: late\n"


def test_a_term_says_its_instants_and_why_it_is_off() -> None:
    term = {"rule": "late-knock", "from": "2020-01-01T23:00:00Z", "to": None}
    on = {**term, "on": True, "status": "V"}
    off = {**term, "on": False, "status": "W", "to": "2021-01-01T00:00:00Z"}
    told = page(north=on, south={**off, "why_off": {"en": "Nobody read it."}}, west=off)
    assert "* Term `north`: from 2020-01-01T23:00:00Z, source V, on" in told
    assert (
        "* Term `south`: from 2020-01-01T23:00:00Z until 2021-01-01T00:00:00Z, "
        "source W, **off**: Nobody read it." in told
    )
    assert "**off**: nobody said why." in told


def test_a_rule_that_always_applied_says_so() -> None:
    entry = Catalogue.read({"rules/knock/knock.rego": MODULE}).of_rules[0]
    timeless = replace(entry, valid_from=None, valid_to=None, note="Knock softly.")
    bundle = load_bundle(validity={})
    bundle.__dict__["catalogue"] = Catalogue({"late-knock": timeless})
    told = write_rulebook(bundle)
    assert "* Applies always; on" in told
    assert "* Note: Knock softly." in told
