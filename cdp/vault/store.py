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

# Each version of each key of the installation, wrapped by a key that no database holds:
# `wrapped_by` names it. A destroyed version leaves its row without the key.
vault_key = sa.Table(
    "vault_key",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("wrapped_by", sa.String(80), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("used_from", sa.BigInteger, nullable=False),
    sa.Column("destroyed_at", sa.BigInteger),
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


_NEWEST = (
    sa.select(vault_key)
    .where(vault_key.c.name == sa.bindparam("of"))
    .order_by(vault_key.c.version.desc())
    .limit(1)
)
KEYS_LOCK = 0x61636B79  # "acky"
_SHARED = sa.select(sa.func.pg_advisory_xact_lock_shared(KEYS_LOCK))
_EXCLUSIVE = sa.select(sa.func.pg_advisory_xact_lock(KEYS_LOCK))

# Made once: building it takes SQLAlchemy longer than answering it takes the database.
_COLUMNS = (
    subject_key.c.subject,
    subject_key.c["class"],
    subject_key.c.epoch,
    subject_key.c.wrapped,
)
_LIVING = sa.select(*_COLUMNS).where(
    subject_key.c.wrapped.is_not(None),
    subject_key.c.subject.in_(sa.bindparam("subjects", expanding=True)),
)


class StoredKey(NamedTuple):
    """A wrapped key of the installation; times in microseconds since 1970."""

    name: str
    version: int
    wrapped: bytes | None
    wrapped_by: str = "root-1"
    created_at: int = 0
    used_from: int = 0
    destroyed_at: int | None = None


class StoredSubjectKey(NamedTuple):
    """A wrapped key of a subject."""

    subject: str
    key_class: str
    epoch: int
    wrapped: bytes


def to_us(at: datetime) -> int:
    """Give microseconds since 1970, exactly."""
    return (at - EPOCH_START) // timedelta(microseconds=1)


def insert_key(conn: Connection, key: StoredKey) -> bool:
    """Keep a wrapped key unless one of this name and version exists."""
    statement = _insert_missing(conn, vault_key).returning(vault_key.c.name)
    return conn.execute(statement, key._asdict()).first() is not None


def load_keys(conn: Connection, *, for_change: bool = False) -> list[StoredKey]:
    """Load every key of the installation, the destroyed ones without the key."""
    statement = sa.select(vault_key).order_by(vault_key.c.name, vault_key.c.version)
    if for_change:
        statement = statement.with_for_update()
    return [StoredKey._make(row) for row in conn.execute(statement)]


def load_newest_key(conn: Connection, name: str) -> StoredKey | None:
    """Load the newest version of one wrapped key."""
    row = conn.execute(_NEWEST, {"of": name}).first()
    return None if row is None else StoredKey._make(row)


def lock_writers(conn: Connection) -> None:
    """Note until the transaction ends that a newest key is about to be used.

    SQLite has one writer at a time, which says the same.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(_SHARED)


def await_writers(conn: Connection) -> None:
    """Wait until all who may use a key that is not the newest any more have ended.

    Who comes later reads the newest key after this transaction's.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(_EXCLUSIVE)


def replace_keys(conn: Connection, keys: Sequence[StoredKey]) -> None:
    """Keep these keys as they are wrapped now."""
    for key in keys:
        conn.execute(
            sa.update(vault_key)
            .where(vault_key.c.name == key.name, vault_key.c.version == key.version)
            .values(
                wrapped=key.wrapped,
                wrapped_by=key.wrapped_by,
                used_from=key.used_from,
                destroyed_at=key.destroyed_at,
            )
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


def load_subject_keys_of(
    conn: Connection, epochs: Iterable[int], limit: int
) -> list[StoredSubjectKey]:
    """Load some living keys of these epochs for change, but for those in use.

    On PostgreSQL a row that another transaction is changing is left for later, so that
    nobody ever waits here while somebody waits for us.
    """
    statement = (
        sa.select(*_COLUMNS)
        .where(subject_key.c.epoch.in_(epochs), subject_key.c.wrapped.is_not(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [StoredSubjectKey._make(row) for row in conn.execute(statement)]


def rewrap_subject_keys(conn: Connection, keys: Sequence[StoredSubjectKey]) -> None:
    """Keep these keys as they are wrapped now, but for those destroyed meanwhile."""
    change = (
        sa.update(subject_key)
        .where(
            subject_key.c.subject == sa.bindparam("of"),
            subject_key.c["class"] == sa.bindparam("of_class"),
            subject_key.c.wrapped.is_not(None),
        )
        .values(epoch=sa.bindparam("to_epoch"), wrapped=sa.bindparam("to_wrapped"))
    )
    rows = [
        {
            "of": key.subject,
            "of_class": key.key_class,
            "to_epoch": key.epoch,
            "to_wrapped": key.wrapped,
        }
        for key in keys
    ]
    if rows:
        conn.execute(change, rows)


def count_subject_keys(conn: Connection) -> dict[int, tuple[int, int]]:
    """Count by epoch the keys that it wraps, and those destroyed under it."""
    living = sa.func.count(subject_key.c.wrapped)
    statement = sa.select(
        subject_key.c.epoch, living, sa.func.count() - living
    ).group_by(subject_key.c.epoch)
    return {epoch: (wraps, gone) for epoch, wraps, gone in conn.execute(statement)}


def epochs_of_destroyed(conn: Connection, subjects: Iterable[str]) -> dict[str, int]:
    """Give the newest epoch that wrapped a key of each subject that was destroyed."""
    found: dict[str, int] = {}
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), SUBJECTS_PER_QUERY):
        some = wanted[start : start + SUBJECTS_PER_QUERY]
        statement = (
            sa.select(subject_key.c.subject, sa.func.max(subject_key.c.epoch))
            .where(subject_key.c.subject.in_(some), subject_key.c.wrapped.is_(None))
            .group_by(subject_key.c.subject)
        )
        found |= {row[0]: row[1] for row in conn.execute(statement)}
    return found


def _insert_missing(
    conn: Connection, table: sa.Table
) -> postgresql.Insert | sqlite.Insert:
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
