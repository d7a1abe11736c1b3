"""Records, identifiers (keyed digests only), links and persons on disk: all the SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata
from cdp.identity.graph import Event, Held, Link, Members, Person, Record, State, Zone

# SQLite allows 32,766 variables in a statement; PostgreSQL 65,535.
VALUES_PER_STATEMENT = 5_000
IDENTITY_LOCK = 0x6163636F  # "acco": one writer of the graph at a time on PostgreSQL
Key = TypeVar("Key", str, bytes)
Connection = sa.Connection

record = sa.Table(
    "record",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("source_key", sa.LargeBinary, nullable=False),
    sa.Column("subject", sa.String(40), nullable=False, unique=True),
    sa.Column("person", sa.String(40), nullable=False, index=True),
    sa.Column("name_digest", sa.LargeBinary),
    sa.Column("created_us", sa.BigInteger, nullable=False),
    sa.Column("erased", sa.Boolean, nullable=False),
    sa.UniqueConstraint("source", "source_key"),
)
identifier = sa.Table(
    "identifier",
    metadata,
    sa.Column("record", sa.String(40), sa.ForeignKey("record.id"), primary_key=True),
    sa.Column("kind", sa.String(80), primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("first_seen_us", sa.BigInteger, nullable=False),
    sa.Index("identifier_digest", "digest", "kind"),
)
person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("origin", sa.String(40), nullable=False, index=True),
    sa.Column("merged_into", sa.String(40), index=True),
    sa.Column("created_us", sa.BigInteger, nullable=False),
)
link = sa.Table(
    "link",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("a", sa.String(40), sa.ForeignKey("record.id"), nullable=False),
    sa.Column("b", sa.String(40), sa.ForeignKey("record.id"), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("zone", sa.String(8), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("via", sa.String(80), nullable=False),
    sa.Column("via_digest", sa.LargeBinary, nullable=False),
    sa.Column("weight", sa.Float),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("model", sa.String(80)),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("a", "b", "kind", "via", "via_digest"),
    sa.Index("link_b", "b"),
    sa.Index("link_via", "via_digest"),
    sa.Index("link_state", "state", "zone"),
)
shared_value = sa.Table(
    "shared_value",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("kind", sa.String(80), primary_key=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
)
identity_event = sa.Table(
    "identity_event",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("person", sa.String(40), nullable=False, index=True),
    sa.Column("other", sa.String(40), index=True),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("records", sa.Text, nullable=False),
)

# Statements of the decision path, made once: SQLAlchemy takes longer to build one than
# the database to answer it.
_IN: sa.BindParameter[Sequence[object]] = sa.bindparam("in", expanding=True)
_holder = record.alias("holder")
_MEMBERS = (
    sa.select(identifier.c.kind, identifier.c.digest, _holder.c.id, record)
    .join_from(identifier, _holder, _holder.c.id == identifier.c.record)
    .join(record, record.c.person == _holder.c.person)
    .where(identifier.c.digest.in_(_IN), ~record.c.erased)
    .order_by(record.c.created_us, record.c.id)
)
_TOUCHING = sa.select(link).where(
    sa.or_(link.c.a.in_(_IN), link.c.b.in_(_IN)), link.c.state != State.RETIRED
)


def lock_graph(conn: Connection) -> None:
    """Let one transaction at a time change the graph, until it ends.

    Two transactions that attach the same e-mail must see each other, or the link
    between them is lost. SQLite has one writer anyway.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(IDENTITY_LOCK)))


def _insert(conn: Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _portions(values: Iterable[Key]) -> Iterator[list[Key]]:
    every = sorted(set(values))
    for start in range(0, len(every), VALUES_PER_STATEMENT):
        yield every[start : start + VALUES_PER_STATEMENT]


def _set(
    conn: Connection, column: sa.Column[Any], values: Mapping[str, object]
) -> None:
    """Change one column of many rows: id → value."""
    if values:
        rows = column.table
        change = sa.update(rows).where(rows.c.id == sa.bindparam("of"))
        statement = change.values({column: sa.bindparam("to")})
        conn.execute(statement, [{"of": k, "to": v} for k, v in values.items()])


def _records(
    conn: Connection, column: sa.Column[str], values: Iterable[str]
) -> list[Record]:
    """Give the records in order of age; erased ones belong to nobody's graph."""
    found: list[Record] = []
    for portion in _portions(values):
        query = sa.select(record).where(column.in_(portion), ~record.c.erased)
        found += [Record(**row) for row in conn.execute(query).mappings()]
    return sorted(found, key=lambda one: one.age)


def records_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, Record]:
    """Give the records with these ids."""
    return {one.id: one for one in _records(conn, record.c.id, ids)}


def records_of_persons(conn: Connection, persons: Iterable[str]) -> list[Record]:
    """Give all records of these persons."""
    return _records(conn, record.c.person, persons)


