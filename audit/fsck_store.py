"""Read the whole log fast: bare tuples, in runs of places.

What the driver gives is what a check needs; to make rows of SQLAlchemy out of it takes
as long as to read it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from audit.runs import SealedRow, StoredRow
from audit.store import Connection

_RUN = sa.text(
    "SELECT idx, entry_id, at_us, leaf, leaf_hash, parts FROM audit_log"
    " WHERE idx >= :first AND idx < :beyond ORDER BY idx"
)
_BODIES = sa.text(
    "SELECT b.entry_id, b.part, b.sealed FROM audit_log l"
    " JOIN audit_body b ON b.entry_id = l.entry_id"
    " WHERE l.idx >= :first AND l.idx < :beyond"
)
_WAITING = sa.text(
    "SELECT NULL, entry_id, at_us, leaf, leaf_hash, parts FROM audit_outbox ORDER BY id"
)
_WAITING_BODIES = sa.text(
    "SELECT b.entry_id, b.part, b.sealed FROM audit_outbox o"
    " JOIN audit_body b ON b.entry_id = o.entry_id"
)
_NEXT = sa.text("SELECT min(idx) FROM audit_log WHERE idx >= :first")
_COUNT = sa.text("SELECT count(*) FROM audit_body")
_ORPHANS = sa.text(
    "SELECT b.entry_id FROM audit_body b"
    " WHERE NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.entry_id = b.entry_id)"
    " AND NOT EXISTS (SELECT 1 FROM audit_outbox o WHERE o.entry_id = b.entry_id)"
    " ORDER BY b.entry_id"
)


def run(conn: Connection, first: int, beyond: int) -> Sequence[StoredRow]:
    """Read the entries of the places [first, beyond)."""
    return _bare(conn, _RUN, {"first": first, "beyond": beyond})


def next_place(conn: Connection, first: int) -> int | None:
    """Give the first place that is taken, from this one on."""
    found: int | None = conn.execute(_NEXT, {"first": first}).scalar()
    return found


def bodies(conn: Connection, first: int, beyond: int) -> Sequence[SealedRow]:
    """Read the sealed bodies of the entries in the places [first, beyond)."""
    return _bare(conn, _BODIES, {"first": first, "beyond": beyond})


def waiting(conn: Connection) -> Sequence[StoredRow]:
    """Read the entries of the outbox, oldest first."""
    return _bare(conn, _WAITING, {})


def waiting_bodies(conn: Connection) -> Sequence[SealedRow]:
    """Read the sealed bodies of the entries in the outbox."""
    return _bare(conn, _WAITING_BODIES, {})


def count_bodies(conn: Connection) -> int:
    """Count all sealed bodies."""
    return int(conn.execute(_COUNT).scalar_one())


def orphans(conn: Connection) -> list[str]:
    """Name the entries that are not there, of which there is a sealed body."""
    return list(conn.execute(_ORPHANS).scalars())


def _bare(
    conn: Connection, query: sa.TextClause, values: Mapping[str, object]
) -> Sequence[Any]:
    cursor = conn.execute(query, values).cursor
    return list(cursor.fetchall()) if cursor is not None else []
