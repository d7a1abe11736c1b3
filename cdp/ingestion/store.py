"""Messages seen, what is in quarantine, and import runs on disk, and their SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

message = sa.Table(
    "message",
    metadata,
    sa.Column("source", sa.String(64), primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("received_us", sa.BigInteger, nullable=False),
)
quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("source", sa.String(64), nullable=False, index=True),
    sa.Column("purpose", sa.String(64), nullable=False),
    sa.Column("received_us", sa.BigInteger, nullable=False, index=True),
    sa.Column("row", sa.BigInteger),
    sa.Column("import_run", sa.String(40), index=True),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
)
import_run = sa.Table(
    "import_run",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("file_digest", sa.String(64), nullable=False),
    sa.Column("mapping_digest", sa.String(64), nullable=False),
    sa.Column("next_row", sa.BigInteger, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("started_us", sa.BigInteger, nullable=False),
    sa.Column("finished_us", sa.BigInteger),
    sa.UniqueConstraint("source", "file_digest", "mapping_digest"),
)


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """Something that could not be understood, and why; the thing itself is sealed."""

    id: str
    source: str
    purpose: str
    received_us: int
    row: int | None = None
    import_run: str | None = None
    reasons: str
    body_sealed: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Run:
    """How far the import of one file has come; `counts` is JSON."""

    id: str
    source: str
    file_digest: str
    mapping_digest: str
    next_row: int
    counts: str
    started_us: int
    finished_us: int | None = None


def to_us(at: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return EPOCH + timedelta(microseconds=us)


def _insert(conn: Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def claim_messages(
    conn: Connection, source: str, digests: Sequence[bytes], received_us: int
) -> set[bytes]:
    """Note messages as seen; give those that nobody had seen before."""
    if not digests:
        return set()
    rows = [
        {"source": source, "digest": one, "received_us": received_us}
        for one in sorted(set(digests))
    ]
    statement = _insert(conn, message).on_conflict_do_nothing()
    return set(conn.scalars(statement.returning(message.c.digest), rows))


def add_quarantined(conn: Connection, rows: Sequence[Quarantined]) -> None:
    """Put what could not be understood aside."""
    if rows:
        conn.execute(sa.insert(quarantine), [vars(row) for row in rows])


def quarantined(conn: Connection, source: str | None, limit: int) -> list[Quarantined]:
    """Give what is in quarantine, newest first."""
    query = sa.select(quarantine).order_by(quarantine.c.id.desc()).limit(limit)
    if source is not None:
        query = query.where(quarantine.c.source == source)
    return [Quarantined(**row) for row in conn.execute(query).mappings()]


def quarantine_page(conn: Connection, after: str, limit: int) -> list[Quarantined]:
    """Give one page of all that is in quarantine, by id."""
    query = sa.select(quarantine).where(quarantine.c.id > after)
    query = query.order_by(quarantine.c.id).limit(limit)
    return [Quarantined(**row) for row in conn.execute(query).mappings()]


def quarantined_by_id(conn: Connection, quarantine_id: str) -> Quarantined | None:
    """Give one thing in quarantine."""
    query = sa.select(quarantine).where(quarantine.c.id == quarantine_id)
    row = conn.execute(query).mappings().first()
    return Quarantined(**row) if row else None


def set_reasons(conn: Connection, quarantine_id: str, reasons: str) -> None:
    """Note why it could still not be understood."""
    chosen = sa.update(quarantine).where(quarantine.c.id == quarantine_id)
    conn.execute(chosen.values(reasons=reasons))


def drop_quarantined(conn: Connection, quarantine_id: str) -> None:
    """Take one thing out of quarantine."""
    conn.execute(sa.delete(quarantine).where(quarantine.c.id == quarantine_id))


def drop_before(conn: Connection, before_us: int) -> int:
    """Delete what has been in quarantine since before an instant."""
    old = sa.delete(quarantine).where(quarantine.c.received_us < before_us)
    return conn.execute(old).rowcount


def count_quarantined(conn: Connection) -> int:
    """Count what is in quarantine."""
    return conn.scalar(sa.select(sa.func.count()).select_from(quarantine)) or 0


def find_run(
    conn: Connection, source: str, file_digest: str, mapping_digest: str
) -> Run | None:
    """Give the run of this file with this mapping, if there was one."""
    query = sa.select(import_run).where(
        import_run.c.source == source,
        import_run.c.file_digest == file_digest,
        import_run.c.mapping_digest == mapping_digest,
    )
    row = conn.execute(query).mappings().first()
    return Run(**row) if row else None


def add_run(conn: Connection, run: Run) -> None:
    """Begin a run."""
    conn.execute(sa.insert(import_run).values(**vars(run)))


def claim_place(
    conn: Connection, run_id: str, next_row: int, values: Mapping[str, object]
) -> bool:
    """Move a run on from where we believe it is; False when somebody else moved it."""
    chosen = sa.update(import_run).where(
        import_run.c.id == run_id, import_run.c.next_row == next_row
    )
    return conn.execute(chosen.values(**values)).rowcount == 1


def advance_run(conn: Connection, run_id: str, values: Mapping[str, object]) -> None:
    """Note how far a run has come."""
    chosen = sa.update(import_run).where(import_run.c.id == run_id)
    conn.execute(chosen.values(**values))
