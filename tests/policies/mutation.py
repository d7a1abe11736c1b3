"""Which mutants some Rego test or some situation of the corpus notices."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from consent.bundle import Bundle
from tests.contracts.opa_server import POLICIES
from tests.policies.judge import Judge
from tests.policies.mutants import Mutant, mutants

TESTS = {
    path.relative_to(POLICIES).as_posix(): path.read_text()
    for path in sorted(POLICIES.rglob("*_test.rego"))
}
# What the compiler refuses never reaches an engine; it is no mutant.
_STILLBORN = re.compile(r"error: |expecting|is unsafe|conflicting rules")


@dataclass
class Tally:
    """How many mutants lived, and which were noticed by no test."""

    killed: int = 0
    stillborn: int = 0
    by_corpus: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share of the mutants that some test or situation noticed."""
        return self.killed / max(self.killed + len(self.survivors), 1)


class Hunt:
    """Runs mutants against the tests beside the rule, the corpus, the other tests."""

    def __init__(self, bundle: Bundle, documents: Iterable[Mapping[str, Any]]) -> None:
        self._modules = dict(bundle.modules)
        self._data = bundle.data
        whole = Judge(self._modules, self._data)
        self._answers = [(document, whole.answer(document)) for document in documents]

    def mutants(self) -> list[Mutant]:
        """All mutants of all rules."""
        return [m for path in self._modules for m in mutants(path, self._modules[path])]

    def run(self, some: Iterable[Mutant]) -> Tally:
        """Try each of them."""
        tally = Tally()
        for mutant in some:
            self._try(mutant, tally)
        return tally

    def _try(self, mutant: Mutant, tally: Tally) -> None:
        modules = self._modules | {mutant.path: mutant.text}
        beside = _beside(mutant.path)
        judge = Judge(modules | {beside: TESTS[beside]}, self._data)
        first = judge.answer({})
        if isinstance(first, str) and _STILLBORN.search(first):
            tally.stillborn += 1
        elif _fails(judge, beside):
            tally.killed += 1
        elif self._differs(judge):
            tally.killed += 1
            tally.by_corpus += 1
        elif _any_fails(Judge(modules | TESTS, self._data)):
            tally.killed += 1
        else:
            tally.survivors.append(mutant)

    def _differs(self, judge: Judge) -> bool:
        return any(
            judge.answer(document) != answer for document, answer in self._answers
        )


def _beside(path: str) -> str:
    return str(PurePosixPath(path).with_suffix("")) + "_test.rego"


def _fails(judge: Judge, test_file: str) -> bool:
    package = re.search(r"^package (\S+)$", TESTS[test_file], re.MULTILINE)
    assert package is not None
    names = re.findall(r"^(test_\w+)", TESTS[test_file], re.MULTILINE)
    return any(judge.ask(f"data.{package[1]}.{n}", {}) is not True for n in names)


def _any_fails(judge: Judge) -> bool:
    return any(_fails(judge, test_file) for test_file in TESTS)
