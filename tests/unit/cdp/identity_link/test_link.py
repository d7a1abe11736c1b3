import logging
from collections.abc import Iterator

import duckdb
import pytest

from cdp.errors import UnavailableError
from cdp.identity.cleaning import clean
from cdp.identity.clusters import REVIEW_BITS, cluster
from cdp.identity.evaluate import pairwise
from cdp.identity.link import _engine, score
from cdp.identity.model import NotEnoughError, Scored
from tests.unit.cdp.identity_link.people import feeds

Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return feeds(600)


@pytest.fixture(scope="module")
def scored(rows: Rows) -> Scored:
    return score(rows)


def test_people_are_found_without_labels(rows: Rows, scored: Scored) -> None:
    truth = {str(row["record"]): str(row["person"]) for row in rows}
    found = pairwise(cluster(scored.edges).cluster_of, truth)
    assert found.precision >= 0.99
    assert found.f1 >= 0.95


def test_parts_and_prior_add_up_to_the_weight(scored: Scored) -> None:
    for edge in scored.edges:
        total = scored.model.prior_bits + sum(x.bits for x in edge.parts.values())
        assert total == pytest.approx(edge.bits, abs=0.01)


def test_edges_and_model_hold_no_value(rows: Rows, scored: Scored) -> None:
    told = repr(scored)
    values = {str(value) for row in rows for value in clean(row).values() if value}
    rules = set(scored.model.left_out) | {"together"}
    for value in values - rules:
        if len(value) > 3 and not value.isdigit():
            assert value not in told


def test_columns_that_cannot_help_are_left_out_by_name(scored: Scored) -> None:
    assert scored.model.left_out["email"] == "empty"
    assert "email" not in scored.model.columns
    assert "given_name" in scored.model.columns


def test_the_same_rows_give_the_same_model_and_edges(
    rows: Rows, scored: Scored
) -> None:
    again = score(list(reversed(rows)))
    assert again.model.digest == scored.model.digest
    assert {e.pair: round(e.bits, 2) for e in again.edges} == {
        e.pair: round(e.bits, 2) for e in scored.edges
    }


def test_known_pairs_are_weighed_too(rows: Rows) -> None:
    pair = ("a00000", "a00001")
    found = score(rows, known=[pair])
    (edge,) = (edge for edge in found.edges if edge.pair == pair)
    assert edge.bits < REVIEW_BITS


def test_too_few_records_say_so_and_link_nothing(rows: Rows) -> None:
    with pytest.raises(NotEnoughError, match="99 records; linking needs at least 100"):
        score(rows[:99])


def test_records_that_never_differ_teach_nothing() -> None:
    same = {"given_name": "ada", "family_name": "abel", "born": "1990-02-03"}
    with pytest.raises(NotEnoughError, match="only 0 columns tell records apart"):
        score([same | {"record": str(n)} for n in range(150)])


def test_records_without_any_value_teach_nothing() -> None:
    with pytest.raises(NotEnoughError, match="0 columns"):
        score([{"record": str(n)} for n in range(150)])


def test_people_who_share_nothing_teach_nothing() -> None:
    rows = [
        {
            "record": str(n),
            "given_name": f"given{n}",
            "family_name": f"family{n}",
            "city": f"city{n}",
        }
        for n in range(150)
    ]
    with pytest.raises(NotEnoughError):
        score(rows)


def test_out_of_memory_is_said_without_a_value(rows: Rows) -> None:
    with pytest.raises(UnavailableError, match="nothing was linked") as caught:
        score(rows, memory_limit="1MB")
    assert caught.value.__cause__ is None
    assert "abel" not in str(caught.value)


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with _engine("100MB") as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO '/tmp/leak.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/leak.db'",
        "SET enable_external_access=true",
        "SET temp_directory='/tmp'",
        "INSTALL httpfs",
    ],
)
def test_the_engine_touches_no_file(
    engine: duckdb.DuckDBPyConnection, statement: str
) -> None:
    with pytest.raises(duckdb.Error):
        engine.execute(statement)


def test_splink_keeps_quiet(rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        score(rows[:300])
    assert not [one for one in caplog.records if one.name.startswith("splink")]
