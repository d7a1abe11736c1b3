"""The tiles are those of the specification, and a folder of them stands alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit import (
    AuditLog,
    LogSplitError,
    NotSealedError,
    Signer,
    UnknownEntryError,
    VerificationError,
    merkle,
    newest_note,
    publish_tiles,
    read_tile,
    store,
    verify_mirror,
)
from audit.bundles import split_entries
from cdp.database import Database
from tests.unit.audit.helpers import append, entry, settle, without_triggers


def fill(log: AuditLog, database: Database, count: int) -> list[bytes]:
    with database.transaction() as conn:
        made = [log.append(conn, entry()).leaf_hash for _ in range(count)]
    settle(log, database)
    return made


def published(database: Database, signer: Signer, to: Path) -> int:
    with database.reading() as conn:
        return publish_tiles(conn, signer.key.text, to).written


def test_tiles_and_bundles_hold_what_the_specification_says(
    log: AuditLog, any_database: Database
) -> None:
    hashes = fill(log, any_database, 300)
    with any_database.reading() as conn:
        assert read_tile(conn, "0/000") == b"".join(hashes[:256])
        assert read_tile(conn, "0/001.p/44") == b"".join(hashes[256:])
        assert read_tile(conn, "0/001.p/7") == b"".join(hashes[256:263])
        leaves = split_entries(read_tile(conn, "entries/000"))
        assert [merkle.leaf_hash(leaf) for leaf in leaves] == hashes[:256]
        assert len(split_entries(read_tile(conn, "entries/001.p/44"))) == 44
        assert read_tile(conn, "1/000.p/1") == merkle.tree_hash(leaves)


def test_what_no_checkpoint_covers_is_not_there_yet(
    log: AuditLog, database: Database
) -> None:
    append(log, database)
    with database.transaction() as conn:
        log.sequence(conn)
    with database.reading() as conn, pytest.raises(NotSealedError):
        read_tile(conn, "0/000.p/1")
    settle(log, database)
    append(log, database)
    with database.transaction() as conn:
        log.sequence(conn)
    with database.reading() as conn:
        assert len(read_tile(conn, "0/000.p/1")) == 32
        for path in ("0/000.p/2", "0/000", "entries/000.p/2", "1/000.p/1", "0/001"):
            with pytest.raises(NotSealedError):
                read_tile(conn, path)
        with pytest.raises(UnknownEntryError):
            read_tile(conn, "0/1")


def test_a_folder_is_brought_up_to_the_checkpoint_and_holds_no_more(
    log: AuditLog, any_database: Database, signer: Signer, tmp_path: Path
) -> None:
    to = tmp_path / "mirror"
    fill(log, any_database, 255)
    seen: list[tuple[int, int]] = []
    with any_database.reading() as conn:
        done = publish_tiles(conn, signer.key, to, lambda *step: seen.append(step))
    assert (done.size, done.written, seen[-1]) == (255, 3, (2, 2))
    append(log, any_database)  # not sealed yet
    assert published(any_database, signer, to) == 1  # the checkpoint alone
    fill(log, any_database, 44)
    assert published(any_database, signer, to) == 6
    assert verify_mirror(to, signer.key.text).entries == 300
    assert not list(to.rglob("*.part"))


def test_nothing_is_published_before_the_first_checkpoint(
    database: Database, signer: Signer, tmp_path: Path
) -> None:
    with pytest.raises(NotSealedError):
        published(database, signer, tmp_path / "mirror")
    assert not (tmp_path / "mirror").exists()


def test_a_log_that_was_changed_is_not_published_over_the_true_one(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    fill(log, database, 3)
    published(database, signer, tmp_path)
    before = (tmp_path / "checkpoint").read_bytes()
    wrong = store.log.update().where(store.log.c.idx == 1).values(leaf_hash=bytes(32))
    without_triggers(database, wrong)
    with pytest.raises(LogSplitError, match="no longer begins"):
        published(database, signer, tmp_path)
    smaller = store.state.update().values(size=2, frontier=bytes(32))
    without_triggers(database, smaller)
    with pytest.raises(LogSplitError, match="more entries"):
        published(database, signer, tmp_path)
    assert (tmp_path / "checkpoint").read_bytes() == before


def test_a_folder_is_brought_up_to_an_older_checkpoint_and_never_back(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    """As for one that witnesses have signed, which the newest rarely is."""
    fill(log, database, 100)
    with database.reading() as conn:
        older = newest_note(conn)
    fill(log, database, 200)
    with database.reading() as conn:
        assert publish_tiles(conn, signer.key, tmp_path, note=older).size == 100
        assert verify_mirror(tmp_path, signer.key).entries == 100
        assert publish_tiles(conn, signer.key, tmp_path).size == 300
        further = publish_tiles(conn, signer.key, tmp_path, note=older)
    assert (further.size, further.written) == (300, 0)
    assert verify_mirror(tmp_path, signer.key).entries == 300


def test_a_folder_of_another_log_is_left_alone(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    fill(log, database, 1)
    (tmp_path / "checkpoint").write_text(Signer(b"x" * 32, "other").sign(0, b"").note)
    with pytest.raises(VerificationError):
        published(database, signer, tmp_path)


def test_a_folder_of_the_empty_log_is_continued(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    (tmp_path / "checkpoint").write_text(signer.sign(0, merkle.EMPTY_ROOT).note)
    fill(log, database, 1)
    assert published(database, signer, tmp_path) == 3


def test_a_file_that_cannot_be_written_leaves_nothing_half(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    fill(log, database, 1)
    (tmp_path / "checkpoint.part").mkdir()
    with pytest.raises(OSError):
        published(database, signer, tmp_path)
    assert not (tmp_path / "checkpoint").exists()


def test_a_publication_that_is_cut_off_leaves_what_was_published(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> None:
    fill(log, database, 200)
    published(database, signer, tmp_path)
    fill(log, database, 200)

    def cut_at(wanted: int) -> Callable[[int, int], None]:
        def fall(done: int, _total: int) -> None:
            if done == wanted:
                raise KeyboardInterrupt

        return fall

    for wanted in range(1, 6):
        with database.reading() as conn, pytest.raises(KeyboardInterrupt):
            publish_tiles(conn, signer.key, tmp_path, cut_at(wanted))
        assert verify_mirror(tmp_path, signer.key).entries == 200
    published(database, signer, tmp_path)
    assert verify_mirror(tmp_path, signer.key).entries == 400


def test_bodies_are_in_no_tile(log: AuditLog, database: Database) -> None:
    from audit import Body

    append(log, database, [Body(subject="sub_1", document={"a": "canary"})])
    settle(log, database)
    with database.reading() as conn:
        bundle = read_tile(conn, "entries/000.p/1")
        assert conn.execute(sa.select(store.body.c.sealed)).scalar_one() not in bundle
    assert b"sub_1" not in bundle
    assert b"canary" not in bundle
