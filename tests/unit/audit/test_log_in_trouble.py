"""Late commits and a clock set back: no entry is skipped, none is moved."""

import threading
from datetime import timedelta

import sqlalchemy as sa

from audit import AuditLog, Entry, Filters, check_log
from audit.signer import Signer
from cdp.database import Database
from tests.unit.audit.helpers import NOW, append, entry


def settle(log: AuditLog, database: Database) -> None:
    with database.transaction() as conn:
        log.sequence(conn)
    with database.transaction() as conn:
        log.seal(conn)


def places(database: Database) -> list[str]:
    with database.reading() as conn:
        rows = conn.execute(sa.text("SELECT entry_id FROM audit_log ORDER BY idx"))
        return list(rows.scalars())


def test_an_entry_that_commits_late_gets_its_place(
    log: AuditLog, pg_database: Database, signer: Signer
) -> None:
    """Its number in the outbox is lower than one that has its place already."""
    with pg_database.transaction() as conn:
        late = log.append(conn, entry()).entry_id
        early: list[str] = []
        other = threading.Thread(
            target=lambda: early.append(append(log, pg_database).entry_id)
        )
        other.start()
        other.join()
        settle(log, pg_database)
    assert places(pg_database) == early
    settle(log, pg_database)
    assert places(pg_database) == [*early, late]
    with pg_database.reading() as conn:
        assert check_log(conn, signer.key).intact


def test_a_clock_set_back_an_hour_changes_no_place(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    def at(hours: int) -> str:
        with any_database.transaction() as conn:
            moment = NOW + timedelta(hours=hours)
            said = Entry(at=moment, kind="config", outcome="done")
            return log.append(conn, said).entry_id

    wanted = []
    for hours in (1, 0, 2, 1):
        wanted.append(at(hours))
        settle(log, any_database)
    assert places(any_database) == wanted
    with any_database.reading() as conn:
        assert check_log(conn, signer.key).intact
        found = [one.entry_id for one in log.find(conn, Filters(kind="config"))]
        for one in wanted:
            assert log.proof(conn, one).index == wanted.index(one)
    assert sorted(found) == sorted(wanted)
