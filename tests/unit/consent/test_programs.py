"""The forms in which an engine is given the policies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from consent.bundle import Bundle
from consent.embedded import _ask
from consent.occurrences import look_up
from consent.programs import Program, as_written, by_family, joined
from consent.rego import NotUnderstoodError, read_module
from tests.contracts.opa_server import POLICIES
from tests.policies.judge import Judge

BUNDLE = Bundle.load(POLICIES)


def test_the_policies_can_be_said_in_every_form() -> None:
    assert as_written(BUNDLE).texts == BUNDLE.modules
    assert list(joined(BUNDLE).texts) == ["linked.rego"]

    split = by_family(BUNDLE, _ask)
    assert max(len(line) for line in split.texts["linked.rego"].splitlines()) < 1_000
    assert len(split.families) > 40
    assert not any(() in family.reads for family in split.families)


def test_the_table_of_dates_is_what_the_policies_answer() -> None:
    table = json.loads(by_family(BUNDLE, _ask).documents)["linked_dormant"]
    judge = Judge(
        {**BUNDLE.modules, "t.rego": "package t\nimport rego.v1\n" + _ASLEEP},
        BUNDLE.data,
    )

    assert set(table) == set(BUNDLE.data["breakpoints"]["law_dates"])
    for date, terms in table.items():
        asleep = judge.ask("data.t.asleep", {"law_at": date})
        assert sorted(terms) == sorted(asleep), date
    assert any(table.values())


_ASLEEP = """asleep contains term if {
	some term, _ in data.validity
	data.lib.validity.dormant(term)
}
"""


@pytest.mark.parametrize("law_at", ["2026-11-24T12:30:00Z", "1066", "", None, 7])
def test_on_a_day_that_is_not_in_the_table_the_terms_are_asked(law_at: object) -> None:
    flat, written = by_family(BUNDLE, _ask), as_written(BUNDLE)

    asked = [{"law_at": law_at, "places": ["FR"]}]

    assert _ask(flat, asked) == _ask(written, asked) != [None]


@pytest.mark.parametrize(
    "data",
    [
        {"breakpoints": {}},
        {"linked_dormant": {}},
    ],
)
def test_without_dates_there_is_no_table(data: Mapping[str, object]) -> None:
    bundle = replace(BUNDLE, data={**BUNDLE.data, **data})

    assert "p_at" not in by_family(bundle, _ask).texts["linked.rego"]
    assert "dormant_at" not in by_family(bundle, _ask).texts["linked.rego"]


def test_without_the_function_there_is_no_table() -> None:
    modules = {
        "decision/decision.rego": "package decision\nimport rego.v1\nanswer := {}\n"
    }

    flat = by_family(replace(BUNDLE, modules=modules), _ask)

    assert json.loads(flat.documents)["linked_dormant"] == {}


def test_a_table_that_the_policies_do_not_answer_is_not_made() -> None:
    def silent(_: Program, documents: Sequence[object]) -> list[object]:
        return [None for _ in documents]

    with pytest.raises(NotUnderstoodError, match="nothing is known of the law"):
        by_family(BUNDLE, silent)


@pytest.mark.parametrize("line", ["a := p1_f", "b := p1_f + 1", "c := p1_f\n(x)"])
def test_a_function_that_is_not_called_is_not_looked_up(line: str) -> None:
    statements = read_module(f"package p\np1_f(x) := x\n{line}\n").statements

    with pytest.raises(NotUnderstoodError):
        look_up(statements, "p1_f", "p1_t")


def test_a_call_becomes_a_look_up() -> None:
    text = 'package p\np1_f(x) := x\na if p1_f({"b": [c(1)]}.b[0]) == p1_f(2)\n'

    found = look_up(read_module(text).statements, "p1_f", "p1_t")

    said = "".join(token.text for token in found[1])
    assert said == 'a if p1_t[{"b": [c(1)]}.b[0]] == p1_t[2]'


def test_who_stops_the_program_is_not_taken_for_a_failure() -> None:
    class Stopped(dict[str, str]):
        def items(self) -> object:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _ask(replace(as_written(BUNDLE), texts=Stopped()), [{}])
