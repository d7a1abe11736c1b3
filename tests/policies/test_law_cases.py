"""The cases of the law, row by row, over HTTP: AuthZEN in, reasons out.

Each file under `law_cases` holds rows: the rule's id in the catalogue of law, what the
case is, what was said before, what is asked, and what must come out. People, AI systems
and recipients in them are invented. `law_world` turns a row into requests.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from tests.integration.world import World
from tests.policies.law_world import (
    FIELDS,
    ask_row,
    installation,
    read_rows,
    registers_of,
)

ROWS = read_rows()


class Installations:
    """One for each set of registers that a row asks for, made when it does."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._made: dict[str, World] = {}
        self._numbers = count()

    def of(self, row) -> World:
        key = registers_of(row)
        if key not in self._made:
            home = self._folder / str(next(self._numbers))
            self._made[key] = self._stack.enter_context(installation(home, row))
        return self._made[key]


@pytest.fixture(scope="module")
def installations(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installations]:
    with ExitStack() as stack:
        yield Installations(tmp_path_factory.mktemp("law"), stack)


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=lambda n: f"{ROWS[n]['id']}: {ROWS[n]['case']}"
)
def test_the_case_comes_out_as_the_law_says(number, installations) -> None:
    row = ROWS[number]
    world = installations.of(row)

    answer = ask_row(row, world)

    context = answer["context"]
    reasons = {reason["rule"] for reason in context["reasons"]}
    duties = {duty["do"] for duty in context["obligations"]}
    assert answer["decision"] == row["allowed"], (reasons, duties)
    assert set(row.get("reasons", ())) <= reasons, reasons
    assert set(row.get("duties", ())) <= duties, duties
    assert not set(row.get("without", ())) & (reasons | duties)
    catalogue = world.services.bundle.catalogue
    sources = {catalogue[code].source for code in row.get("sources", ())}
    assert sources <= {duty["source"] for duty in context["obligations"]}
    if "kind" in row:
        assert {reason["kind"] for reason in context["reasons"]} == {row["kind"]}
    if "not_before" in row:
        told = datetime.fromisoformat(context["not_before"])
        assert told == datetime.fromisoformat(row["not_before"])
    assert context["audit"]["entry"]
    assert context["policy"]["revision"] == world.services.bundle.revision


def test_a_row_says_nothing_that_is_not_read() -> None:
    for row in ROWS:
        assert set(row) <= FIELDS, row
        assert row["allowed"] or row["reasons"], row


def test_no_case_stands_twice() -> None:
    names = [(row["id"], row["case"]) for row in ROWS]

    assert len(names) == len(set(names))


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(ROWS) >= 260
