"""Who may sign in, and how: digests and terms on disk, never a secret."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cdp.database import metadata

Connection = sa.Connection
Row = sa.RowMapping

EPOCH_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
# A page can still tell for a day that a session or a link has ended.
KEPT_AFTER_EXPIRY = timedelta(days=1)

client = sa.Table(
    "client",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("secret_digest", sa.LargeBinary(32), nullable=False),
    sa.Column("previous_digest", sa.LargeBinary(32)),
    sa.Column("previous_until", sa.BigInteger),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(64), nullable=False),
    sa.Column("key_digest", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
)

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_digest", sa.LargeBinary(32), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("ref", sa.String(64), nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("proved_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    sa.Index("session_of", "kind", "ref"),
)

sign_in = sa.Table(
    "sign_in",
    metadata,
    sa.Column("link_digest", sa.LargeBinary(32), primary_key=True),
    sa.Column("browser_digest", sa.LargeBinary(32), nullable=False, index=True),
    sa.Column("code_digest", sa.LargeBinary(32), nullable=False),
    sa.Column("ref", sa.String(64)),
    sa.Column("contact_digest", sa.LargeBinary(32), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("used_at", sa.BigInteger),
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("key", sa.LargeBinary(32), primary_key=True),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("count", sa.Integer, nullable=False),
)


def to_us(at: datetime) -> int:
    """Give microseconds since 1970, exactly."""
    return (at - EPOCH_START) // timedelta(microseconds=1)


def from_us(microseconds: int) -> datetime:
    """Give the aware time back."""
    return EPOCH_START + timedelta(microseconds=microseconds)


def add(conn: Connection, table: sa.Table, **values: object) -> bool:
    """Insert a row unless its key is taken; say whether it was inserted."""
    statement = _insert(conn, table).on_conflict_do_nothing().values(**values)
    return conn.execute(statement.returning(sa.literal(1))).first() is not None


def find(conn: Connection, table: sa.Table, **key: object) -> Row | None:
    """Load the row with these values; None is a value too."""
    known = {name: value for name, value in key.items() if value is not None}
    absent = tuple(name for name in key if name not in known)
    statement = _finding(table, tuple(known), absent)
    return conn.execute(statement, known).mappings().first()


@cache
def _finding(
    table: sa.Table, known: tuple[str, ...], absent: tuple[str, ...]
) -> sa.Select[Any]:
    # Made once: every call of the API finds its client.
    tests = [table.c[name] == sa.bindparam(name) for name in known]
    return sa.select(table).where(*tests, *(table.c[n].is_(None) for n in absent))


def change(conn: Connection, table: sa.Table, key: object, **values: object) -> bool:
    """Change the row under a primary key; say whether there was one."""
    (column,) = table.primary_key.columns
    statement = sa.update(table).where(column == key).values(**values)
    return conn.execute(statement).rowcount == 1


def remove(conn: Connection, table: sa.Table, **key: object) -> int:
    """Delete the rows with these values; say how many there were."""
    return int(conn.execute(sa.delete(table).filter_by(**key)).rowcount)


def list_unrevoked(conn: Connection, table: sa.Table) -> list[Row]:
    """List what is in use, in the order of its key."""
    (column,) = table.primary_key.columns
    statement = sa.select(table).where(table.c.revoked_at.is_(None)).order_by(column)
    return list(conn.execute(statement).mappings())


def count_attempt(
    conn: Connection, key: bytes, now: datetime, window: timedelta
) -> tuple[int, datetime]:
    """Count one attempt; give the count in this window and when the window ends.

    One statement, so that attempts made at the same moment are all counted.
    """
    made = _insert(conn, attempt).values(
        key=key,
        started_at=to_us(now),
        expires_at=to_us(now + window),
        count=1,
    )
    over = attempt.c.expires_at <= to_us(now)
    counted = made.on_conflict_do_update(
        index_elements=[attempt.c.key],
        set_={
            "count": sa.case((over, 1), else_=attempt.c.count + 1),
            "started_at": sa.case((over, to_us(now)), else_=attempt.c.started_at),
            "expires_at": sa.case(
                (over, to_us(now + window)), else_=attempt.c.expires_at
            ),
        },
    ).returning(attempt.c.count, attempt.c.expires_at)
    count, expires_at = conn.execute(counted).one()
    return count, from_us(expires_at)


def try_code(
    conn: Connection, browser_digest: bytes, now: datetime, max_tries: int
) -> list[Row]:
    """Count a try against the open sign-ins of a browser, and give them."""
    statement = (
        sa.update(sign_in)
        .where(
            sign_in.c.browser_digest == browser_digest,
            sign_in.c.used_at.is_(None),
            sign_in.c.expires_at > to_us(now),
            sign_in.c.tries < max_tries,
        )
        .values(tries=sign_in.c.tries + 1)
        .returning(*sign_in.c)
    )
    return list(conn.execute(statement).mappings())


def use_sign_in(conn: Connection, link_digest: bytes, now: datetime) -> bool:
    """Use up a sign-in; only one caller ever gets True."""
    statement = (
        sa.update(sign_in)
        .where(
            sign_in.c.link_digest == link_digest,
            sign_in.c.used_at.is_(None),
            sign_in.c.expires_at > to_us(now),
        )
        .values(used_at=to_us(now))
    )
    return conn.execute(statement).rowcount == 1


def forget_person(
    conn: Connection, refs: Sequence[str], contacts: Sequence[bytes]
) -> int:
    """Delete sessions and sign-ins of a person, those too that found nobody yet."""
    mine = sa.and_(session.c.kind == "person", session.c.ref.in_(refs))
    begun = sa.or_(sign_in.c.ref.in_(refs), sign_in.c.contact_digest.in_(contacts))
    return sum(
        int(conn.execute(statement).rowcount)
        for statement in (
            sa.delete(session).where(mine),
            sa.delete(sign_in).where(begun),
        )
    )


def forget_expired(conn: Connection, now: datetime) -> int:
    """Delete counts at their end, sessions and sign-ins a day after theirs."""
    day_before = to_us(now - KEPT_AFTER_EXPIRY)
    ends = {session: day_before, sign_in: day_before, attempt: to_us(now)}
    return sum(
        int(conn.execute(sa.delete(table).where(table.c.expires_at < end)).rowcount)
        for table, end in ends.items()
    )


def _insert(conn: Connection, table: sa.Table) -> Any:  # noqa: ANN401
    # Two classes of two dialects with the same methods and no common type for them.
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
