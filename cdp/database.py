"""The database: drivers, transactions, migrations. SQLite or PostgreSQL."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import alembic.command
import alembic.config
import pysqlite3.dbapi2
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from cdp.errors import OutcomeUnknownError, UnavailableError
from cdp.turns import Turns

__all__ = ["Connection", "Database", "metadata"]

metadata = sa.MetaData()

# SQLite 3.7.0 to 3.51.2 can lose commits when two connections checkpoint at an
# unlucky moment (the WAL-reset bug, fixed in 3.51.3).
OLDEST_SAFE_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 10_000
STATEMENT_MILLISECONDS = 10_000


class Database:
    """One database and its transactions; safe to share between threads."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        """Prepare an engine; nothing is opened before the first transaction."""
        self.url = url
        self._write_lock = Turns()
        self._lock_path: Path | None = None
        if url.startswith("sqlite"):
            self.engine = self._sqlite(url, pool_size)
        else:
            self.engine = self._postgresql(url, pool_size)
        self.dialect = self.engine.dialect.name

    def _sqlite(self, url: str, pool_size: int) -> Engine:
        version = pysqlite3.dbapi2.sqlite_version_info
        if version < OLDEST_SAFE_SQLITE:
            raise UnavailableError("this SQLite can lose commits; install pysqlite3")
        engine = sa.create_engine(
            url,
            module=pysqlite3.dbapi2,
            pool_size=pool_size,
            max_overflow=16,
            connect_args={"check_same_thread": False, "isolation_level": None},
        )
        self._lock_path = Path(str(engine.url.database) + ".lock")
        event.listen(engine, "connect", _prepare_sqlite)
        return engine

    def _postgresql(self, url: str, pool_size: int) -> Engine:
        options = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c timezone=UTC"
        return sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=16,
            pool_pre_ping=True,
            connect_args={"options": options, "connect_timeout": 5},
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the one write transaction of a flow; commit when the block ends.

        When the block ends without an error, what it wrote is on disk. An error
        rolls everything back. On SQLite one writer at a time, in the order of
        arrival, across threads and processes: SQLite's own busy wait starves.

        Raises:
            UnavailableError: The database gave no answer; nothing is kept.
            OutcomeUnknownError: It gave none to the commit: all is kept, or nothing.
        """
        with (
            _no_answer_is_unavailable(),
            self._turn(),
            self.engine.connect() as conn,
            conn.begin() as unit,
        ):
            if self.dialect == "sqlite":
                conn.exec_driver_sql("BEGIN IMMEDIATE")
            yield conn
            _commit(conn, unit)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for reading; nothing written on it is kept.

        Raises:
            UnavailableError: The database gave no answer.
        """
        with (
            _no_answer_is_unavailable(),
            self.engine.connect() as conn,
            conn.begin() as unit,
        ):
            if self.dialect == "sqlite":
                conn.exec_driver_sql("BEGIN")
            yield conn
            unit.rollback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._lock_path is None:
            yield
            return
        with self._own_turn(), _opened(self._lock_path) as side_file:
            fcntl.flock(side_file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        # One thread at most waits without end for a process that was stopped in its
        # turn (a lock on a file knows no limit); the others say that nothing moves.
        if not self._write_lock.acquire(BUSY_MILLISECONDS / 1000):
            raise UnavailableError("another process holds the database")
        try:
            yield
        finally:
            self._write_lock.release()

    def migrate(self) -> None:
        """Bring the schema to the newest version; safe to repeat."""
        config = alembic.config.Config()
        folder = Path(__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        with self.transaction() as conn:
            config.attributes["connection"] = conn
            alembic.command.upgrade(config, "head")

    def truncate_wal(self) -> None:
        """Leave nothing in SQLite's write-ahead log of what was deleted, if possible.

        A reader that is in the middle of something keeps its part; the next time takes
        it. PostgreSQL's log is not ours to cut.
        """
        if self.dialect != "sqlite":
            return
        with self._turn(), self.engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            UnavailableError: There is none.
        """
        with self.reading() as conn:
            conn.execute(sa.text("SELECT 1"))

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _opened(lock_path: Path) -> BinaryIO:
    try:
        return lock_path.open("ab")
    except OSError as err:
        raise UnavailableError("the database's folder cannot be written to") from err


@contextmanager
def _no_answer_is_unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as err:
        raise UnavailableError("the database does not answer") from err


def _commit(conn: Connection, unit: RootTransaction) -> None:
    # The server may have kept it before the connection went, and SQLite may find the
    # commit in its write-ahead log although writing the last of it failed.
    try:
        unit.commit()
    except DBAPIError as err:
        # SQLAlchemy takes the transaction for ended, but the connection may still be
        # in it, with its locks: nobody gets this one again.
        conn.invalidate()
        raise OutcomeUnknownError("the end of a transaction gave no answer") from err


def _prepare_sqlite(raw: object, _record: object) -> None:
    cursor = raw.cursor()  # type: ignore[attr-defined]  # the driver has no stubs
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: an acknowledged record survives a power cut, not only a killed process.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()
