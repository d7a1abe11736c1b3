"""Who chose or erased is answered when it is signed; those who wait share a round."""

import threading
from pathlib import Path

import pytest

from audit import Entry, KeptNote
from audit.entry import KINDS, WEIGHTY
from cdp.assembly import Services


def note(services: Services, kind: str = "consent.change") -> str:
    with services.database.transaction() as conn:
        entry = Entry(at=services.now(), kind=kind, outcome="done")
        return services.log.append(conn, entry).entry_id


def test_what_was_committed_before_is_covered(services: Services):
    for _ in range(3):
        entry_id = note(services)
        size = services.checkpoints.cover()
        with services.database.reading() as conn:
            assert services.log.entry(conn, entry_id).index < size
            assert services.log.checkpoint(conn).size == size


def test_nothing_new_needs_no_new_signature(services: Services):
    note(services)
    size = services.checkpoints.cover()
    assert services.checkpoints.cover() == size


def test_many_who_wait_share_rounds_and_all_are_covered(services: Services):
    """More callers than signatures, and no caller before his own."""
    ready = threading.Barrier(12)
    broken: list[str] = []

    def choose() -> None:
        ready.wait()
        for _ in range(3):
            entry_id = note(services)
            size = services.checkpoints.cover()
            with services.database.reading() as conn:
                index = services.log.entry(conn, entry_id).index
            if size is None or index is None or index >= size:
                broken.append(entry_id)

    threads = [threading.Thread(target=choose) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    with services.database.reading() as conn:
        signed = conn.exec_driver_sql("SELECT count(*) FROM audit_checkpoint").scalar()
    assert signed < 36


def test_a_log_that_may_not_be_signed_still_answers(services: Services):
    note(services)
    services.checkpoints.cover()
    kept = KeptNote(services.settings.audit_checkpoint_file)
    kept.stop("a witness has seen more")
    note(services)
    assert services.checkpoints.cover() is None
    kept.resume()
    assert services.checkpoints.cover()


def test_nobody_waits_for_ever(services: Services, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cdp.checkpoints.PATIENCE_SECONDS", 0.05)
    note(services)
    with services.checkpoints._turn:
        assert services.checkpoints.cover() is None
    assert services.checkpoints.cover()


def test_a_thread_remembers_only_what_it_wrote_itself(services: Services):
    services.log.take_weighty()
    note(services, "policy.decision")
    assert not services.log.take_weighty()
    note(services)
    note(services, "config")
    other: list[bool] = []
    thread = threading.Thread(target=lambda: other.append(services.log.take_weighty()))
    thread.start()
    thread.join()
    assert other == [False]
    assert services.log.take_weighty()
    assert not services.log.take_weighty()
    assert WEIGHTY < KINDS


def test_commands_wait_too(services: Services, monkeypatch: pytest.MonkeyPatch, capsys):
    from cdp.commands.output import opened

    home: Path = services.settings.home
    monkeypatch.setenv("ACCORD_HOME", str(home))
    with opened(home) as mine:
        entry_id = note(mine)
    with services.database.reading() as conn:
        assert services.log.proof(conn, entry_id)
    KeptNote(services.settings.audit_checkpoint_file).stop("a witness has seen more")
    with opened(home) as mine:
        note(mine)
    assert "its signature comes later" in capsys.readouterr().err
