"""Limits on attempts, counted in the database: they hold across processes and restarts.

An attempt counts when its transaction commits. A check that fails therefore answers
with None, and does not raise: an error would roll the count back.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cdp.access import store
from cdp.access.store import Connection
from cdp.errors import TooManyError


@dataclass(frozen=True)
class Limit:
    """So many attempts for one key in one window of time."""

    name: str
    attempts: int
    window: timedelta


def count_attempt(
    conn: Connection, limit: Limit, key: str | bytes, now: datetime
) -> None:
    """Count an attempt before it is made.

    `key` says whose attempts count together; pass a keyed digest for anything personal.

    Raises:
        TooManyError: The attempt must not be made.
    """
    count, ends_at = store.count_attempt(conn, _key(limit, key), now, limit.window)
    if count > limit.attempts:
        wait = math.ceil((ends_at - now).total_seconds())
        raise TooManyError(
            "too many attempts; wait before the next", retry_after_seconds=wait
        )


def forgive(conn: Connection, limit: Limit, key: str | bytes) -> None:
    """Begin anew: the last attempt was good."""
    store.remove(conn, store.attempt, key=_key(limit, key))


def _key(limit: Limit, key: str | bytes) -> bytes:
    raw = key if isinstance(key, bytes) else key.encode()
    return sha256(limit.name.encode() + b"\0" + raw).digest()
