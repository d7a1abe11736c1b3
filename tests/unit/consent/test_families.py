"""Packages that are judged apart say together what they said in one."""

import itertools
import json
from typing import Any

import pytest

from consent.errors import PolicyUnavailableError
from consent.families import split_by_package
from consent.parts import Family, Parts
from consent.rego import NotUnderstoodError, read_module
from tests.policies.judge import Judge

ANSWER = "data.linked.p0_answer"
HEAD = "package linked\n\nimport rego.v1\n\n"
WORDS = {"a": {"kind": "x", "near": ["b", "c"]}, "d": {"kind": "y", "near": []}}

RULES = """
p0_answer := {"allow": p0_allow, "codes": p0_codes, "ground": p0_ground}

default p0_allow := false

p0_allow if {
	p1_satisfied
	p2_satisfied
}

p0_codes contains code if some code in p1_refuse

p0_codes contains code if some code in p2_refuse

default p0_ground := null

p0_ground := p2_ground if p0_allow

default p1_satisfied := false

p1_satisfied if p3_known

p1_satisfied if {
	p1__old(input.person.age)
	input.person.known == true
}

p1__old(age) if age > p1__limit

p1__limit := 3

p1_refuse contains "young" if not p1_satisfied

default p2_satisfied := false

p2_satisfied if {
	"x" in p3_kinds
	p3_close("b")
}

p2_refuse contains "far" if not p2_satisfied

default p2_ground := "none"

p2_ground := kind if {
	some kind in p3_kinds
	kind != "x"
}

default p3_known := false

p3_known if data.words[input.word]

p3_kinds contains kind if kind := data.words[input.word].kind

p3_kinds contains "x" if input.more == ["x"]

p3_close(word) if {
	p3_known
	word in p3__near
}

p3__near contains word if some word in data.words[input.word].near

p9_unread := input
"""


def _split(rules: str) -> tuple[str, tuple[Family, ...]]:
    statements = read_module(HEAD + rules).statements
    text, families = split_by_package(statements, "p0_answer", ["words"])
    return HEAD + text, families


class _Asked:
    def __init__(self, rules: str, most: int = 100) -> None:
        text, self.families = _split(rules)
        self.parts: Parts[Any] = Parts(self.families, lambda said: said, most=most)
        self.judge = Judge({"f.rego": text}, {"words": WORDS})
        self.asked = 0

    def ask(self, document: dict[str, Any]) -> Any:
        return self.parts.judge(document, self._evaluate)

    def _evaluate(self, entry: str, given: str) -> object:
        self.asked += 1
        return self.judge.ask(entry, json.loads(given))


def _ordered(answer: Any) -> Any:
    return answer | {"codes": sorted(answer["codes"])}


def _documents() -> list[dict[str, Any]]:
    ages, known = (None, 1, 4), (True, False, None)
    words, more = ("a", "d", "z", None), ([], ["x"])
    return [
        {"person": {"age": age, "known": k}, "word": word, "more": m}
        for age, k, word, m in itertools.product(ages, known, words, more)
    ] + [{}, {"person": None}, {"person": {"age": 9}, "word": "a"}]


def test_apart_they_answer_as_together() -> None:
    together, apart = Judge({"a": HEAD + RULES}, {"words": WORDS}), _Asked(RULES)
    answers = []
    for document in _documents():
        answers.append(_ordered(together.ask(ANSWER, document)))
        assert _ordered(apart.ask(document)) == answers[-1], document

    assert len({str(answer) for answer in answers}) > 2
    assert apart.asked < len(_documents()) * len(apart.families) / 2


def test_a_family_reads_what_its_rules_and_its_functions_read() -> None:
    families = _split(RULES)[1]

    reads = {f.entry.removeprefix("data.linked."): f.reads for f in families}
    given = ("linked", "p3_known")
    assert reads == {
        "p3_p3_given": (("more",), ("word",)),
        "p2_p2_given": (("linked", "p3__near"), ("linked", "p3_kinds"), given),
        "p1_p1_given": (given, ("person", "age"), ("person", "known")),
        "p0_answer": tuple(
            ("linked", name)
            for name in (
                "p1_refuse", "p1_satisfied", "p2_ground", "p2_refuse", "p2_satisfied",
            )
        ),
    }  # fmt: skip
    assert families[-1].gives == ()
    assert families[0].entry == "data.linked.p3_p3_given"


@pytest.mark.parametrize(
    ("literal", "reads"),
    [
        ("input.a.b == 1", (("a", "b"),)),
        ("input.a.b == input.a", (("a",),)),
        ('input.a["b"] == 1', (("a",),)),
        ("input.a[input.b.c] == 1", (("a",), ("b", "c"))),
        ('input["a"].b == 1', ((),)),
        ('object.get(input, "a", 1) == input.b', ((),)),
        ('data.words.a.kind == "input.c"', ()),
    ],
)
def test_what_cannot_be_said_for_certain_is_all_of_it(
    literal: str, reads: tuple[tuple[str, ...], ...]
) -> None:
    rules = (
        'p0_answer := {"yes": p1_yes}\ndefault p1_yes := false\n'
        f"p1_yes if {{\n\t{literal}\n\tnot p2_no\n}}\n"
        "default p2_no := false\np2_no if input.never\n"
    )
    family = next(f for f in _split(rules)[1] if "p1_p1" in f.entry)

    whole = reads == ((),)
    assert family.reads == (reads if whole else tuple(sorted({*reads, NEVER})))
    together, apart = Judge({"a": HEAD + rules}, {"words": WORDS}), _Asked(rules)
    for a, b in itertools.product(
        [None, 1, {"b": 1}, {"b": {"b": 1}}], [1, {"c": "b"}]
    ):
        for document in ({"a": a, "b": b}, {"a": a, "b": b, "never": True}):
            assert apart.ask(document) == together.ask(ANSWER, document), document


NEVER = ("linked", "p2_no")


@pytest.mark.parametrize(
    "value", ["{1, 2}", '{"a": {1}}', "union({{3}})", '[{"b": [{"c"}]}]']
)
def test_a_set_within_a_set_is_not_handed_over(value: str) -> None:
    """JSON has no sets: what comes back would be a list, and equal to no set."""
    rules = (
        'p0_answer := {"same": p0_same}\ndefault p0_same := false\n'
        f"p0_same if {{\n\tsome one in p1_sets\n\tone == {value}\n}}\n"
        f'p1_sets contains {value} if input.a == 1\np1_sets contains "b"\n'
    )
    apart = _Asked(rules)

    assert apart.ask({"a": 2}) == {"same": False}
    with pytest.raises(PolicyUnavailableError, match="no whole answer"):
        apart.ask({"a": 1})


FALSE = "default {0} := false\n{0} if input.never\n"


@pytest.mark.parametrize(
    "rules",
    [
        "p1_a if p2_b\ndefault p2_b := false\np2_b if p1_c\n" + FALSE.format("p1_c"),
        "p1_a if p0_b\n" + FALSE.format("p0_b"),
    ],
)
def test_packages_that_lean_on_each_other_are_not_split(rules: str) -> None:
    head = 'p0_answer := {"a": p1_a}\ndefault p1_a := false\n'
    with pytest.raises(NotUnderstoodError, match="lean on each other"):
        _split(head + rules)


def test_a_rule_that_the_linker_did_not_name_is_not_split() -> None:
    with pytest.raises(NotUnderstoodError, match="of no package: answer"):
        _split('p0_answer := {"a": 1}\nanswer := 1\n')
