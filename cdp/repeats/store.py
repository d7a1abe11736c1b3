"""Answers kept for whoever asks the same again: a digest, and the answer sealed."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection
Row = sa.RowMapping

EPOCH_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

repeat = sa.Table(
    "repeat",
    metadata,
    sa.Column("key_digest", sa.LargeBinary(16), primary_key=True),
    sa.Column("request_digest", sa.LargeBinary(16), nullable=False),
    sa.Column("sealed", sa.LargeBinary),  # none while the first is under way
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
)


def claim(
    conn: Connection, key_digest: bytes, request_digest: bytes, expires_at: datetime
) -> bool:
    """Take a key; False when it was taken before.

    Waits for another transaction that takes the same key, so of any number that come
    at once exactly one gets it. It is given back when the transaction is undone.
    """
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    values = {
        "key_digest": key_digest,
        "request_digest": request_digest,
        "expires_at": _to_us(expires_at),
    }
    taken = dialect.insert(repeat).on_conflict_do_nothing()
    return (
        conn.execute(taken.returning(repeat.c.expires_at), values).first() is not None
    )


def load(conn: Connection, key_digest: bytes) -> Row:
    """Read what a taken key stands for."""
    wanted = sa.select(repeat).where(repeat.c.key_digest == key_digest)
    return conn.execute(wanted).mappings().one()


def keep(conn: Connection, key_digest: bytes, sealed: bytes) -> None:
    """Keep the answer under its key."""
    mine = repeat.update().where(repeat.c.key_digest == key_digest)
    conn.execute(mine.values(sealed=sealed))


def forget_before(conn: Connection, now: datetime, key_digest: bytes | None) -> None:
    """Drop what has run out: all of it, or the one key."""
    over = repeat.delete().where(repeat.c.expires_at <= _to_us(now))
    if key_digest is not None:
        over = over.where(repeat.c.key_digest == key_digest)
    conn.execute(over)


def _to_us(at: datetime) -> int:
    return (at - EPOCH_START) // timedelta(microseconds=1)
