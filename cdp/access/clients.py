"""Channel systems and other machines: their ids, scopes and secrets."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp.access import store
from cdp.access.secret import is_same, new_secret, secret_digest
from cdp.access.store import Connection, Row
from cdp.errors import ConflictError, InvalidInputError, NotFoundError

SCOPES = (
    "audit:disclose",
    "audit:read",
    "consents:read",
    "consents:write",
    "decisions:evaluate",
    "decisions:read",
    "erasures:confirm",
    "outcomes:write",
    "permits:read",
    "permits:write",
    "policies:read",
    "profiles:read",
    "requests:write",
    "segments:read",
)
SECRET_PREFIX = "acs_"  # noqa: S105  # says what it is, opens nothing
# No dot: an API key is `id.secret`.
ID_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, kw_only=True)
class Client:
    """A machine that may call, and for what."""

    id: str
    scopes: tuple[str, ...]


def add_client(
    conn: Connection, client_id: str, scopes: Iterable[str], now: datetime
) -> str:
    """Add a client and give its secret, this once.

    The API key of the client is `id.secret`.

    Raises:
        InvalidInputError: The id or a scope is not one.
        ConflictError: There is a client of this id, in use or revoked.
    """
    check_name("client", client_id)
    secret = new_secret(SECRET_PREFIX)
    added = store.add(
        conn,
        store.client,
        id=client_id,
        scopes=json.dumps(check_scopes(scopes)),
        secret_digest=secret_digest(secret),
        created_at=store.to_us(now),
    )
    if not added:
        raise ConflictError("a client of this id exists; ids are never used again")
    return secret


def rotate_client(
    conn: Connection,
    client_id: str,
    now: datetime,
    *,
    overlap: timedelta = timedelta(0),
) -> str:
    """Give a client a new secret; the old one still works for `overlap`.

    Access tokens made with the old secret run out by themselves, 15 minutes later at
    most. If it leaked, revoke the client instead: that ends its tokens at once.

    Raises:
        NotFoundError: No such client is in use.
    """
    row = store.find(conn, store.client, id=client_id, revoked_at=None)
    if row is None:
        raise NotFoundError("no client of this id is in use")
    secret = new_secret(SECRET_PREFIX)
    store.change(
        conn,
        store.client,
        client_id,
        secret_digest=secret_digest(secret),
        previous_digest=row["secret_digest"] if overlap else None,
        previous_until=store.to_us(now + overlap),
    )
    return secret


def revoke_client(conn: Connection, client_id: str, now: datetime) -> None:
    """End a client, its keys and its tokens, from the next call on.

    Raises:
        NotFoundError: No such client is in use.
    """
    if client_by_id(conn, client_id) is None:
        raise NotFoundError("no client of this id is in use")
    store.change(conn, store.client, client_id, revoked_at=store.to_us(now))


def client_by_secret(
    conn: Connection, client_id: str, secret: str, now: datetime
) -> Client | None:
    """Find the client that these credentials belong to."""
    row = store.find(conn, store.client, id=client_id, revoked_at=None)
    sent = secret_digest(secret)
    if row is None:
        return None
    until = row["previous_until"]
    previous = row["previous_digest"] if until and until > store.to_us(now) else None
    known = is_same(sent, row["secret_digest"]) or is_same(sent, previous)
    return _client(row) if known else None


def client_by_id(conn: Connection, client_id: str) -> Client | None:
    """Find a client in use."""
    row = store.find(conn, store.client, id=client_id, revoked_at=None)
    return None if row is None else _client(row)


def list_clients(conn: Connection) -> list[Client]:
    """List the clients in use."""
    return [_client(row) for row in store.list_unrevoked(conn, store.client)]


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """Give the scopes in order, each once.

    Raises:
        InvalidInputError: One is unknown, or there is none; the message lists all.
    """
    wanted = set(scopes)
    if not wanted or not wanted <= set(SCOPES):
        raise InvalidInputError({"scopes": "must be among: " + " ".join(SCOPES)})
    return sorted(wanted)


def check_name(field: str, name: str) -> None:
    """Refuse a name that could be mistaken in a header, a log or a page.

    Raises:
        InvalidInputError: The name has another form.
    """
    if not ID_FORM.fullmatch(name):
        raise InvalidInputError(
            {field: "must be up to 63 of a-z, 0-9, - and _, starting with a-z or 0-9"}
        )


def _client(row: Row) -> Client:
    return Client(id=row["id"], scopes=tuple(json.loads(row["scopes"])))
