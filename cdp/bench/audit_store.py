"""The bare table beside the log, a database of one's own, and how large one is."""

import os
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from audit import tables
from cdp.database import Database

_bare = sa.Table(
    "bench_bare",
    sa.MetaData(),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)


class BareTable:
    """A table with a key and bytes; rows as heavy as entries. Safe to share."""

    def __init__(self, database: Database, size: int) -> None:
        """Make the table; each row carries so many bytes."""
        self.size = size
        self._database = database
        self._bytes = os.urandom(size)
        with database.transaction() as conn:
            _bare.create(conn)

    def insert(self, count: int) -> list[bool]:
        """Insert rows and commit."""
        rows = [
            {"id": secrets.token_hex(16), "bytes": self._bytes} for _ in range(count)
        ]
        with self._database.transaction() as conn:
            conn.execute(_bare.insert(), rows)
        return [True] * count

    def drop(self) -> None:
        """Take the table away."""
        with self._database.transaction() as conn:
            _bare.drop(conn)


def database_bytes(database: Database) -> int:
    """Give how much room the database takes, its indexes with it."""
    with database.reading() as conn:
        if database.dialect == "postgresql":
            size = sa.text("SELECT pg_database_size(current_database())")
            return int(conn.execute(size).scalar_one())
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        free = conn.exec_driver_sql("PRAGMA freelist_count").scalar_one()
        return int(pages - free) * int(
            conn.exec_driver_sql("PRAGMA page_size").scalar_one()
        )


def bytes_of_an_entry(database: Database) -> int:
    """Weigh what is written for an entry that waits: leaf, bodies, search terms."""
    outbox, body, index = (
        tables.tables[name] for name in ("audit_outbox", "audit_body", "audit_index")
    )
    with database.reading() as conn:
        ids = sa.select(outbox.c.entry_id)
        count = conn.execute(sa.select(sa.func.count()).select_from(outbox)).scalar()
        held = 0
        for table in (outbox, body, index):
            columns = [sa.func.coalesce(_length(one), 0) for one in table.c]
            whole = sa.func.sum(sum(columns, start=sa.literal(0)))
            found = sa.select(whole).where(table.c.entry_id.in_(ids))
            held += int(conn.execute(found).scalar() or 0)
    return held // max(count or 1, 1)


def _length(column: sa.Column[object]) -> sa.ColumnElement[int]:
    if isinstance(column.type, sa.Integer):
        return sa.literal(8)
    return sa.func.length(column, type_=sa.Integer())


def some_entries(database: Database, count: int) -> list[str]:
    """Name entries of the log, spread over all of it."""
    log = tables.tables["audit_log"]
    with database.reading() as conn:
        size = int(conn.execute(sa.select(sa.func.max(log.c.idx))).scalar() or 0) + 1
        rng = random.Random(1)  # noqa: S311 - a sample, not a secret
        places = [rng.randrange(size) for _ in range(count)]
        found = sa.select(log.c.entry_id).where(log.c.idx.in_(places))
        return list(conn.execute(found).scalars())


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """Make a database on a server of PostgreSQL, and take it away afterwards."""
    name = f"accord_bench_{secrets.token_hex(4)}"
    server = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        made = server.url.set(database=name)
        yield made.render_as_string(hide_password=False)
    finally:
        with server.connect() as conn:
            conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()
