"""The log on disk: tables and statements. Entries are added, never changed.

Only sealed bodies may go, and the search terms that name a subject; no leaf depends
on either.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite

from audit.merkle import HASH_BYTES, Frontier
from audit.prepared import Prepared

metadata = sa.MetaData()

Connection = sa.Connection
Row = sa.Row[Any]

_serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_entry_id = sa.String(30)

outbox = sa.Table(
    "audit_outbox",
    metadata,
    sa.Column("id", _serial, primary_key=True, autoincrement=True),
    sa.Column("entry_id", _entry_id, nullable=False, unique=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
    sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
    sa.Column("parts", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
log = sa.Table(
    "audit_log",
    metadata,
    sa.Column("idx", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry_id", _entry_id, nullable=False, unique=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
    sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
    sa.Column("parts", sa.LargeBinary, nullable=False),
)
body = sa.Table(
    "audit_body",
    metadata,
    sa.Column("entry_id", _entry_id, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("subject", sa.String(64), index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
# One row per writer: its numbers are handed out inside the writer's transaction, so
# a rollback gives a number back and a hole always means a loss.
writer = sa.Table(
    "audit_writer",
    metadata,
    sa.Column("writer", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)
state = sa.Table(
    "audit_state",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("frontier", sa.LargeBinary, nullable=False),
)
node = sa.Table(
    "audit_node",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)
checkpoint = sa.Table(
    "audit_checkpoint",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("made_at_us", sa.BigInteger, nullable=False),
)
index = sa.Table(
    "audit_index",
    metadata,
    sa.Column("entry_id", _entry_id, primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("outcome", sa.String(8), nullable=False),
    sa.Column("revision", sa.String(71)),
    sa.Column("purpose", sa.String(64)),
    sa.Column("subject", sa.String(64)),
    sa.Column("actor", sa.String(128)),
    sa.Column("channel", sa.String(64)),
    sa.Column("campaign", sa.String(128)),
    sa.Column("decision", sa.String(64)),
    sa.Column("rules", sa.Text, nullable=False),  # " one two ", blanks at both ends
    sa.Index("audit_index_subject", "subject"),  # by which erasure finds its rows
)
# What searches read: of each block of the log, the places that have a term. Derived
# from `audit_index` by `audit.indexing`, after the entries have their places.
posting = sa.Table(
    "audit_posting",
    metadata,
    sa.Column("term", sa.String(160), primary_key=True),
    sa.Column("block", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("places", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
span = sa.Table(
    "audit_span",
    metadata,
    sa.Column("block", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first_us", sa.BigInteger, nullable=False),
    sa.Column("last_us", sa.BigInteger, nullable=False),
)

ENTRY_COLUMNS = ("entry_id", "at_us", "leaf", "leaf_hash", "parts")
SEQUENCER_LOCK = 0x6163636F7264  # "accord": one advisory lock for all sequencers

# The statements are each database's own: SQLAlchemy has no words for triggers.
_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit rows are append-only'; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()
"""


def append_only(table: sa.Table) -> None:
    """Have the database refuse to change or delete rows of a table."""
    statements = [
        ("sqlite", _SQLITE_TRIGGER.format(table=table.name, verb="UPDATE")),
        ("sqlite", _SQLITE_TRIGGER.format(table=table.name, verb="DELETE")),
        ("postgresql", _POSTGRESQL_FUNCTION),
        ("postgresql", _POSTGRESQL_TRIGGER.format(table=table.name)),
    ]
    for dialect, text in statements:
        ddl = sa.DDL(text)  # type: ignore[no-untyped-call]  # lacks its annotation
        event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


append_only(log)
append_only(checkpoint)


# ---- appending


_INSERTS: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _numbering(dialect: str) -> Any:  # noqa: ANN401  # two dialects, no common type
    made = _INSERTS[dialect](writer)
    following = writer.c.number + made.excluded.number
    made = made.on_conflict_do_update(
        index_elements=["writer"], set_={"number": following}
    )
    return made.returning(writer.c.number)


_NUMBERING = Prepared(("writer", "number"), _numbering)
_ADD_PENDING = Prepared(ENTRY_COLUMNS, lambda _: outbox.insert())
_ADD_BODIES = Prepared(body.c.keys(), lambda _: body.insert())
_ADD_TERMS = Prepared(index.c.keys(), lambda _: index.insert())


def next_numbers(conn: Connection, name: str, count: int = 1) -> int:
    """Hand out so many numbers of a writer, in a row; give the first.

    A rollback takes them back.
    """
    given = _NUMBERING.run(conn, {"writer": name, "number": count})
    return int(given.scalar_one()) - count + 1


def add_pending(
    conn: Connection,
    entries: Sequence[Mapping[str, object]],
    bodies: Sequence[Mapping[str, object]],
    terms: Sequence[Mapping[str, object]],
) -> None:
    """Put entries into the outbox, with their sealed bodies and search terms."""
    _ADD_PENDING.run(conn, *entries)
    if bodies:
        _ADD_BODIES.run(conn, *bodies)
    _ADD_TERMS.run(conn, *terms)


# ---- sequencing


