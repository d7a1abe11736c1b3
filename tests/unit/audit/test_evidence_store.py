"""What others signed stands beside a checkpoint, once, and is never changed."""

import pytest
import sqlalchemy as sa

from audit import evidence_store
from cdp.database import Database


def fill(database: Database) -> None:
    with database.transaction() as conn:
        evidence_store.add_origin(conn, "log/2", 3, "note", 1)
        for size in (1, 2):
            evidence_store.add_cosignature(conn, size, "w1", f"line {size}", size)
            evidence_store.add_anchor(conn, size, "file", "log.txt", None, size)
        evidence_store.add_cosignature(conn, 1, "w2", "other", 9)
        evidence_store.add_anchor(conn, 2, "rfc3161", "tsa", b"token", 5)


def test_rows_read_back_newest_of_each_first(any_database: Database) -> None:
    fill(any_database)
    with any_database.reading() as conn:
        assert [row.origin for row in evidence_store.origins(conn)] == ["log/2"]
        newest = evidence_store.newest_cosignatures(conn)
        assert {name: row.size for name, row in newest.items()} == {"w1": 2, "w2": 1}
        found = evidence_store.cosignatures(conn, 1)
        assert [row.lines for row in found] == ["line 1", "other"]
        assert [row.size for row in evidence_store.anchors(conn)] == [2, 2, 1]
        assert [row.kind for row in evidence_store.anchors(conn, 1)] == ["file"]
        assert evidence_store.newest_anchor(conn, "file", "log.txt").size == 2
        assert evidence_store.newest_anchor(conn, "rfc3161", "tsa").token == b"token"
        assert evidence_store.newest_anchor(conn, "rfc3161", "log.txt") is None


def test_what_comes_twice_is_kept_once(any_database: Database) -> None:
    fill(any_database)
    with any_database.transaction() as conn:
        evidence_store.add_cosignature(conn, 1, "w1", "a later one", 7)
        evidence_store.add_anchor(conn, 1, "file", "log.txt", None, 7)
        [first, _] = evidence_store.cosignatures(conn, 1)
        [anchor] = evidence_store.anchors(conn, 1)
    assert (first.lines, anchor.made_at_us) == ("line 1", 1)


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("name", ["origin", "cosignature", "anchor"])
def test_the_database_refuses_to_change_them(
    any_database: Database, name: str, verb: str
) -> None:
    fill(any_database)
    table: sa.Table = getattr(evidence_store, name)
    column = list(table.c)[-1]
    change = table.delete() if verb == "delete" else table.update().values({column: 9})
    refused = pytest.raises(sa.exc.DBAPIError, match="append-only")
    with refused, any_database.transaction() as conn:
        conn.execute(change)
