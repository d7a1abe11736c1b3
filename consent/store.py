"""The tables of consent and every statement on them. No rule lives here.

Times are microseconds since the epoch, UTC. Texts named *_json are canonical JSON.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite

metadata = sa.MetaData()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Connection = sa.Connection
Row = sa.RowMapping

_ID = sa.String(40)
_WORD = sa.String(80)

acts = sa.Table(
    "consent_act",
    metadata,
    sa.Column(
        "seq",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("id", _ID, nullable=False, unique=True),
    sa.Column("subject", _ID, nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("purpose", _WORD),
    sa.Column("channel", sa.String(30)),
    sa.Column("kind", sa.String(30)),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("recorded_us", sa.BigInteger, nullable=False),
    sa.Column("notice_id", _WORD),
    sa.Column("notice_version", sa.String(40)),
    sa.Column("notice_locale", sa.String(20)),
    sa.Column("notice_known", sa.Boolean, nullable=False),
    sa.Column("method", sa.String(20), nullable=False),
    sa.Column("at_most", sa.Integer),
    sa.Column("per", sa.String(10)),
    sa.Column("explicit", sa.Boolean, nullable=False),
    sa.Column("parental", sa.Boolean, nullable=False),
    sa.Column("recipients_json", sa.Text, nullable=False),
    sa.Column("evidence_json", sa.Text, nullable=False),
    sa.Index("consent_act_subject", "subject", "at_us"),
)

receipts = sa.Table(
    "consent_receipt",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("act", _ID, nullable=False, unique=True),
    sa.Column("subject", _ID, nullable=False, index=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("audit_entry", _ID),
    sa.Column("document_json", sa.Text, nullable=False),
)

notices = sa.Table(
    "consent_notice",
    metadata,
    sa.Column("id", _WORD, primary_key=True),
    sa.Column("version", sa.String(40), primary_key=True),
    sa.Column("locale", sa.String(20), primary_key=True),
    sa.Column("digest", sa.String(71), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("published_us", sa.BigInteger, nullable=False),
)

contacts = sa.Table(
    "consent_contact",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("subject", _ID, nullable=False),
    sa.Column("channel", sa.String(30), nullable=False),
    sa.Column("purpose", _WORD, nullable=False),
    sa.Column("content_class", sa.String(20), nullable=False),
    sa.Column("campaign", _WORD),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("expires_us", sa.BigInteger, nullable=False),
    sa.Column("permit", _ID, nullable=False, unique=True),
    sa.Index("consent_contact_subject", "subject", "at_us"),
)

permits = sa.Table(
    "consent_permit",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("subject", _ID, nullable=False),
    sa.Column("person", _ID),
    sa.Column("client", _WORD, nullable=False),
    sa.Column("purpose", _WORD, nullable=False),
    sa.Column("channel", sa.String(30)),
    sa.Column("decision", _ID, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("issued_us", sa.BigInteger, nullable=False),
    sa.Column("expires_us", sa.BigInteger, nullable=False),
    sa.Column("overrun", sa.Boolean, nullable=False, default=False),
    sa.Column("token_digest", sa.String(64), nullable=False),
    sa.Index("consent_permit_subject", "subject", "status"),
)

outcomes = sa.Table(
    "consent_outcome",
    metadata,
    sa.Column("permit", _ID, primary_key=True),
    sa.Column("status", sa.String(12), primary_key=True),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("recorded_us", sa.BigInteger, nullable=False),
    sa.Column("overrun", sa.Boolean, nullable=False),
)

reach = sa.Table(
    "consent_reach",
    metadata,
    sa.Column("subject", _ID, primary_key=True),
    sa.Column("channel", sa.String(30), primary_key=True),
    sa.Column("answered_us", sa.BigInteger, nullable=False),
    sa.Column("bounced_us", sa.BigInteger, nullable=False),
    sa.Column("bounced_before_us", sa.BigInteger, nullable=False),
)

decisions = sa.Table(
    "consent_decision",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("at_us", sa.BigInteger, nullable=False, index=True),
    sa.Column("subject", _ID),
    sa.Column("person", _ID),
    sa.Column("client", _WORD, nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("purpose", _WORD),
    sa.Column("channel", sa.String(30)),
    sa.Column("campaign", _WORD),
    sa.Column("allowed", sa.Boolean, nullable=False),
    sa.Column("situation", sa.String(71), nullable=False),
    sa.Column("revision", sa.String(71), nullable=False),
    sa.Column("audit_entry", _ID, nullable=False),
    sa.Column("permit", _ID),
    sa.Column("document_json", sa.Text, nullable=False),
    sa.Index("consent_decision_subject", "subject", "at_us"),
)

situations = sa.Table(
    "consent_situation",
    metadata,
    sa.Column("id", sa.String(71), primary_key=True),
    sa.Column("document_json", sa.Text, nullable=False),
)

verdicts = sa.Table(
    "consent_verdict",
    metadata,
    sa.Column("revision", sa.String(71), primary_key=True),
    sa.Column("situation", sa.String(71), primary_key=True),
    sa.Column("document_json", sa.Text, nullable=False),
)

# What decided, by revision: whoever asks again asks the policies of then.
bundles = sa.Table(
    "consent_bundle",
    metadata,
    sa.Column("revision", sa.String(71), primary_key=True),
    sa.Column("archive", sa.LargeBinary, nullable=False),
)

# The last one is in force; to go back is to publish again.
publications = sa.Table(
    "consent_publication",
    metadata,
    sa.Column(
        "seq",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("id", _ID, nullable=False, unique=True),
    sa.Column("revision", sa.String(71), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("author", _WORD, nullable=False),
    sa.Column("approver", _WORD),
    sa.Column("reason", sa.Text),
    sa.Column("audit_entry", _ID, nullable=False),
    sa.Column("summary_json", sa.Text, nullable=False),
)

# The ledger only grows: what somebody said is never rewritten (GDPR 5(2), 7(1)).
for _verb in ("UPDATE", "DELETE"):
    event.listen(
        acts,
        "after_create",
        sa.DDL(  # type: ignore[no-untyped-call]  # as SQLAlchemy ships it
            f"CREATE TRIGGER consent_act_no_{_verb.lower()} BEFORE {_verb} ON "
            "consent_act BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
        ).execute_if(dialect="sqlite"),
    )
event.listen(
    acts,
    "after_create",
    sa.DDL(  # type: ignore[no-untyped-call]  # as SQLAlchemy ships it
        "CREATE OR REPLACE FUNCTION consent_act_only_grows() RETURNS trigger AS "
        "'BEGIN RAISE EXCEPTION ''the ledger only grows''; END' LANGUAGE plpgsql; "
        "CREATE TRIGGER consent_act_only_grows BEFORE UPDATE OR DELETE ON consent_act "
        "FOR EACH STATEMENT EXECUTE FUNCTION consent_act_only_grows()"
    ).execute_if(dialect="postgresql"),
)


# Made once: SQLAlchemy takes longer to build a statement than the database to answer.
_SUBJECTS: sa.BindParameter[Sequence[str]] = sa.bindparam("subjects", expanding=True)
_ACTS = sa.select(acts).where(acts.c.subject.in_(_SUBJECTS)).order_by(acts.c.seq)
_TOUCHES = (
    sa.select(contacts)
    .where(
        # One stretch of one index, however long the person's past is.
        contacts.c.subject.in_(_SUBJECTS),
        contacts.c.at_us > sa.bindparam("since_us"),
        sa.or_(
            contacts.c.state.in_(("sent", "failed")),
            sa.and_(
                contacts.c.state == "reserved",
                contacts.c.expires_us > sa.bindparam("now_us"),
            ),
        ),
    )
    .order_by(contacts.c.at_us)
)


_write = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":")
).encode


def to_us(moment: datetime) -> int:
    """Turn an aware time into microseconds since the epoch."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Turn microseconds since the epoch into an aware UTC time."""
    return EPOCH + timedelta(microseconds=us)


