"""What nobody reads is not worked out, and the answer is the same."""

import itertools

import pytest

from consent.flattening import flatten
from consent.rego import read_module
from tests.policies.judge import Judge

HEAD = "package linked\n\nimport rego.v1\n\n"

RULE = """
p0_answer := {"yes": p1_allow, "why": p1_refuse, "free": p1_exempt}

default p1_allow := false

p1_allow if p1_satisfied

default p1_exempt := false

p1_exempt if input.a

default p1_satisfied := false

p1_satisfied if p1_exempt

p1_satisfied if {
	p1_told
	p1_named == set()
}

default p1_told := false

p1_told if input.b

p1_told if {
	input.c
	p1_deep
}

p1_deep if input.d

p1_named contains "x" if {
	some one in input.names
	one == "x"
}

p1_refuse contains "untold" if {
	not p1_exempt
	not p1_told
	not p1_deep
}

p1_refuse contains "named" if {
	not p1_satisfied
	p1_named.x
}
"""

# Each would be the reason to leave the other out; left out both, the answer changes.
EACH_OTHER = """
p0_answer := {"why": p1_refuse, "a": p1_a, "b": p1_b}

default p1_a := false

p1_a if input.a

default p1_b := false

p1_b if input.b

p1_refuse contains "none" if {
	not p1_first
	not p1_second
}

default p1_first := false

p1_first if p1_a

p1_first if input.c

default p1_second := false

p1_second if p1_b

p1_second if input.d

p1_refuse contains "also" if {
	not p1_first
	not p1_second
	not p1_a
	not p1_b
}
"""

# The reason leans on what it would leave out.
ITSELF = """
p0_answer := {"why": p1_refuse, "free": p1_exempt}

default p1_exempt := false

p1_exempt if p1_found == set()

p1_found contains one if some one in input.names

p1_refuse contains "found" if {
	not p1_exempt
	p1_found.x
}
"""


def _flat(rules: str) -> str:
    return HEAD + flatten(read_module(HEAD + rules).statements, "p0_answer", [])


@pytest.mark.parametrize("rules", [RULE, EACH_OTHER, ITSELF])
def test_the_answer_is_the_same(rules: str) -> None:
    apart = Judge({"a.rego": HEAD + rules}, {})
    flat = Judge({"b.rego": _flat(rules)}, {})
    answers = []
    for values in itertools.product([True, False], repeat=4):
        for names in ([], ["x"], ["y"]):
            asked = dict(zip("abcd", values, strict=True)) | {"names": names}
            answers.append(apart.ask("data.linked.p0_answer", asked))
            assert flat.ask("data.linked.p0_answer", asked) == answers[-1], asked

    assert all(isinstance(answer, dict) for answer in answers)
    assert len({str(answer) for answer in answers}) > 1


def test_what_nobody_reads_while_exempt_is_worked_out_only_otherwise() -> None:
    text = _flat(RULE)

    for name in ("p1_told", "p1_named", "p1_deep"):
        said = text.partition(f"{name} := ")[2]
        assert "not p1_exempt" in said[: said.index("input.")], name


def test_no_word_is_left_out_that_others_are_left_out_for() -> None:
    text = _flat(EACH_OTHER)

    assert "p1_first := {1 | p1_a} |" in text
    assert "p1_second := {1 | p1_b} |" in text


def test_a_word_is_never_asked_before_what_it_leans_on() -> None:
    said = _flat(ITSELF).partition("p1_found := ")[2]

    assert said.index("p1_exempt") > said.index("input.names")
