"""Transactions keep or drop everything, one writer at a time, on both databases."""

import fcntl
import threading

import pytest
import sqlalchemy as sa

from cdp.database import Database
from cdp.errors import OutcomeUnknownError, UnavailableError

table = sa.Table("probe", sa.MetaData(), sa.Column("n", sa.Integer))


@pytest.fixture
def probe(any_database: Database) -> Database:
    with any_database.transaction() as conn:
        table.create(conn)
    return any_database


def count(database: Database) -> int:
    with database.reading() as conn:
        return conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_an_error_leaves_nothing_behind(probe: Database) -> None:
    with pytest.raises(ValueError, match="stop"), probe.transaction() as conn:
        conn.execute(table.insert().values(n=1))
        raise ValueError("stop")
    assert count(probe) == 0


def test_a_finished_block_is_there_for_the_next_reader(probe: Database) -> None:
    with probe.transaction() as conn:
        conn.execute(table.insert().values(n=1))
    assert count(probe) == 1


def test_what_a_reader_writes_is_not_kept(probe: Database) -> None:
    with probe.reading() as conn:
        conn.execute(table.insert().values(n=1))
    assert count(probe) == 0


def test_sixteen_writers_lose_nothing(probe: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with probe.transaction() as conn:
                conn.execute(table.insert().values(n=1))

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(probe) == 160


def test_migrating_twice_changes_nothing(any_database: Database) -> None:
    any_database.migrate()
    any_database.ping()


def test_a_database_that_is_not_there_is_unavailable() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(UnavailableError):
        away.ping()
    folder = Database("sqlite:////nowhere/at/all/accord.db")
    with pytest.raises(UnavailableError), folder.transaction():
        pass


def test_nobody_waits_without_end_for_a_process_that_was_stopped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdp.database.BUSY_MILLISECONDS", 50)
    assert database._lock_path is not None

    def write() -> None:
        with database.transaction():
            pass

    waiting = threading.Thread(target=write)
    with database._lock_path.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting.start()
        while not database._write_lock.is_taken:
            pass
        with pytest.raises(UnavailableError, match="another process"):
            write()
    waiting.join()
    write()


def test_a_commit_that_fails_leaves_no_lock_behind(
    probe: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_raw: object) -> None:
        kind = probe.engine.dialect.loaded_dbapi.OperationalError
        raise kind("disk I/O error")

    with monkeypatch.context() as failing:
        failing.setattr(probe.engine.dialect, "do_commit", fail)
        with pytest.raises(OutcomeUnknownError), probe.transaction() as conn:
            conn.execute(table.insert().values(n=1))
    assert count(probe) == 0
    with probe.transaction() as conn:
        conn.execute(table.insert().values(n=1))
    assert count(probe) == 1


def test_an_error_of_the_block_stays_what_it_is(any_database: Database) -> None:
    with pytest.raises(FileNotFoundError), any_database.transaction():
        open("/nowhere/at/all")  # noqa: PTH123, SIM115
