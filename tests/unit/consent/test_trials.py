"""The tests beside the rules run, and what fails or is not reached is named."""

import json
from pathlib import Path

import pytest

from consent.errors import PolicyInvalidError
from consent.trials import Trials, _said, list_tests, run_tests

RULE = """package rules.mine

import rego.v1

default satisfied := false

satisfied if input.a == data.mine.a

satisfied if input.b
"""
TESTS = """package rules.mine_test

import rego.v1

import data.rules.mine

test_it_holds if mine.satisfied with input as {"a": 1}

test_it_does_not if not mine.satisfied with input as {}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rule = tmp_path / "rules" / "mine"
    rule.mkdir(parents=True)
    (rule / "mine.rego").write_text(RULE)
    (rule / "mine_test.rego").write_text(TESTS)
    register = tmp_path / "data" / "mine"
    register.mkdir(parents=True)
    (register / "data.json").write_text(json.dumps({"a": 1}))
    return tmp_path


def test_every_test_is_found_with_its_file(folder: Path) -> None:
    (folder / "rules/mine/odd_test.rego").write_text("test_of_no_package if true\n")

    assert list_tests(folder) == {
        "data.rules.mine_test.test_it_holds": "rules/mine/mine_test.rego",
        "data.rules.mine_test.test_it_does_not": "rules/mine/mine_test.rego",
    }


def test_all_pass_and_every_line_is_reached(folder: Path) -> None:
    steps: list[tuple[int, int]] = []

    found = run_tests(folder, lambda done, total: steps.append((done, total)))

    assert (found.tests, found.failed) == (2, {})
    assert (found.coverage, found.uncovered) == (100, {})
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_a_line_that_no_test_reaches_is_named(folder: Path) -> None:
    more = "\nunreached if {\n\tinput.never == true\n\tinput.more == true\n}\n"
    (folder / "rules/mine/mine.rego").write_text(RULE + more)

    found = run_tests(folder)

    assert set(found.uncovered) == {"rules/mine/mine.rego"}
    assert found.coverage < 100


def test_a_test_that_fails_or_breaks_off_is_named_and_the_others_run(
    folder: Path,
) -> None:
    more = (
        '\ntest_wrong if mine.satisfied with input as {"a": 2}\n'
        '\ntest_breaks_off if to_number("x") == 1\n'
        '\ntest_panics if strings.count("x", "") == 1\n'
    )
    (folder / "rules/mine/mine_test.rego").write_text(TESTS + more)

    found = run_tests(folder)

    assert found.tests == 5
    assert {name.rpartition(".")[2] for name in found.failed} >= {
        "test_wrong",
        "test_breaks_off",
    }
    assert all(found.failed.values())


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("rules/mine/mine.rego", "package rules.mine\n\nallow if {"),
        ("data/mine/data.json", "{"),
    ],
)
def test_what_cannot_be_read_is_named(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text)

    with pytest.raises(PolicyInvalidError, match=file):
        run_tests(folder)


class Interrupted:
    def eval_rule_as_json(self, test: str) -> str:
        raise KeyboardInterrupt


def test_a_person_can_stop_it() -> None:
    with pytest.raises(KeyboardInterrupt):
        _said(Interrupted(), "data.rules.mine_test.test_it_holds")


def test_coverage_is_a_share_of_lines() -> None:
    none = Trials(tests=0, failed={}, lines=0, uncovered={})
    half = Trials(tests=1, failed={}, lines=4, uncovered={"a": (1, 2)})

    assert none.coverage == 100
    assert half.coverage == 50
