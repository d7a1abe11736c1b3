"""Who leads: one row that says which process runs the jobs, and until when."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection

lease = sa.Table(
    "scheduler_lease",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),
    sa.Column("until_us", sa.BigInteger, nullable=False),
)
JOBS = "jobs"


def take_lease(conn: Connection, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or renew the lease; False when another holds it.

    One statement decides, so of any number that ask at once exactly one gets it.
    """
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    values = {"holder": holder, "until_us": _to_us(now + length)}
    free = sa.or_(lease.c.holder == holder, lease.c.until_us <= _to_us(now))
    statement = (
        dialect.insert(lease)
        .values(name=JOBS, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values, where=free)
        .returning(lease.c.holder)
    )
    return conn.execute(statement).first() is not None


def drop_lease(conn: Connection, holder: str) -> None:
    """Give the lease back, so that another need not wait for its end."""
    conn.execute(lease.delete().where(lease.c.name == JOBS, lease.c.holder == holder))


def _to_us(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