def records_of_subjects(conn: Connection, subjects: Iterable[str]) -> list[Record]:
    """Give the records of these subjects."""
    return _records(conn, record.c.subject, subjects)


def records_by_key(
    conn: Connection, keys: Iterable[tuple[str, bytes]]
) -> dict[tuple[str, bytes], Record]:
    """Find records by (source, source key digest), the erased ones too."""
    by_source: dict[str, set[bytes]] = {}
    for source, key in keys:
        by_source.setdefault(source, set()).add(key)
    found: dict[tuple[str, bytes], Record] = {}
    for source, wanted in by_source.items():
        for portion in _portions(wanted):
            query = sa.select(record).where(
                record.c.source == source, record.c.source_key.in_(portion)
            )
            for row in conn.execute(query).mappings():
                found[source, row["source_key"]] = Record(**row)
    return found


def members_of(
    conn: Connection, digests: Iterable[bytes]
) -> dict[tuple[str, bytes], Members]:
    """Give who holds each identifier, and all records of the holders' persons."""
    found: dict[tuple[str, bytes], dict[str, Record]] = {}
    held: dict[tuple[str, bytes], set[str]] = {}
    for portion in _portions(digests):
        for kind, digest, held_by, *row in conn.execute(_MEMBERS, {"in": portion}):
            one = Record(**dict(zip(record.c.keys(), row, strict=True)))
            held.setdefault((kind, digest), set()).add(held_by)
            found.setdefault((kind, digest), {})[one.id] = one
    return {
        key: Members(held=held[key], records=list(members.values()))
        for key, members in found.items()
    }


def holders(conn: Connection, kind: str, digest: bytes) -> list[Record]:
    """Give the records that hold an identifier, oldest first."""
    query = (
        sa.select(record)
        .join(identifier, identifier.c.record == record.c.id)
        .where(identifier.c.digest == digest, identifier.c.kind == kind)
        .order_by(record.c.created_us, record.c.id)
    )
    return [Record(**row) for row in conn.execute(query).mappings()]


def insert_records(conn: Connection, rows: Sequence[Record]) -> None:
    """Add records."""
    if rows:
        conn.execute(sa.insert(record), [vars(row) for row in rows])


def set_names(conn: Connection, names: Mapping[str, bytes]) -> None:
    """Note the digest of the full name that a record now gives."""
    _set(conn, record.c.name_digest, names)


def move_records(conn: Connection, to_person: Mapping[str, str]) -> None:
    """Give records to other persons: record → person."""
    _set(conn, record.c.person, to_person)


def identifiers_of(
    conn: Connection, records: Iterable[str], kinds: Sequence[str] = ()
) -> list[Held]:
    """Give what these records hold, of these kinds or of all."""
    found: list[Held] = []
    for portion in _portions(records):
        query = sa.select(identifier).where(identifier.c.record.in_(portion))
        if kinds:
            query = query.where(identifier.c.kind.in_(kinds))
        found += [Held(**row) for row in conn.execute(query).mappings()]
    return found


def holding(conn: Connection, digests: Iterable[bytes]) -> list[Held]:
    """Give who holds these digests, the longest first."""
    found: list[Held] = []
    for portion in _portions(digests):
        query = sa.select(identifier).where(identifier.c.digest.in_(portion))
        found += [Held(**row) for row in conn.execute(query).mappings()]
    return sorted(found, key=lambda one: (one.first_seen_us, one.record))


def insert_identifiers(conn: Connection, rows: Sequence[Held]) -> None:
    """Add identifiers; what is there already stays as it is."""
    if rows:
        statement = _insert(conn, identifier).on_conflict_do_nothing()
        conn.execute(statement, [vars(row) for row in rows])


