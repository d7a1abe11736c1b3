"""Sealed profiles and events on disk, and their SQL; nothing is readable here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VALUES_PER_STATEMENT = 5_000

profile = sa.Table(
    "profile",
    metadata,
    sa.Column("record", sa.String(40), primary_key=True),
    sa.Column("subject", sa.String(40), nullable=False, index=True),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Column("updated_us", sa.BigInteger, nullable=False),
)
event = sa.Table(
    "event",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("record", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(40), nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("received_us", sa.BigInteger, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Index("event_subject", "subject", "at_us"),
)
event_inbox = sa.Table(
    "event_inbox",
    metadata,
    sa.Column(
        "number",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(40), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
)


# Made once: building it takes SQLAlchemy longer than answering it takes the database.
_OF_SUBJECTS = sa.select(profile).where(
    profile.c.subject.in_(sa.bindparam("subjects", expanding=True))
)


@dataclass(frozen=True, kw_only=True)
class ProfileRow:
    """The sealed profile of one record."""

    record: str
    subject: str
    body_sealed: bytes = field(repr=False)
    updated_us: int


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One event; what happened is in clear by name, all else is sealed."""

    id: str
    record: str
    subject: str
    source: str
    kind: str
    name: str
    at_us: int
    received_us: int
    body_sealed: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An event that journeys have not seen yet."""

    event: str
    subject: str
    kind: str
    name: str
    at: datetime


def to_us(at: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return EPOCH + timedelta(microseconds=us)


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for start in range(0, len(every), VALUES_PER_STATEMENT):
        yield every[start : start + VALUES_PER_STATEMENT]


def profiles_of(conn: Connection, subjects: Iterable[str]) -> list[ProfileRow]:
    """Give the profiles of these subjects."""
    found: list[ProfileRow] = []
    for portion in _portions(subjects):
        rows = conn.execute(_OF_SUBJECTS, {"subjects": portion}).mappings()
        found += [ProfileRow(**row) for row in rows]
    return found


def profile_page(conn: Connection, after: str, limit: int) -> list[ProfileRow]:
    """Give one page of all profiles, by record id."""
    query = sa.select(profile).where(profile.c.record > after)
    query = query.order_by(profile.c.record).limit(limit)
    return [ProfileRow(**row) for row in conn.execute(query).mappings()]


def put_profiles(conn: Connection, rows: Sequence[ProfileRow]) -> None:
    """Add or replace profiles."""
    if not rows:
        return
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(profile)
    statement = insert.on_conflict_do_update(
        index_elements=["record"],
        set_={
            "body_sealed": insert.excluded.body_sealed,
            "updated_us": insert.excluded.updated_us,
        },
    )
    conn.execute(statement, [vars(row) for row in rows])


def insert_events(conn: Connection, rows: Sequence[EventRow]) -> None:
    """Add events, and put them before the journeys."""
    if rows:
        conn.execute(sa.insert(event), [vars(row) for row in rows])
        waiting = [
            {
                "event": row.id,
                "subject": row.subject,
                "kind": row.kind,
                "name": row.name,
                "at_us": row.at_us,
            }
            for row in rows
        ]
        conn.execute(sa.insert(event_inbox), waiting)


def take_waiting(conn: Connection, limit: int) -> list[Waiting]:
    """Take the oldest waiting events out of the inbox, once the transaction commits."""
    query = sa.select(event_inbox).order_by(event_inbox.c.number).limit(limit)
    rows = conn.execute(query.with_for_update(skip_locked=True)).all()
    if rows:
        taken = [row.number for row in rows]
        conn.execute(sa.delete(event_inbox).where(event_inbox.c.number.in_(taken)))
    return [
        Waiting(
            event=row.event,
            subject=row.subject,
            kind=row.kind,
            name=row.name,
            at=from_us(row.at_us),
        )
        for row in rows
    ]


def event_by_id(conn: Connection, event_id: str) -> EventRow | None:
    """Give one event."""
    query = sa.select(event).where(event.c.id == event_id)
    row = conn.execute(query).mappings().first()
    return EventRow(**row) if row else None


def events_of(conn: Connection, subjects: Iterable[str], limit: int) -> list[EventRow]:
    """Give the newest events of these subjects."""
    query = sa.select(event).where(event.c.subject.in_(sorted(set(subjects))))
    query = query.order_by(event.c.at_us.desc(), event.c.id.desc()).limit(limit)
    return [EventRow(**row) for row in conn.execute(query).mappings()]


def count_events(conn: Connection) -> dict[str, int]:
    """Count events by kind."""
    query = sa.select(event.c.kind, sa.func.count()).group_by(event.c.kind)
    return {row.kind: row[1] for row in conn.execute(query)}


def delete_of(conn: Connection, subjects: Iterable[str]) -> dict[str, int]:
    """Delete profiles, events and waiting events of these subjects; say how many."""
    gone = {"waiting": 0, "events": 0, "profiles": 0}
    for portion in _portions(subjects):
        for name, table in zip(gone, (event_inbox, event, profile), strict=True):
            mine = sa.delete(table).where(table.c.subject.in_(portion))
            gone[name] += conn.execute(mine).rowcount
    return gone


def delete_events_before(conn: Connection, source: str, before_us: int) -> int:
    """Delete the events of a source that were received before an instant."""
    old = sa.delete(event).where(
        event.c.source == source, event.c.received_us < before_us
    )
    return conn.execute(old).rowcount
