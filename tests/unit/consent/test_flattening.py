"""Many rules said in one say what they said apart."""

import itertools
from typing import Any

import pytest

from consent.flattening import flatten
from consent.rego import NotUnderstoodError, read_module
from tests.policies.judge import Judge

HEAD = "package linked\n\nimport rego.v1\n\n"
WORDS = {"a": {"near": ["b", "c"], "kind": "x"}, "d": {"near": [], "kind": "y"}}

TRUTHS = """
p0_answer := {"known": p1_known, "far": p1_far, "close": p1_close, "asked": p1_asked}

default p1_known := false

p1_known if p1_word

p1_known if {
	not p1_word
	input.word == "z"
}

p1_word if data.words[input.word]

default p1_far := false

p1_far if not p1_close

p1_far if {
	not p1_known
	not p1_once
	not p1_twice
	not p1_either
	not p1_some
} else if {
	input.word == "never"
}

p1_once if input.number == 1

p1_twice if {
	input.number == 2
	input.word
}

p1_either if input.number == 3

p1_either if input.number == 4

p1_some if {
	some near in data.words[input.word].near
	near == "c"
}

default p1_close := false

p1_close if {
	every near in data.words[input.word].near { near != "c"; input.number < 3 }
}

default p1_asked := false

p1_asked if {
	p1_one_of
	p1_all_of
}

p1_one_of if input.number == 1

p1_one_of if input.number == 2

p1_all_of if input.number > 0
"""

SETS = """
p0_answer := {"all": p1_all, "some": p1_gated, "least": p1_least, "copy": p1_copy}

p1_all contains near if {
	some near in data.words[input.word].near
}

p1_all contains "always"

p1_all contains kind if {
	some word, _ in data.words
	word == input.word
	kind := data.words[word].kind
}

default p1_shut := false

p1_shut if input.number > 2

p1_gated contains "one" if not p1_shut

p1_gated contains "two" if {
	not p1_shut
	p1_found[input.word]
}

p1_found contains word if some word, _ in data.words

p1_least contains near if {
	input.number == 1
	some near in p1_all
	p1_kinds[near]
}

p1_kinds contains kind if {
	some _, word in data.words
	kind := word.kind
}

p1_copy contains one if some one in p1_gated

p1_copy contains one.kind if {
	some one in data.words
	one.near == []
}
"""

CHOICES = """
p0_answer := {"ground": p1_ground, "twice": p1_twice, "value": [x | x := p1_maybe]}

default p1_ground := null

p1_ground := "first" if p1_word.kind == "x"

else := "second" if {
	input.number > 1
	p1_small
}

default p1_small := false

p1_small if input.number < 3

p1_word := data.words[input.word]

p1_maybe if input.number == 1

p1_twice := [y | y := p1_double(input.number)]

p1_double(number) := number * 2 if p1_leaned

p1_leaned if input.word
"""


def _flat(rules: str) -> str:
    statements = read_module(HEAD + rules).statements
    return HEAD + flatten(statements, "p0_answer", ["words", "unused"])


@pytest.mark.parametrize("rules", [TRUTHS, SETS, CHOICES])
def test_the_one_rule_answers_as_the_many(rules: str) -> None:
    apart = Judge({"a.rego": HEAD + rules}, {"words": WORDS})
    flat = Judge({"b.rego": _flat(rules)}, {"words": WORDS})
    answers = []
    for word, number in itertools.product(["a", "d", "z", None], [0, 1, 2, 3, 4]):
        asked: dict[str, Any] = {"word": word, "number": number}
        answers.append(apart.ask("data.linked.p0_answer", asked))
        assert flat.ask("data.linked.p0_answer", asked) == answers[-1], asked

    assert all(isinstance(answer, dict) for answer in answers)
    assert len({str(answer) for answer in answers}) > 5


def test_only_functions_and_what_they_lean_on_stay_rules() -> None:
    text = _flat(CHOICES)
    rules = [line.split()[0] for line in text.splitlines() if line[:2] == "p1"]

    assert set(rules) == {"p1_double(number)", "p1_leaned", "p1_maybe", "p1_twice"}
    assert text.count("p0_answer") == 1
    assert "v0_words := data.words" in text
    assert "unused" not in text


def test_what_one_branch_reads_is_worked_out_there() -> None:
    text = _flat(SETS)
    before, _, after = text.partition("p1_kinds := ")

    assert before.rindex("p1_least := ") > before.rindex("p1_all := ")
    assert "input.number == 1" in before[before.rindex("p1_least := ") :]
    assert "p1_kinds[" in after


@pytest.mark.parametrize(
    "rules",
    [
        'p0_answer := {"a": 1} if input.b',
        "default p0_answer := 1\np0_answer := 2 if input.b",
        "p0_answer := [p1_a]\np1_a contains input.b",
        "p0_answer := [p1_a]\np1_a contains x | {1} if some x in input.b",
        "p0_answer := [p1_a]\np1_a contains x if x in input.b",
        "p0_answer := [p1_a]\np1_a contains x if {\n\tsome x\n\tx == input.b[x]\n}",
        "p0_answer := [p1_a]\np1_a contains x if {\n\t[x, _] := input.b\n}",
        "p0_answer := [p1_a]\np1_a contains 1 if input.b else := 2",
        "p0_answer := [p1_a]\np1_a contains 1 if input.b if input.c",
        "p0_answer := [p1_a]\ndefault p1_a := false\np1_a if {input.b} == {1}",
        "p0_answer := [p1_a]\ndefault p1_a := false\np1_a if {1, 2} in data.words",
        "p0_answer := [p1_a]\ndefault p1_a := false\np1_a if {\n\tinput.b ==\n\t\t1\n}",
        "p0_answer := [p1_a]\ndefault p1_a := false\np1_a if {\n\tinput.b\n\t== 1\n}",
        "p0_answer := [p1_a]\ndefault p1_a := false\np1_a if input.else == 1",
        "p0_answer := [p1_b]\np1_a := input.b\np1_b := data.words[p1_a]",
        "p0_answer := 1\np1_f(x) := p0_answer if x",
    ],
)
def test_what_could_mean_something_else_stays_as_it_is(rules: str) -> None:
    with pytest.raises(NotUnderstoodError):
        _flat(rules)
