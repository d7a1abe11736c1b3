"""The tests that stand beside the rules, run on the embedded engine.

Of the two files that import regorus this one judges nobody.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import regorus

from consent.errors import PolicyInvalidError

Report = Callable[[int, int], object]

_PACKAGE = re.compile(r"^package (\S+)$", re.MULTILINE)
_TEST = re.compile(r"^(test_\w+)", re.MULTILINE)
_OF_TESTS: Final = "_test.rego"
_FOLDERS: Final = ("decision", "lib", "rules")


@dataclass(frozen=True, kw_only=True)
class Trials:
    """What came of all tests of a policy folder.

    `failed` gives what each failing test said, `uncovered` the lines of each file that
    no test reached, both by name; both empty is well.
    """

    tests: int
    failed: Mapping[str, str]
    lines: int
    uncovered: Mapping[str, tuple[int, ...]]

    @property
    def coverage(self) -> float:
        """The share of the lines of rules that tests reached, in per cent."""
        missed = sum(map(len, self.uncovered.values()))
        return round(100 * (1 - missed / max(self.lines, 1)), 2)


def list_tests(policy_dir: Path) -> dict[str, str]:
    """Give each test's path in the policies with the file that holds it."""
    found = {}
    for name, text in _modules(policy_dir).items():
        package = _PACKAGE.search(text)
        if name.endswith(_OF_TESTS) and package:
            for test in _TEST.findall(text):
                found[f"data.{package[1]}.{test}"] = name
    return found


def run_tests(policy_dir: Path, report: Report = lambda *_: None) -> Trials:
    """Run every test, and say how far it has come before each.

    Raises:
        PolicyInvalidError: A rule, a test or a register cannot be read.
    """
    engine = _engine(policy_dir)
    tests = list_tests(policy_dir)
    failed = {}
    for done, test in enumerate(tests):
        report(done, len(tests))
        said = _said(engine, test)
        if said != "true":
            failed[test] = said
    report(len(tests), len(tests))
    lines, uncovered = _coverage(engine)
    return Trials(tests=len(tests), failed=failed, lines=lines, uncovered=uncovered)


def _modules(policy_dir: Path) -> dict[str, str]:
    """Give the files that hold rules and tests, as `opa test` is given them."""
    return {
        path.relative_to(policy_dir).as_posix(): path.read_text()
        for folder in _FOLDERS
        for path in sorted((policy_dir / folder).rglob("*.rego"))
    }


def _engine(policy_dir: Path) -> Any:  # noqa: ANN401  # regorus has no types
    engine = regorus.Engine()
    name = ""
    try:
        for name, text in _modules(policy_dir).items():
            engine.add_policy(name, text)
        for path in sorted(policy_dir.glob("data/*/data.json")):
            name = path.relative_to(policy_dir).as_posix()
            register = {path.parent.name: json.loads(path.read_text())}
            engine.add_data_json(json.dumps(register))
    except (RuntimeError, ValueError) as err:
        raise PolicyInvalidError(f"{name} cannot be read: {err}") from err
    engine.set_input_json("{}")
    engine.set_enable_coverage(True)
    return engine


def _said(engine: Any, test: str) -> str:  # noqa: ANN401
    try:
        answer: str = engine.eval_rule_as_json(test)
    except BaseException as err:
        if isinstance(err, KeyboardInterrupt | SystemExit):
            raise
        # A Rust panic is a BaseException.
        return str(err).strip() or type(err).__name__
    return answer


def _coverage(engine: Any) -> tuple[int, dict[str, tuple[int, ...]]]:  # noqa: ANN401
    lines = 0
    uncovered = {}
    for file in json.loads(engine.get_coverage_report_as_json())["files"]:
        if file["path"].endswith(_OF_TESTS):
            continue
        lines += len(file["covered"]) + len(file["not_covered"])
        if file["not_covered"]:
            uncovered[file["path"]] = tuple(file["not_covered"])
    return lines, uncovered
