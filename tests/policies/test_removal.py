"""What is taken out of the policies makes them refuse more, never less."""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from consent.bundle import Bundle
from consent.errors import PolicyUnavailableError
from consent.situations import reduce
from tests.amounts import amounts, sample
from tests.contracts.opa_server import POLICIES
from tests.contracts.positions import TABLE, random_positions
from tests.policies.corpus import corpus
from tests.policies.judge import Judge

BUNDLE = Bundle.load(POLICIES)
FILES = sorted(
    path.relative_to(POLICIES).as_posix()
    for path in [*POLICIES.rglob("*.rego"), *POLICIES.glob("data/*/data.json")]
    if not path.stem.endswith("_test")
)

T = TypeVar("T")
Document = dict[str, Any]
Facts = tuple[Any, Any]


@pytest.fixture(scope="module")
def each(request: pytest.FixtureRequest) -> int:
    """How often a set of reasons is tried: twice where time does not count."""
    return 2 if request.config.option.markexpr else 1


@pytest.fixture(scope="module")
def refused(each: int) -> list[Document]:
    """Situations that the whole policies refuse, every set of reasons among them."""
    judge = Judge(BUNDLE.modules, BUNDLE.data)
    documents = corpus(BUNDLE, seed=1, made_up=300)
    chosen = _few_of_each(((judge.answer(d), d) for d in documents), each)
    assert len(chosen) > 40 * each
    return chosen


@pytest.fixture(scope="module")
def refused_facts(each: int) -> list[Facts]:
    """People whom the whole policies refuse; their facts are cut anew each time."""
    judge = Judge(BUNDLE.modules, BUNDLE.data)
    rows = [(position, now) for _, position, now, _, _ in TABLE]
    rows += list(random_positions(5, 100))
    answered = (
        (judge.answer(reduce(position, now, BUNDLE).document), (position, now))
        for position, now in rows
    )
    return _few_of_each(answered, each)


def _few_of_each(answered: Iterable[tuple[dict[str, Any], T]], each: int) -> list[T]:
    """What is refused for one or two reasons: the nearest to a yes."""
    by_reasons: dict[tuple[str, ...], list[T]] = defaultdict(list)
    for answer, asked in answered:
        if 1 <= len(answer["refusals"]) <= 2:
            by_reasons[tuple(answer["refusals"])].append(asked)
    return [asked for same in by_reasons.values() for asked in same[:each]]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


def test_a_file_that_is_gone_is_noticed(copied: Path) -> None:
    assert Bundle.load(copied).problems == ()
    for name in FILES:
        kept = (copied / name).read_bytes()
        (copied / name).unlink()
        assert Bundle.load(copied).problems != (), name
        (copied / name).write_bytes(kept)


@pytest.mark.parametrize("name", FILES)
def test_without_a_file_nothing_more_is_permitted(
    refused: list[Document], name: str
) -> None:
    """Asked of the rules themselves, as if nobody had noticed."""
    modules = {path: text for path, text in BUNDLE.modules.items() if path != name}
    gone = name.split("/")[1] if name.startswith("data/") else None
    data = {
        register: kept for register, kept in BUNDLE.data.items() if register != gone
    }

    judge = Judge(modules, data)

    assert [d for d in refused if judge.permits(d)] == []


@amounts(20, 10_000)
def test_without_a_key_nothing_more_is_permitted(
    refused: list[Document], refused_facts: list[Facts], copied: Path, amount: int
) -> None:
    """Asked of the rules themselves, and of facts that are cut without the key."""
    keys = [(name, key) for name in BUNDLE.data for key in BUNDLE.data[name]]
    lost = {}
    for register, key in sample(keys, amount):
        kept = {k: v for k, v in BUNDLE.data[register].items() if k != key}
        bundle = replace(BUNDLE, data={**BUNDLE.data, register: kept})
        judge = Judge(bundle.modules, bundle.data)
        permitted = [d for d in refused if judge.permits(d)]
        if _is_whole(copied, register, kept):
            permitted += _permitted(judge, bundle, refused_facts)
        if permitted:
            lost[register, key] = permitted[0]

    assert lost == {}


def _is_whole(copied: Path, register: str, kept: dict[str, object]) -> bool:
    """Whether a folder with only this of a register loads without a problem."""
    file = copied / "data" / register / "data.json"
    before = file.read_bytes()
    file.write_text(json.dumps(kept))
    problems = Bundle.load(copied).problems
    file.write_bytes(before)
    return problems == ()


def _permitted(judge: Judge, bundle: Bundle, facts: list[Facts]) -> list[Document]:
    permitted = []
    for position, now in facts:
        try:
            document = dict(reduce(position, now, bundle).document)
        except PolicyUnavailableError:
            continue
        if judge.permits(document):
            permitted.append(document)
    return permitted
