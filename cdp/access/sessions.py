"""Browser sessions: rows on the server, a random token in the cookie."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cdp.access import store
from cdp.access.secret import derived, is_same, new_secret, secret_digest
from cdp.access.store import Connection, Row

SessionKind = Literal["person", "staff"]

TOKEN_PREFIX = "act_"  # noqa: S105  # says what it is, opens nothing
LIFETIME = timedelta(hours=8)
IDLE = timedelta(minutes=30)
TOUCH_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Session:
    """Who is signed in: a person by reference, or staff by name."""

    kind: SessionKind
    ref: str
    roles: frozenset[str]
    csrf: str
    created_at: datetime
    proved_at: datetime
    seen_at: datetime
    expires_at: datetime

    def has_role(self, *roles: str) -> bool:
        """Say whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    def is_fresh(self, now: datetime, within: timedelta = FRESH) -> bool:
        """Say whether who it is was proved just now, as erasure and export ask."""
        return now - self.proved_at <= within

    def needs_touch(self, now: datetime) -> bool:
        """Say whether `touch_session` is due; not on every request, writes cost."""
        return now - self.seen_at >= TOUCH_EVERY


def create_session(
    conn: Connection,
    kind: SessionKind,
    ref: str,
    roles: Iterable[str],
    now: datetime,
) -> str:
    """Begin a session and give its token, for the cookie.

    Always a new token at sign-in, so that a token planted before is worth nothing.
    """
    token = new_secret(TOKEN_PREFIX)
    at = store.to_us(now)
    store.add(
        conn,
        store.session,
        token_digest=secret_digest(token),
        kind=kind,
        ref=ref,
        roles=json.dumps(sorted(set(roles))),
        created_at=at,
        proved_at=at,
        seen_at=at,
        expires_at=store.to_us(now + LIFETIME),
    )
    return token


def session(conn: Connection, token: str, now: datetime) -> Session | None:
    """Read a session that has not ended; writes nothing."""
    row = store.find(conn, store.session, token_digest=secret_digest(token))
    if row is None or _is_over(row, now):
        return None
    return Session(
        kind=row["kind"],
        ref=row["ref"],
        roles=frozenset(json.loads(row["roles"])),
        csrf=csrf_token(token),
        created_at=store.from_us(row["created_at"]),
        proved_at=store.from_us(row["proved_at"]),
        seen_at=store.from_us(row["seen_at"]),
        expires_at=store.from_us(row["expires_at"]),
    )


def touch_session(conn: Connection, token: str, now: datetime) -> bool:
    """Note that the session is in use, or it ends after half an hour."""
    if session(conn, token, now) is None:
        return False
    digest = secret_digest(token)
    return store.change(conn, store.session, digest, seen_at=store.to_us(now))


def prove_session(conn: Connection, token: str, now: datetime) -> bool:
    """Note that who it is was just proved again."""
    if session(conn, token, now) is None:
        return False
    at = store.to_us(now)
    digest = secret_digest(token)
    return store.change(conn, store.session, digest, seen_at=at, proved_at=at)


def end_session(conn: Connection, token: str) -> bool:
    """Sign out; say whether there was a session."""
    return store.remove(conn, store.session, token_digest=secret_digest(token)) == 1


def end_sessions(conn: Connection, kind: SessionKind, ref: str) -> int:
    """Sign somebody out everywhere; say from how many sessions."""
    return store.remove(conn, store.session, kind=kind, ref=ref)


def csrf_token(token: str) -> str:
    """Give the value that every form of this session (or browser) must carry."""
    return derived(token, "csrf/v1")


def is_csrf_token(token: str, sent: str) -> bool:
    """Say whether a form carried the value of this session (or browser)."""
    return is_same(csrf_token(token).encode(), sent.encode("utf-8", "replace"))


def _is_over(row: Row, now: datetime) -> bool:
    idle_at = store.from_us(row["seen_at"]) + IDLE
    return now >= min(idle_at, store.from_us(row["expires_at"]))
