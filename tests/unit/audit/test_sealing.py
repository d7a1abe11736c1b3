"""A log is signed on only where it extends what was signed before."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from audit import (
    AuditLog,
    KeptNote,
    LogSplitError,
    NotKeptError,
    Signer,
    VerificationError,
    check_log,
    current_origin,
    digest_of,
    store,
    verify_proof,
)
from cdp.database import Database
from tests.unit.audit.conftest import seal_body
from tests.unit.audit.helpers import NOW, ORIGIN, append, settle, without_triggers

NEXT = f"{ORIGIN}/20270301T080000Z"


@pytest.fixture
def kept(tmp_path: Path) -> KeptNote:
    return KeptNote(tmp_path / "audit.checkpoint")


def opened(kept: KeptNote, origin: str = ORIGIN) -> AuditLog:
    return AuditLog(
        writer="test",
        installation="here",
        seal_body=seal_body,
        signer=Signer(bytes(range(32)), origin, bytes(32)),
        now=lambda: NOW,
        kept=kept,
    )


def refused(log: AuditLog, database: Database, why: str) -> None:
    """Neither a look nor a seal passes, and nothing new is signed or kept."""
    before = log.sealing.kept.path.read_bytes() if log.sealing.kept.read() else b""
    with database.transaction() as conn:
        log.sequence(conn)
    with database.transaction() as conn:
        sealed = store.newest_checkpoint(conn)
        with pytest.raises(LogSplitError, match=why):
            log.refuse_split(conn)
        with pytest.raises(LogSplitError, match=why):
            log.seal(conn)
        assert store.newest_checkpoint(conn) == sealed
    after = log.sealing.kept.path.read_bytes() if log.sealing.kept.read() else b""
    assert after == before


def roll_back(database: Database, size: int) -> None:
    """Bring the database to where it was at this size, as an older backup would."""
    from audit import merkle

    with database.reading() as conn:
        leaves = [row.leaf_hash for row in store.stream(conn, store.log, "idx")][:size]
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    for table, column in ((store.log, "idx"), (store.checkpoint, "size")):
        limit = size if table is store.log else size + 1
        without_triggers(database, table.delete().where(table.c[column] >= limit))
    with database.transaction() as conn:
        store.save_frontier(conn, frontier)
        conn.execute(store.writer.update().values(number=size))


def test_each_signed_note_is_kept_outside(kept: KeptNote, any_database: Database):
    log = opened(kept)
    for size in (1, 2, 3):
        append(log, any_database)
        settle(log, any_database)
        with any_database.reading() as conn:
            assert log.checkpoint(conn) == kept.read()
            log.refuse_split(conn)
        assert kept.read().size == size


def test_a_note_that_cannot_be_kept_is_not_signed(
    kept: KeptNote, database: Database, monkeypatch: pytest.MonkeyPatch
):
    log = opened(kept)
    append(log, database)

    def full(_self: KeptNote, _note: str) -> None:
        raise NotKeptError("audit.checkpoint cannot be written")

    monkeypatch.setattr(KeptNote, "write", full)
    with pytest.raises(NotKeptError):
        settle(log, database)
    with database.reading() as conn:
        assert log.checkpoint(conn) is None
    monkeypatch.undo()
    settle(log, database)
    assert kept.read().size == 1


def test_a_commit_that_fails_after_the_note_was_kept_stops_nothing(
    kept: KeptNote, database: Database
):
    log = opened(kept)
    append(log, database)
    with database.transaction() as conn:
        log.sequence(conn)
    with pytest.raises(RuntimeError), database.transaction() as conn:
        log.seal(conn)
        raise RuntimeError("the machine went away")
    assert kept.read().size == 1
    append(log, database)
    settle(log, database)
    assert kept.read().size == 2


def test_a_restored_backup_stops_the_signer(kept: KeptNote, any_database: Database):
    log = opened(kept)
    for _ in range(3):
        append(log, any_database)
        settle(log, any_database)
    roll_back(any_database, 2)
    refused(log, any_database, "3 entries were signed and the database holds 2")


def test_a_restored_backup_that_has_grown_again_stops_the_signer(
    kept: KeptNote, any_database: Database
):
    log = opened(kept)
    for _ in range(3):
        append(log, any_database)
        settle(log, any_database)
    roll_back(any_database, 2)
    for _ in range(2):
        append(log, any_database)
    refused(log, any_database, "older backup|does not begin")


def test_a_lost_note_stops_the_signer_until_a_person_trusts_the_database(
    kept: KeptNote, database: Database
):
    log = opened(kept)
    append(log, database)
    settle(log, database)
    kept.path.unlink()
    append(log, database)
    refused(log, database, "is not here")
    with database.transaction() as conn:
        assert log.trust_database(conn).size == 1
        assert log.trust_database(conn) is None
    settle(log, database)
    assert kept.read().size == 2


def test_a_note_by_another_key_stops_the_signer(kept: KeptNote, database: Database):
    log = opened(kept)
    append(log, database)
    settle(log, database)
    append(log, database)
    kept.write(Signer(b"x" * 32, ORIGIN).sign(1, b"r" * 32).note)
    with database.reading() as conn, pytest.raises(VerificationError):
        log.refuse_split(conn)


def test_a_reason_to_stop_stops_the_signer(kept: KeptNote, database: Database):
    log = opened(kept)
    append(log, database)
    settle(log, database)
    append(log, database)
    kept.stop("a witness has cosigned 9 entries")
    refused(log, database, "has cosigned 9 entries; see docs/audit.md")
    kept.resume()
    settle(log, database)
    assert kept.read().size == 2


def test_nothing_is_resumed_where_nothing_was_signed(
    kept: KeptNote, database: Database, log: AuditLog
):
    with database.transaction() as conn:
        assert opened(kept).begin_origin(conn, NEXT) is None
        assert opened(kept).trust_database(conn) is None
        assert log.trust_database(conn) is None
        assert log.begin_origin(conn, NEXT) is None


def test_after_a_restore_the_log_goes_on_under_another_name(
    kept: KeptNote, any_database: Database
):
    old = opened(kept)
    before = append(old, any_database)
    settle(old, any_database)
    with any_database.reading() as conn:
        proof = old.proof(conn, before.entry_id)
    for _ in range(2):
        append(old, any_database)
        settle(old, any_database)
    lost = kept.read()
    roll_back(any_database, 2)
    with any_database.transaction() as conn:
        previous = old.begin_origin(conn, NEXT)
        assert previous == lost.note
        made = old.append(
            conn,
            _resumption(previous),
        )
    refused(old, any_database, "start this process again")

    new = opened(kept, NEXT)
    settle(new, any_database)
    append(new, any_database)
    settle(new, any_database)
    with any_database.reading() as conn:
        assert current_origin(conn, ORIGIN) == NEXT
        assert kept.read() == new.checkpoint(conn)
        report = check_log(conn, new.keys[0])
        found = new.entry(conn, made.entry_id)
        # What was proven under the old name still is.
        assert verify_proof(proof, old.keys[0]).size == 1
        assert verify_proof(new.proof(conn, before.entry_id), new.keys[0]).size == 4
    assert report.intact, report.broken
    assert found.header["prev"] == digest_of(lost.note)


def test_a_backup_from_before_a_resumption_stops_the_signer(
    kept: KeptNote, database: Database
):
    old = opened(kept)
    append(old, database)
    settle(old, database)
    with database.transaction() as conn:
        previous = old.begin_origin(conn, NEXT)
        old.append(conn, _resumption(previous))
    settle(opened(kept, NEXT), database)
    without_triggers(database, sa.text("DELETE FROM audit_origin"))
    refused(old, database, "before a resumption")


def test_without_a_kept_note_the_database_alone_is_looked_at(
    log: AuditLog, database: Database
):
    append(log, database)
    settle(log, database)
    with database.transaction() as conn:
        log.refuse_split(conn)
        assert log.begin_origin(conn, NEXT) == log.checkpoint(conn).note


def test_a_log_without_a_signer_has_nothing_to_refuse(
    database: Database, kept: KeptNote
):
    silent = AuditLog(
        writer="test", installation="here", seal_body=seal_body, signer=None,
        now=lambda: NOW,
    )  # fmt: skip
    with database.transaction() as conn:
        silent.refuse_split(conn)
        assert silent.begin_origin(conn, NEXT) is None
        assert silent.trust_database(conn) is None
    assert silent.keys == ()


def _resumption(previous: str):
    from audit import Entry

    return Entry(
        at=NOW, kind="log.resume", outcome="done", previous=digest_of(previous)
    )
