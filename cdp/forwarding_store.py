"""How far each receiver of the audit log has come: one row for each."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import Connection, metadata

position = sa.Table(
    "forward_position",
    metadata,
    sa.Column("target", sa.String(255), primary_key=True),
    sa.Column("next_index", sa.BigInteger, nullable=False),
)


def positions(conn: Connection) -> Mapping[str, int]:
    """Read which entry each receiver gets next; who has no row begins at 0."""
    rows = conn.execute(sa.select(position))
    return {row.target: row.next_index for row in rows}


def keep_position(conn: Connection, target: str, next_index: int) -> None:
    """Keep that a receiver has everything before `next_index`; never goes back.

    A process whose lease ran out while it sent may come late with less.
    """
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(position).values(target=target, next_index=next_index)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["target"],
            set_={"next_index": next_index},
            where=position.c.next_index < next_index,
        )
    )