def shared_among(conn: Connection, digests: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Give which of these values were marked as shared."""
    found: set[tuple[str, bytes]] = set()
    for portion in _portions(digests):
        query = sa.select(shared_value).where(shared_value.c.digest.in_(portion))
        found |= {(row.kind, row.digest) for row in conn.execute(query)}
    return found


def mark_shared(
    conn: Connection, values: Iterable[tuple[str, bytes]], at_us: int
) -> None:
    """Mark values that name nobody any more."""
    rows = [{"kind": k, "digest": d, "at_us": at_us} for k, d in sorted(values)]
    if rows:
        conn.execute(_insert(conn, shared_value).on_conflict_do_nothing(), rows)


def links_touching(conn: Connection, records: Iterable[str]) -> list[Link]:
    """Give the links that are not retired and have an end among these records."""
    found: dict[str, Link] = {}
    for portion in _portions(records):
        rows = conn.execute(_TOUCHING, {"in": portion}).mappings()
        found |= {row["id"]: Link(**row) for row in rows}
    return sorted(found.values(), key=lambda one: one.id)


def links_via(conn: Connection, digests: Iterable[bytes]) -> list[Link]:
    """Give the living links that rest on these identifier values."""
    found: list[Link] = []
    for portion in _portions(digests):
        query = sa.select(link).where(
            link.c.via_digest.in_(portion), link.c.state != State.RETIRED
        )
        found += [Link(**row) for row in conn.execute(query).mappings()]
    return found


def link_by_id(conn: Connection, link_id: str) -> Link | None:
    """Give one link."""
    row = conn.execute(sa.select(link).where(link.c.id == link_id)).mappings().first()
    return Link(**row) if row else None


def put_links(conn: Connection, rows: Sequence[Link]) -> None:
    """Insert links; the same statement made again takes the new weight and state."""
    if not rows:
        return
    insert = _insert(conn, link)
    changed = ("zone", "state", "weight", "evidence", "model", "at_us")
    statement = insert.on_conflict_do_update(
        index_elements=["a", "b", "kind", "via", "via_digest"],
        set_={name: insert.excluded[name] for name in changed},
    )
    conn.execute(statement, [vars(row) for row in rows])


def set_states(conn: Connection, states: Mapping[str, str]) -> None:
    """Change the state of links."""
    _set(conn, link.c.state, states)


def open_reviews(conn: Connection, limit: int) -> list[Link]:
    """Give the links that wait for a human, the heaviest first."""
    waiting = sa.or_(
        sa.and_(link.c.zone == Zone.REVIEW, link.c.state == State.ACTIVE),
        link.c.state == State.CONFLICT,
    )
    query = sa.select(link).where(waiting)
    query = query.order_by(link.c.weight.desc(), link.c.id).limit(limit)
    return [Link(**row) for row in conn.execute(query).mappings()]


def persons_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, Person]:
    """Give persons, the merged ones too."""
    found: dict[str, Person] = {}
    for portion in _portions(ids):
        rows = conn.execute(sa.select(person).where(person.c.id.in_(portion)))
        found |= {row["id"]: Person(**row) for row in rows.mappings()}
    return found


def persons_from(conn: Connection, origins: Iterable[str]) -> list[Person]:
    """Give the persons first made for these records, the merged ones too."""
    found: list[Person] = []
    for portion in _portions(origins):
        rows = conn.execute(sa.select(person).where(person.c.origin.in_(portion)))
        found += [Person(**row) for row in rows.mappings()]
    return sorted(found, key=lambda one: (one.created_us, one.id))


def insert_persons(conn: Connection, rows: Sequence[Person]) -> None:
    """Add persons."""
    if rows:
        conn.execute(sa.insert(person), [vars(row) for row in rows])


def set_merged(conn: Connection, merged_into: Mapping[str, str | None]) -> None:
    """Note into whom persons were merged; None revives one."""
    _set(conn, person.c.merged_into, merged_into)


def insert_events(conn: Connection, rows: Sequence[Event]) -> None:
    """Add to the history."""
    if rows:
        conn.execute(sa.insert(identity_event), [vars(row) for row in rows])


def events_of(conn: Connection, person_id: str) -> list[Event]:
    """Give the history of a person, oldest first."""
    mine = sa.or_(
        identity_event.c.person == person_id, identity_event.c.other == person_id
    )
    query = sa.select(identity_event).where(mine)
    query = query.order_by(identity_event.c.at_us, identity_event.c.id)
    return [Event(**row) for row in conn.execute(query).mappings()]


def erase_records(conn: Connection, bare: Mapping[str, Mapping[str, object]]) -> None:
    """Drop what hangs on records, and leave them bare: record → what it then says."""
    for column in (identifier.c.record, link.c.a, link.c.b):
        for some in _portions(bare):
            conn.execute(sa.delete(column.table).where(column.in_(some)))
    for one, values in bare.items():
        gone = sa.update(record).where(record.c.id == one)
        conn.execute(gone.values(name_digest=None, erased=True, **values))


def person_ids(conn: Connection, after: str, limit: int) -> list[str]:
    """One page of the persons that still stand, by id."""
    query = sa.select(person.c.id).where(
        person.c.id > after, person.c.merged_into.is_(None)
    )
    return list(conn.scalars(query.order_by(person.c.id).limit(limit)))


def counts(conn: Connection) -> dict[str, int]:
    """Count records, standing persons, and links by kind and zone."""
    found = {"records": conn.scalar(sa.select(sa.func.count()).select_from(record))}
    found["persons"] = conn.scalar(
        sa.select(sa.func.count(sa.distinct(record.c.person)))
    )
    query = sa.select(link.c.kind, link.c.zone, sa.func.count())
    query = query.where(link.c.state != State.RETIRED)
    for kind, zone, number in conn.execute(query.group_by(link.c.kind, link.c.zone)):
        found[f"{kind}-{zone}"] = number
    return {name: number or 0 for name, number in found.items()}
