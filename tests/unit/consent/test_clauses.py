"""What a rule decides is read from all of its statements."""

import pytest

from consent.clauses import Kind, read_rules
from consent.rego import read_module


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a if input.b", Kind.TRUTH),
        ("default a := false\na if input.b\na if input.c", Kind.TRUTH),
        ("a if input.b else if input.c", Kind.TRUTH),
        ("default a := true\na if input.b", Kind.OTHER),
        ('a contains "b" if input.b\na contains "c"', Kind.SET),
        ("default a := 1\na := 2 if input.b\nelse := 3 if input.c", Kind.CHOICE),
        ("default a := 1\na := 2 if input.b\na := 3 if input.c", Kind.OTHER),
        ("a := data.words[input.b].c", Kind.ALIAS),
        ("a := count(input.b)", Kind.OTHER),
        ("a := 1 if input.b", Kind.OTHER),
        ("a(x) if x == input.b", Kind.OTHER),
    ],
)
def test_a_rule_is_of_one_kind(text: str, kind: Kind) -> None:
    rules = read_rules(read_module(f"package p\n{text}\n").statements)

    assert rules["a"].kind is kind


def test_a_branch_has_its_value_and_its_conditions() -> None:
    text = (
        "package p\na contains b if {\n\tsome b in input.c; b > 1\n\n\tnot b == 3\n}\n"
    )

    (branch,) = read_rules(read_module(text).statements)["a"].branches

    assert [t.text for t in branch.value] == ["b"]
    said = ["".join(t.text for t in literal) for literal in branch.literals or ()]
    assert said == ["some b in input.c", "b > 1", "not b == 3"]
