"""The suppression list on disk: digests and a day, and nothing beside them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VALUES_PER_STATEMENT = 5_000

# The day and not the second: an instant would tell which digests are one person's.
suppression = sa.Table(
    "suppression",
    metadata,
    sa.Column("digest", sa.LargeBinary(32), primary_key=True),
    sa.Column("since_day", sa.Integer, nullable=False),
)


def insert(conn: Connection, digests: Iterable[bytes], now: datetime) -> int:
    """Keep digests that are not there; say how many were new."""
    day = (now - EPOCH).days
    rows = [{"digest": one, "since_day": day} for one in sorted(set(digests))]
    if not rows:
        return 0
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(suppression).on_conflict_do_nothing()
    kept = conn.scalars(statement.returning(suppression.c.digest), rows)
    return len(kept.all())


def any_row(conn: Connection) -> bool:
    """Tell if the list holds anything."""
    return conn.execute(sa.select(suppression.c.digest).limit(1)).first() is not None


def known_among(conn: Connection, digests: Iterable[bytes]) -> set[bytes]:
    """Give those that are on the list."""
    found: set[bytes] = set()
    for portion in _portions(digests):
        query = sa.select(suppression.c.digest)
        found |= set(conn.scalars(query.where(suppression.c.digest.in_(portion))))
    return found


def delete(conn: Connection, digests: Iterable[bytes]) -> int:
    """Take digests off the list; say how many were on it."""
    gone = sa.delete(suppression).where(suppression.c.digest.in_(sorted(set(digests))))
    return conn.execute(gone).rowcount


def count(conn: Connection) -> int:
    """Count the digests on the list."""
    return conn.scalar(sa.select(sa.func.count()).select_from(suppression)) or 0


def _portions(digests: Iterable[bytes]) -> Iterator[list[bytes]]:
    every = sorted(set(digests))
    for start in range(0, len(every), VALUES_PER_STATEMENT):
        yield every[start : start + VALUES_PER_STATEMENT]
