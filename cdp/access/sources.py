"""Sources: what sends events and records, each with a write key and one purpose."""

from dataclasses import dataclass
from datetime import datetime

from cdp.access import store
from cdp.access.clients import check_name
from cdp.access.secret import new_secret, secret_digest
from cdp.access.store import Connection, Row
from cdp.errors import ConflictError, NotFoundError

KEY_PREFIX = "acw_"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where data comes from, and the purpose it is collected for."""

    name: str
    purpose: str


def add_source(
    conn: Connection, name: str, purpose: str = "service_messages", *, now: datetime
) -> str:
    """Add a source and give its write key, this once.

    Raises:
        InvalidInputError: The name is not one.
        ConflictError: There is a source of this name, in use or revoked.
    """
    check_name("source", name)
    key = new_secret(KEY_PREFIX)
    added = store.add(
        conn,
        store.source,
        name=name,
        purpose=purpose,
        key_digest=secret_digest(key),
        created_at=store.to_us(now),
    )
    if not added:
        raise ConflictError("a source of this name exists")
    return key


def rotate_source(conn: Connection, name: str) -> str:
    """Give a source a new write key; the old one ends at once.

    Raises:
        NotFoundError: No such source is in use.
    """
    if source_by_name(conn, name) is None:
        raise NotFoundError("no source of this name is in use")
    key = new_secret(KEY_PREFIX)
    store.change(conn, store.source, name, key_digest=secret_digest(key))
    return key


def revoke_source(conn: Connection, name: str, now: datetime) -> None:
    """End a source; what it sent stays.

    Raises:
        NotFoundError: No such source is in use.
    """
    if source_by_name(conn, name) is None:
        raise NotFoundError("no source of this name is in use")
    store.change(conn, store.source, name, revoked_at=store.to_us(now))


def source_by_key(conn: Connection, key: str) -> Source | None:
    """Find the source that a write key belongs to."""
    # Found by digest: which digests exist tells nothing about a key.
    digest = secret_digest(key)
    return _source(store.find(conn, store.source, key_digest=digest, revoked_at=None))


def source_by_name(conn: Connection, name: str) -> Source | None:
    """Find a source in use."""
    return _source(store.find(conn, store.source, name=name, revoked_at=None))


def list_sources(conn: Connection) -> list[Source]:
    """List the sources in use."""
    rows = store.list_unrevoked(conn, store.source)
    return [Source(name=row["name"], purpose=row["purpose"]) for row in rows]


def _source(row: Row | None) -> Source | None:
    return None if row is None else Source(name=row["name"], purpose=row["purpose"])
