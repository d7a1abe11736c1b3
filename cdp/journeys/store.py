"""Where everybody stands on a journey, and what happened so far. Pseudonyms only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from cdp.database import metadata

Connection = sa.Connection

WAITING, SENDING, DONE = "waiting", "sending", "done"
ENTRY_LOCK = 0x6A6F7572  # "jour"

run = sa.Table(
    "journey_run",
    metadata,
    sa.Column("id", sa.String(30), primary_key=True),
    sa.Column("journey", sa.String(40), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("subject", sa.String(30), nullable=False, index=True),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("step", sa.String(40), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("due_us", sa.BigInteger, nullable=False),
    sa.Column("permit", sa.String(30)),
    sa.Column("outcome", sa.String(16)),  # of the last message
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("journey", "event", name="journey_run_once_per_event"),
    sa.Index("journey_run_due", "state", "due_us"),
)
history = sa.Table(
    "journey_history",
    metadata,
    sa.Column(
        "number",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("run", sa.String(30), nullable=False, index=True),
    sa.Column("step", sa.String(40), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("decision", sa.String(30)),
    sa.Column("permit", sa.String(30)),
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One person on one journey."""

    id: str
    journey: str
    version: int
    subject: str
    step: str
    state: str
    permit: str | None
    outcome: str | None
    tries: int


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One line of a run's history."""

    step: str
    outcome: str
    at: datetime
    decision: str | None = None
    permit: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run with its history, for the person and for officers."""

    id: str
    journey: str
    subject: str
    state: str
    history: tuple[Happened, ...]


def to_us(at: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)


def lock_entry(conn: Connection) -> None:
    """Let one transaction at a time let people in, until it ends.

    Two workers with two events of one person would each find nobody on the journey.
    SQLite has one writer anyway.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(ENTRY_LOCK)))


def is_under_way(conn: Connection, journey: str, subject: str, event: str) -> bool:
    """Tell if this subject is on the journey now, or was there for this event."""
    same = sa.or_(run.c.state != DONE, run.c.event == event)
    found = sa.select(run.c.id).where(
        run.c.journey == journey, run.c.subject == subject, same
    )
    return conn.execute(found.limit(1)).first() is not None


def enter(conn: Connection, made: Run, event: str, due: datetime) -> None:
    """Put somebody at the first step."""
    values = {name: getattr(made, name) for name in Run.__dataclass_fields__}
    conn.execute(run.insert().values(**values, event=event, due_us=to_us(due)))


def claim_due(conn: Connection, now: datetime) -> Run | None:
    """Take the run that is due longest; on PostgreSQL none that another worker has."""
    due = (
        sa.select(run)
        .where(run.c.state == WAITING, run.c.due_us <= to_us(now))
        .order_by(run.c.due_us, run.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return _run(conn.execute(due).mappings().first())


def claim_stuck(conn: Connection, before: datetime) -> Run | None:
    """Take a run whose message went out of sight before an instant."""
    stuck = (
        sa.select(run)
        .where(run.c.state == SENDING, run.c.due_us <= to_us(before))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return _run(conn.execute(stuck).mappings().first())


def still_sending(conn: Connection, run_id: str, permit: str) -> bool:
    """Tell if a run still waits for what becomes of this permit; locks the run."""
    found = (
        sa.select(run.c.id)
        .where(run.c.id == run_id, run.c.state == SENDING, run.c.permit == permit)
        .with_for_update()
    )
    return conn.execute(found).first() is not None


def update(conn: Connection, run_id: str, **changes: object) -> None:
    """Move a run; `due` is an instant."""
    due = changes.pop("due", None)
    if isinstance(due, datetime):
        changes["due_us"] = to_us(due)
    conn.execute(run.update().where(run.c.id == run_id).values(**changes))


def note(conn: Connection, run_id: str, happened: Happened) -> None:
    """Add a line to a run's history."""
    conn.execute(
        history.insert().values(
            run=run_id,
            step=happened.step,
            outcome=happened.outcome,
            at_us=to_us(happened.at),
            decision=happened.decision,
            permit=happened.permit,
        )
    )


def runs_of(conn: Connection, subjects: Iterable[str]) -> list[RunView]:
    """Give the runs of these subjects with their history, oldest first."""
    found = sa.select(run).where(run.c.subject.in_(sorted(set(subjects))))
    rows = conn.execute(found.order_by(run.c.id)).mappings().all()
    lines = sa.select(history).where(history.c.run.in_([row["id"] for row in rows]))
    past: dict[str, list[Happened]] = {row["id"]: [] for row in rows}
    for line in conn.execute(lines.order_by(history.c.number)):
        past[line.run].append(
            Happened(
                step=line.step,
                outcome=line.outcome,
                at=from_us(line.at_us),
                decision=line.decision,
                permit=line.permit,
            )
        )
    return [
        RunView(
            id=row["id"],
            journey=row["journey"],
            subject=row["subject"],
            state=row["state"],
            history=tuple(past[row["id"]]),
        )
        for row in rows
    ]


def forget(conn: Connection, subjects: Sequence[str]) -> int:
    """Delete the runs of these subjects and their history; return how many runs."""
    mine = sa.select(run.c.id).where(run.c.subject.in_(subjects))
    conn.execute(history.delete().where(history.c.run.in_(mine)))
    return conn.execute(run.delete().where(run.c.subject.in_(subjects))).rowcount


def _run(row: Mapping[str, object] | sa.RowMapping | None) -> Run | None:
    if row is None:
        return None
    return Run(**{name: row[name] for name in Run.__dataclass_fields__})  # type: ignore[arg-type]  # columns of the same names
