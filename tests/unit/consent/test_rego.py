"""Rego is read as far as the policies need it, and no further."""

import pytest

from consent.bundle import Bundle
from consent.rego import NotUnderstoodError, name_of, read_module, tokens
from tests.contracts.opa_server import POLICIES

HEAD = "package rules.letters\n\nimport rego.v1\n"


def test_a_source_is_its_tokens_and_its_comments() -> None:
    for text in Bundle.load(POLICIES).modules.values():
        without = "\n".join(
            line for line in text.split("\n") if not line.startswith("#")
        )
        read = "".join(token.text for token in tokens(text))
        assert [line for line in read.split("\n") if line] == [
            line for line in without.split("\n") if line
        ]


def test_what_stands_in_a_text_or_a_comment_is_no_name() -> None:
    found = list(tokens('a := "b # c {" # d\ne := `f\n"g`'))

    names = [t.text for t in found if t.kind == "name"]
    assert names == ["a", "e"]
    assert [t.text for t in found if t.kind == "string"] == ['"b # c {"', '`f\n"g`']


def test_a_file_is_its_package_and_its_statements() -> None:
    module = read_module(
        HEAD
        + "# why\ndefault sent := false\n\nsent if {\n\tinput.a\n\n\tinput.b\n}\n\n"
        + 'word := "a" if sent\n\nelse := "b"\n\nclose(x) if x == 1\nkind contains 1\n'
    )

    assert module.package == "rules.letters"
    assert [name_of(statement) for statement in module.statements] == [
        "sent",
        "sent",
        "word",
        "close",
        "kind",
    ]
    texts = ["".join(t.text for t in statement) for statement in module.statements]
    assert texts[1] == "sent if {\n\tinput.a\n\n\tinput.b\n}"
    assert texts[2] == 'word := "a" if sent\n\nelse := "b"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# nothing\n",
        HEAD + "import data.lib.terms\n",
        HEAD + "import rego.v2\n",
        HEAD + "package again\n",
        HEAD + "a if {\n",
        HEAD + "a if input.b)\n",
        HEAD + "a if (input.b]\n",
        HEAD + "a if input.b ? 1\n",
        HEAD + 'a := "no end\n',
        HEAD + "a.b if input.c\n",
        HEAD + "a[1] if input.c\n",
        HEAD + "a = 1\n",
        HEAD + "a\n",
        HEAD + "if := 1\n",
        HEAD + "{1} := 1\n",
        "a := 1\n",
    ],
)
def test_what_is_not_of_the_subset_is_not_guessed_at(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        for statement in read_module(text).statements:
            name_of(statement)
