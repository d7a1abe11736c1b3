"""Rows sealed under the installation's key, wherever they are: found, sealed anew.

What belongs to no person is sealed by one key for all. Whoever keeps such a column
describes it once, and a rotation of that key finds it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cdp.vault.seal import HEADER, RowRef, header
from cdp.vault.store import Connection


@dataclass(frozen=True, kw_only=True)
class SealedColumn:
    """A column of values from `Vault.seal_installation`, and the place of each."""

    use: str
    key: sa.Column[Any]
    sealed: sa.Column[Any]
    place: Callable[[Any], RowRef]

    @property
    def name(self) -> str:
        """The table, as people read it."""
        return self.key.table.name


Row = tuple[Any, bytes]


def page_to_reseal(
    conn: Connection,
    column: SealedColumn,
    versions: Sequence[int],
    after: object,
    limit: int,
) -> Sequence[Row]:
    """Give rows in the order of their keys that these versions have sealed, to change.

    `after` is the last key seen, or None. Rows in use on PostgreSQL are left for later.
    """
    statement = (
        sa.select(column.key, column.sealed)
        .where(_opening(column).in_([header(version) for version in versions]))
        .order_by(column.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if after is not None:
        statement = statement.where(column.key > after)
    return [(row[0], row[1]) for row in conn.execute(statement)]


def replace_sealed(conn: Connection, column: SealedColumn, rows: Sequence[Row]) -> None:
    """Keep these rows as they are sealed now."""
    change = (
        sa.update(column.key.table)
        .where(column.key == sa.bindparam("of"))
        .values({column.sealed: sa.bindparam("to")})
    )
    if rows:
        conn.execute(change, [{"of": key, "to": sealed} for key, sealed in rows])


def count_sealed(conn: Connection, column: SealedColumn, version: int) -> int:
    """Count the rows that a version of the key has sealed."""
    statement = sa.select(sa.func.count()).where(_opening(column) == header(version))
    return int(conn.execute(statement).scalar_one())


def _opening(column: SealedColumn) -> sa.ColumnElement[bytes]:
    return sa.func.substr(column.sealed, 1, HEADER.size, type_=sa.LargeBinary)
