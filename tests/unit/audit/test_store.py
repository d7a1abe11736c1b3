"""Numbers are handed out without holes; large tables are read in pages."""

import pytest

from audit import AuditLog, store
from cdp.database import Database
from tests.unit.audit.helpers import append


def test_a_rollback_gives_a_number_back(any_database: Database) -> None:
    with any_database.transaction() as conn:
        assert [store.next_numbers(conn, "w") for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ValueError, match="no"), any_database.transaction() as conn:
        assert store.next_numbers(conn, "w") == 4
        raise ValueError("no")
    with any_database.transaction() as conn:
        assert store.next_numbers(conn, "w") == 4
        assert store.next_numbers(conn, "other") == 1
    with any_database.reading() as conn:
        assert store.writers(conn) == {"w": 4, "other": 1}


def test_many_numbers_at_once_follow_one_another(any_database: Database) -> None:
    with any_database.transaction() as conn:
        firsts = [store.next_numbers(conn, "w", count) for count in (3, 1, 64, 1)]
    assert firsts == [1, 4, 5, 69]


@pytest.mark.parametrize("page", [1, 2, 5, 100])
def test_a_table_is_read_whole_whatever_the_page(
    log: AuditLog, database: Database, page: int
) -> None:
    from audit import Body

    for _ in range(5):
        append(log, database, [Body(subject=None, document={})] * 2)
    with database.transaction() as conn:
        log.sequence(conn)
        rows = list(store.stream(conn, store.log, "idx", page))
        assert [row.idx for row in rows] == [0, 1, 2, 3, 4]
