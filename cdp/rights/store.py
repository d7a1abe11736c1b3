"""Requests to be erased and what outside systems say to them: tables and statements.

While a request is open it names pseudonyms; when the last follow-up is done it names
nobody: what is kept is that it was asked, decided, carried out and confirmed.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from cdp.database import metadata

Connection = sa.Connection
Row = sa.RowMapping
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

request = sa.Table(
    "rights_request",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("regime", sa.String(8), nullable=False),
    sa.Column("via", sa.String(16), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("received_us", sa.BigInteger, nullable=False, index=True),
    sa.Column("due_us", sa.BigInteger, nullable=False),
    sa.Column("extended_for", sa.String(40)),
    sa.Column("subject", sa.String(40), index=True),
    sa.Column("subjects_json", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String(80)),
    sa.Column("decided_us", sa.BigInteger),
    sa.Column("refused_for", sa.String(40)),
    sa.Column("audit_entry", sa.String(40)),
    sa.Column("report_json", sa.Text, nullable=False),
    sa.Column("root", sa.String(40)),
    sa.Column("swept_us", sa.BigInteger),
    sa.Column("shredded_us", sa.BigInteger),
)
# What somebody outside was told, and what came back.
notice = sa.Table(
    "rights_notice",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column(
        "request", sa.String(40), sa.ForeignKey("rights_request.id"), nullable=False
    ),
    sa.Column("system", sa.String(80), nullable=False),
    sa.Column("role", sa.String(12), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("asked_us", sa.BigInteger, nullable=False),
    sa.Column("due_us", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_us", sa.BigInteger, nullable=False),
    sa.Column("settled_us", sa.BigInteger),
    sa.Column("settled_by", sa.String(80)),
    sa.Column("refs_json", sa.Text, nullable=False),
    sa.UniqueConstraint("request", "system", "role"),
    sa.Index("rights_notice_system", "system", "state"),
)


def to_us(at: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return EPOCH + timedelta(microseconds=us)


def insert(conn: Connection, table: sa.Table, *rows: Mapping[str, object]) -> None:
    """Add rows."""
    if rows:
        conn.execute(sa.insert(table), [dict(one) for one in rows])


def update(conn: Connection, table: sa.Table, row_id: str, **values: object) -> None:
    """Change the row of this id."""
    conn.execute(sa.update(table).where(table.c.id == row_id).values(**values))


def load(
    conn: Connection, table: sa.Table, row_id: str, *, for_change: bool = False
) -> Row | None:
    """Read the row of this id; let nobody else change it meanwhile, if asked for."""
    query = sa.select(table).where(table.c.id == row_id)
    if for_change:
        query = query.with_for_update()
    return conn.execute(query).mappings().first()


def requests(
    conn: Connection, states: Sequence[str], *, limit: int = 200
) -> Sequence[Row]:
    """List requests in these states, the one due first before all others."""
    query = sa.select(request).where(request.c.state.in_(states))
    query = query.order_by(request.c.due_us, request.c.id).limit(limit)
    return conn.execute(query).mappings().all()


def open_request_of(conn: Connection, subjects: Sequence[str]) -> Row | None:
    """Find the request that stands open about one of these subjects."""
    query = sa.select(request).where(
        request.c.state == "open", request.c.subject.in_(subjects)
    )
    return conn.execute(query.order_by(request.c.id).limit(1)).mappings().first()


def notices_of(conn: Connection, request_id: str) -> Sequence[Row]:
    """List whom a request was passed on to."""
    query = sa.select(notice).where(notice.c.request == request_id)
    query = query.order_by(notice.c.role, notice.c.system)
    return conn.execute(query).mappings().all()


def notices_for(conn: Connection, system: str, *, limit: int = 100) -> Sequence[Row]:
    """List what a system was asked and has not answered."""
    query = sa.select(notice).where(
        notice.c.system == system, notice.c.state != "confirmed"
    )
    query = query.order_by(notice.c.due_us, notice.c.id).limit(limit)
    return conn.execute(query).mappings().all()


def notices_due(conn: Connection, now: datetime, *, limit: int = 50) -> Sequence[Row]:
    """List what is to be said (again) to systems that we call."""
    query = sa.select(notice).where(
        notice.c.state != "confirmed", notice.c.next_us <= to_us(now)
    )
    query = query.order_by(notice.c.next_us, notice.c.id).limit(limit)
    return conn.execute(query).mappings().all()


def unswept(conn: Connection, *, limit: int = 50) -> Sequence[Row]:
    """List what was carried out and still needs its sweep, the oldest first."""
    query = sa.select(request).where(
        request.c.state == "executed", request.c.swept_us.is_(None)
    )
    query = query.order_by(request.c.decided_us).limit(limit)
    return conn.execute(query).mappings().all()


def swept(conn: Connection) -> Sequence[Row]:
    """List what was carried out and swept, and waits for a backup or for others."""
    query = sa.select(request).where(
        request.c.state == "executed", request.c.swept_us.is_not(None)
    )
    return conn.execute(query.order_by(request.c.decided_us)).mappings().all()


def count_waiting(conn: Connection) -> int:
    """Count the requests that need somebody."""
    waiting = request.c.state.in_(("open", "executed"))
    return _count(conn, waiting)


def count_overdue(conn: Connection, now: datetime) -> int:
    """Count the requests that should have been answered."""
    late = sa.and_(request.c.state == "open", request.c.due_us < to_us(now))
    return _count(conn, late)


def _count(conn: Connection, which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(request).where(which)
    return conn.scalar(query) or 0
