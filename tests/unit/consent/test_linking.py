"""Policies joined into one package say what they said apart."""

import json
from collections.abc import Mapping

import pytest

from consent.bundle import ENTRY_POINT, Bundle
from consent.linking import Linked, link
from consent.rego import NotUnderstoodError
from tests.contracts.opa_server import POLICIES
from tests.policies.judge import Judge

BUNDLE = Bundle.load(POLICIES)
ENTRY = """package decision
import rego.v1
answer := {"one": data.rules.one.yes, "two": data.rules.two.yes, "gone": gone}
default gone := "nothing"
gone if data.rules.gone.yes
"""
ONE = """package rules.one
import rego.v1
default yes := false
yes if {
	some close in data.words[input.word].near
	close == data.lib.near.word
}
"""
TWO = """package rules.two
import rego.v1
yes := {"yes": no, "data": data.words.a.yes, "call": data.lib.near.twice(2)} # data.x
no := "data.rules.one.yes" if input.with.data == 1
close := 1
"""
LIB = """package lib.near
import rego.v1
word := data.words.a.near[0]
twice(number) := number * 2
"""
FILES = {"decision.rego": ENTRY, "one.rego": ONE, "two.rego": TWO, "lib.rego": LIB}
WORDS = {"a": {"near": ["b", "c"], "yes": 7}}


def _joined(files: Mapping[str, str] = FILES, entry: str = ENTRY_POINT) -> Linked:
    return link(files, entry, ["words"])


@pytest.mark.parametrize(
    "asked", [{"word": "a", "with": {"data": 1}}, {"word": "b"}, {}, {"with": 1}]
)
def test_the_answer_is_that_of_the_files(asked: dict[str, object]) -> None:
    joined = _joined()

    apart = Judge(FILES, {"words": WORDS}).ask("data.decision.answer", asked)
    together = Judge({"linked.rego": joined.text}, {"words": WORDS})

    assert together.ask(joined.path(joined.entry), asked) == apart


def test_a_variable_may_not_hide_a_rule_before_or_after() -> None:
    hidden = FILES | {"one.rego": ONE + "close := 1\n"}
    joined = _joined(hidden)

    apart = Judge(hidden, {"words": WORDS}).ask("data.decision.answer", {"word": "a"})
    together = Judge({"linked.rego": joined.text}, {"words": WORDS})

    assert "failed" in apart
    assert "failed" in together.ask(joined.path(joined.entry), {"word": "a"})


def test_every_rule_is_called_by_its_one_name() -> None:
    text = _joined().text

    assert "data.rules.gone.yes" in text, "what is not there stays undefined"
    assert text.count("data.") - text.count('"data.') == 4, "three words, one gone"
    assert "p2_yes" in text
    assert '"yes": p3_no' in text
    assert ".near" in text
    assert '"data.rules.one.yes"' in text
    assert text.count("package") == 1


def test_the_policies_are_joined_as_they_are() -> None:
    joined = link(BUNDLE.modules, ENTRY_POINT, BUNDLE.data)

    for root in ("rules", "lib", "decision"):
        assert f"data.{root}" not in joined.text
    assert max(len(line) for line in joined.text.splitlines()) < 1_000


@pytest.mark.parametrize(
    "line",
    [
        "a if data.rules.one == {}",
        "a if data.rules",
        "a if data.decision",
        "a if data.rules.one[input.word]",
        "a if count(data) == 1",
        'a if data["rules"].one.yes',
        "a if data.words.\n\ta == 1",
        "a if data.rules.one.yes with input as {}",
        "p1_a if true",
        'a if input.b == "linked"',
    ],
)
def test_what_could_mean_something_else_is_not_joined(line: str) -> None:
    with pytest.raises(NotUnderstoodError):
        _joined(FILES | {"more.rego": f"package rules.more\nimport rego.v1\n{line}\n"})


def test_a_register_with_the_name_of_a_package_is_not_joined() -> None:
    with pytest.raises(NotUnderstoodError, match="register and package lib"):
        link(FILES, ENTRY_POINT, ["words", "lib"])


@pytest.mark.parametrize("entry", ["decision/reply", "nowhere/answer"])
def test_without_the_entry_point_nothing_is_joined(entry: str) -> None:
    with pytest.raises(NotUnderstoodError, match="entry point"):
        _joined(entry=entry)


def test_the_same_files_give_the_same_text() -> None:
    backwards = dict(sorted(FILES.items(), reverse=True))

    assert _joined(backwards) == _joined()
    assert json.dumps(_joined().text).isascii()