def lock_sequencer(conn: Connection) -> None:
    """Wait until no other transaction sequences or seals.

    On SQLite the write transaction itself is that lock.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(SEQUENCER_LOCK)))


def pending(conn: Connection, limit: int | None = None) -> Sequence[Row]:
    """Give outbox rows that are present, oldest first.

    Never `id > last`: numbers are handed out before commit, so a reader that goes
    by number skips rows that commit late.
    """
    return conn.execute(sa.select(outbox).order_by(outbox.c.id).limit(limit)).all()


def has_more_pending(conn: Connection, count: int) -> bool:
    """Tell if more than so many entries wait; reads no further than that."""
    beyond = sa.select(outbox.c.id).order_by(outbox.c.id).offset(count).limit(1)
    return conn.execute(beyond).first() is not None


def pending_count(conn: Connection) -> int:
    """Count the entries that have no place in the log yet."""
    return int(
        conn.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one()
    )


def move(conn: Connection, rows: Sequence[Row], first: int) -> None:
    """Give outbox rows their places in the log, from `first` on."""
    chosen = outbox.c.id.in_([row.id for row in rows])
    place = sa.func.row_number().over(order_by=outbox.c.id) + (first - 1)
    # The database copies by itself: what was read here to be hashed is not sent back.
    taken = sa.select(place, *(outbox.c[name] for name in ENTRY_COLUMNS)).where(chosen)
    conn.execute(log.insert().from_select(["idx", *ENTRY_COLUMNS], taken))
    conn.execute(outbox.delete().where(chosen))


def load_frontier(conn: Connection) -> Frontier:
    """Read the state of the tree; an empty tree before the first entry."""
    row = conn.execute(sa.select(state).where(state.c.name == "log")).first()
    if row is None:
        return Frontier()
    raw: bytes = row.frontier
    hashes = [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]
    return Frontier(row.size, hashes)


def save_frontier(conn: Connection, frontier: Frontier) -> None:
    """Keep the state of the tree."""
    values = {"size": frontier.size, "frontier": b"".join(frontier.hashes)}
    done = conn.execute(state.update().where(state.c.name == "log").values(**values))
    if not done.rowcount:
        conn.execute(state.insert().values(name="log", **values))


def add_nodes(conn: Connection, nodes: Sequence[tuple[int, int, bytes]]) -> None:
    """Keep complete subtrees as (level, number, hash)."""
    if nodes:
        names = ("level", "number", "hash")
        conn.execute(node.insert(), [dict(zip(names, n, strict=True)) for n in nodes])


def fetch_hashes(conn: Connection, level: int, first: int, count: int) -> list[bytes]:
    """Read a run of stored hashes: leaves at level 0, subtrees above."""
    last = first + count - 1
    if level == 0:
        wanted = sa.select(log.c.leaf_hash).where(log.c.idx.between(first, last))
        return list(conn.execute(wanted.order_by(log.c.idx)).scalars().all())
    wanted = sa.select(node.c.hash).where(
        node.c.level == level, node.c.number.between(first, last)
    )
    return list(conn.execute(wanted.order_by(node.c.number)).scalars().all())


def fetch_leaves(conn: Connection, first: int, count: int) -> list[bytes]:
    """Read a run of entries as they were hashed."""
    wanted = sa.select(log.c.leaf).where(log.c.idx.between(first, first + count - 1))
    return list(conn.execute(wanted.order_by(log.c.idx)).scalars().all())


# ---- checkpoints


def newest_checkpoint(conn: Connection) -> Row | None:
    """Read the last signed checkpoint."""
    newest = sa.select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1)
    return conn.execute(newest).first()


def add_checkpoint(
    conn: Connection, size: int, root: bytes, note: str, made_at_us: int
) -> None:
    """Keep a signed checkpoint."""
    conn.execute(
        checkpoint.insert().values(
            size=size, root=root, note=note, made_at_us=made_at_us
        )
    )


# ---- reading


def entry(conn: Connection, entry_id: str) -> Row | None:
    """Read one entry, sequenced (with its idx) or pending (idx is None)."""
    return next(iter(entries(conn, [entry_id])), None)


def entries(conn: Connection, ids: Sequence[str]) -> Sequence[Row]:
    """Read entries, sequenced or pending, newest first."""
    columns = ENTRY_COLUMNS
    placed = sa.select(log.c.idx, *(log.c[name] for name in columns))
    waiting = sa.select(
        sa.null().cast(sa.BigInteger).label("idx"), *(outbox.c[n] for n in columns)
    )
    both = placed.where(log.c.entry_id.in_(ids)).union_all(
        waiting.where(outbox.c.entry_id.in_(ids))
    )
    return conn.execute(both.order_by(sa.desc("entry_id"))).all()


def bodies(conn: Connection, entry_id: str) -> Sequence[Row]:
    """Read the sealed bodies of an entry that still exist."""
    found = sa.select(body).where(body.c.entry_id == entry_id).order_by(body.c.part)
    return conn.execute(found).all()


def forget(conn: Connection, subject: str) -> tuple[int, int]:
    """Delete a subject's sealed bodies and take its name off the search terms."""
    # Postings are made under this lock from the rows that lose the name here.
    lock_sequencer(conn)
    gone = conn.execute(body.delete().where(body.c.subject == subject)).rowcount
    conn.execute(posting.delete().where(posting.c.term == f"subject:{subject}"))
    blank = index.update().where(index.c.subject == subject).values(subject=None)
    return gone, conn.execute(blank).rowcount


# ---- checking


def stream(
    conn: Connection, table: sa.Table, order: str, page: int = 2000
) -> Iterator[Row]:
    """Read a whole table in the order of a unique column, a page at a time."""
    last: object = None
    while True:
        query = sa.select(table).order_by(table.c[order]).limit(page)
        if last is not None:
            query = query.where(table.c[order] > last)
        rows = conn.execute(query).all()
        yield from rows
        if len(rows) < page:
            return
        last = getattr(rows[-1], order)


def nodes(conn: Connection) -> Sequence[Row]:
    """Read all kept subtrees: one for every 256 entries."""
    return conn.execute(sa.select(node)).all()


def writers(conn: Connection) -> dict[str, int]:
    """Read how many numbers each writer has handed out."""
    return {row.writer: row.number for row in conn.execute(sa.select(writer))}