def to_json(value: object) -> str:
    """Write one text per value: sorted keys, no spaces."""
    return _write(value)


def insert(conn: Connection, table: sa.Table, *rows: Mapping[str, object]) -> None:
    """Insert rows that have the same columns."""
    conn.execute(sa.insert(table), [dict(row) for row in rows])


def insert_once(conn: Connection, table: sa.Table, row: Mapping[str, object]) -> bool:
    """Insert one row unless its key is there; say whether it was new."""
    key = next(iter(table.primary_key.columns))
    # RETURNING tells new from old; psycopg's row count does not.
    statement = _insert_missing(conn.dialect.name, table).returning(key)
    return conn.execute(statement, dict(row)).first() is not None


def insert_missing(
    conn: Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert those rows whose key is not there."""
    if rows:
        statement = _insert_missing(conn.dialect.name, table)
        conn.execute(statement, [dict(row) for row in rows])


@cache
def _insert_missing(dialect: str, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def load(conn: Connection, table: sa.Table, **key: object) -> Row | None:
    """Read the one row with this key, or None."""
    wanted = [table.c[name] == value for name, value in key.items()]
    return conn.execute(sa.select(table).where(*wanted)).mappings().one_or_none()


def count(conn: Connection, table: sa.Table) -> int:
    """Count the rows of a table."""
    found: int = conn.execute(
        sa.select(sa.func.count()).select_from(table)
    ).scalar_one()
    return found


def update(
    conn: Connection, table: sa.Table, row_id: str, changes: Mapping[str, object]
) -> None:
    """Change columns of the row with this id."""
    conn.execute(sa.update(table).where(table.c.id == row_id).values(**changes))


def lock_subjects(conn: Connection, subjects: Iterable[str]) -> None:
    """Make this transaction the only one that decides about these subjects.

    On PostgreSQL the locks are statements of their own before any read: a lock taken
    inside the statement that counts holds a snapshot older than the lock, and over-
    permits. Keys ascend, so no two callers wait for each other. SQLite has one writer.
    """
    if conn.dialect.name != "postgresql":
        return
    for key in sorted({_lock_key(subject) for subject in subjects}):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _lock_key(subject: str) -> int:
    digest = hashlib.sha256(b"consent subject\x00" + subject.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def acts_of(conn: Connection, subjects: Sequence[str]) -> Sequence[Row]:
    """Read every act of these subjects, in order of arrival."""
    return conn.execute(_ACTS, {"subjects": subjects}).mappings().all()


def receipts_of(conn: Connection, subjects: Sequence[str]) -> Sequence[Row]:
    """Read the receipts of these subjects, newest first."""
    table = receipts
    query = sa.select(table).where(table.c.subject.in_(subjects))
    return conn.execute(query.order_by(table.c.id.desc())).mappings().all()


def touches(
    conn: Connection, subjects: Sequence[str], *, since_us: int, now_us: int
) -> Sequence[Row]:
    """Read what counts against caps since then: sent, failed, or still reserved."""
    wanted = {"subjects": subjects, "since_us": since_us, "now_us": now_us}
    return conn.execute(_TOUCHES, wanted).mappings().all()


def change_contact(
    conn: Connection,
    permit: str,
    changes: Mapping[str, object],
    *,
    only: Sequence[str] = (),
) -> None:
    """Change the touch of a permit, if its state is one of `only` (any, when empty)."""
    statement = sa.update(contacts).where(contacts.c.permit == permit)
    if only:
        statement = statement.where(contacts.c.state.in_(only))
    conn.execute(statement.values(**changes))


def open_permits(
    conn: Connection, subjects: Sequence[str], *, now_us: int
) -> Sequence[Row]:
    """Read the permits of these subjects that may still be used."""
    table = permits
    query = sa.select(table).where(
        table.c.subject.in_(subjects),
        table.c.status == "open",
        table.c.expires_us > now_us,
    )
    return conn.execute(query).mappings().all()


def publications_newest_first(conn: Connection, *, limit: int) -> Sequence[Row]:
    """Read the publications, the one in force first."""
    query = sa.select(publications).order_by(publications.c.seq.desc()).limit(limit)
    return conn.execute(query).mappings().all()
