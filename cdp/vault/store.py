"""Wrapped keys on disk. No key that is not wrapped ever reaches this file."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection

# SQLite takes 32,766 variables in one statement, PostgreSQL 65,535.
SUBJECTS_PER_QUERY = 10_000
EPOCH_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

vault_key = sa.Table(
    "vault_key",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)

# A destroyed key leaves its row without the key: a late writer cannot make the key anew
# by accident, and a restored backup can be told which keys must go again.
subject_key = sa.Table(
    "subject_key",
    metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("class", sa.String(16), primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False, index=True),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("destroyed_at", sa.BigInteger),
)


# Made once: building it takes SQLAlchemy longer than answering it takes the database.
_LIVING = sa.select(
    subject_key.c.subject,
    subject_key.c["class"],
    subject_key.c.epoch,
    subject_key.c.wrapped,
).where(
    subject_key.c.wrapped.is_not(None),
    subject_key.c.subject.in_(sa.bindparam("subjects", expanding=True)),
)


class StoredKey(NamedTuple):
    """A wrapped key of the installation."""

    name: str
    version: int
    wrapped: bytes


class StoredSubjectKey(NamedTuple):
    """A wrapped key of a subject."""

    subject: str
    key_class: str
    epoch: int
    wrapped: bytes


def to_us(at: datetime) -> int:
    """Give microseconds since 1970, exactly."""
    return (at - EPOCH_START) // timedelta(microseconds=1)


def insert_key(conn: Connection, key: StoredKey, now: datetime) -> bool:
    """Keep a wrapped key unless one of this name and version exists."""
    row = {**key._asdict(), "created_at": to_us(now)}
    statement = _insert_missing(conn, vault_key).returning(vault_key.c.name)
    return conn.execute(statement, row).first() is not None


def load_keys(conn: Connection, *, for_change: bool = False) -> list[StoredKey]:
    """Load every wrapped key of the installation."""
    columns = vault_key.c.name, vault_key.c.version, vault_key.c.wrapped
    statement = sa.select(*columns).order_by(vault_key.c.name, vault_key.c.version)
    if for_change:
        statement = statement.with_for_update()
    return [StoredKey._make(row) for row in conn.execute(statement)]


def load_newest_key(conn: Connection, name: str) -> StoredKey | None:
    """Load the newest version of one wrapped key."""
    statement = (
        sa.select(vault_key.c.name, vault_key.c.version, vault_key.c.wrapped)
        .where(vault_key.c.name == name)
        .order_by(vault_key.c.version.desc())
        .limit(1)
    )
    row = conn.execute(statement).first()
    return None if row is None else StoredKey._make(row)


def replace_keys(conn: Connection, keys: Sequence[StoredKey]) -> None:
    """Keep these keys as they are wrapped now."""
    for key in keys:
        conn.execute(
            sa.update(vault_key)
            .where(vault_key.c.name == key.name, vault_key.c.version == key.version)
            .values(wrapped=key.wrapped)
        )


def insert_subject_keys(
    conn: Connection, keys: Sequence[StoredSubjectKey], now: datetime
) -> None:
    """Keep wrapped keys of subjects that have none, all in one statement."""
    if not keys:
        return
    created_at = to_us(now)
    rows = [
        {
            "subject": key.subject,
            "class": key.key_class,
            "epoch": key.epoch,
            "wrapped": key.wrapped,
            "created_at": created_at,
        }
        for key in keys
    ]
    conn.execute(_insert_missing(conn, subject_key), rows)


def load_subject_keys(
    conn: Connection, subjects: Iterable[str]
) -> list[StoredSubjectKey]:
    """Load the wrapped keys of these subjects that are not destroyed."""
    found: list[StoredSubjectKey] = []
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), SUBJECTS_PER_QUERY):
        some = wanted[start : start + SUBJECTS_PER_QUERY]
        rows = conn.execute(_LIVING, {"subjects": some})
        found += [StoredSubjectKey._make(row) for row in rows]
    return found


def destroy_subject_keys(
    conn: Connection, subject: str, classes: Sequence[str], now: datetime
) -> int:
    """Remove the wrapped keys for ever; say how many there were."""
    statement = (
        sa.update(subject_key)
        .where(
            subject_key.c.subject == subject,
            subject_key.c["class"].in_(classes),
            subject_key.c.wrapped.is_not(None),
        )
        .values(wrapped=None, destroyed_at=to_us(now))
    )
    return int(conn.execute(statement).rowcount)


def _insert_missing(
    conn: Connection, table: sa.Table
) -> postgresql.Insert | sqlite.Insert:
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
