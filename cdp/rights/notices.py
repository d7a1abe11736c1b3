"""Telling systems outside that somebody was erased, until each has confirmed (GDPR 19).

A notice names the permits and decisions that the system was given about the person, and
never an address. Systems fetch their notices or are called; either way they answer.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit import new_id
from cdp.database import Connection
from cdp.errors import ChannelError, NotFoundError
from cdp.rights import store
from cdp.rights.store import from_us, to_us
from consent import Shared

ANSWER_WITHIN = timedelta(days=10)
REMIND_EVERY = timedelta(days=1)
TRY_AGAIN_AFTER = timedelta(minutes=1)
MOST_REFS = 500
ANSWERS = ("confirmed", "failed")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one system was told, and where that stands."""

    id: str
    request: str
    system: str
    role: str
    state: str  # asked, confirmed or failed
    asked_at: datetime
    due_at: datetime
    tries: int
    settled_at: datetime | None
    settled_by: str | None
    refs: tuple[str, ...]

    def is_overdue(self, now: datetime) -> bool:
        """Tell if the system should have confirmed."""
        return self.state != "confirmed" and now > self.due_at

    def standing(self, now: datetime) -> str:
        """Say confirmed, failed, overdue or asked."""
        return "overdue" if self.is_overdue(now) else self.state

    def to_document(self, now: datetime) -> dict[str, object]:
        """Give what the system, and whoever watches it, may read."""
        return {
            "id": self.id,
            "request": self.request,
            "system": self.system,
            "role": self.role,
            "state": self.standing(now),
            "asked_at": self.asked_at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "refs": list(self.refs),
        }


def ask(
    conn: Connection, request_id: str, shared: Iterable[Shared], now: datetime
) -> None:
    """Note that these systems are asked; the calls follow once this is committed."""
    rows = [
        {
            "id": new_id("ntc", now),
            "request": request_id,
            "system": one.system,
            "role": one.role,
            "state": "asked",
            "asked_us": to_us(now),
            "due_us": to_us(now + ANSWER_WITHIN),
            "tries": 0,
            "next_us": to_us(now),
            "refs_json": json.dumps(list(one.refs[-MOST_REFS:])),
        }
        for one in shared
    ]
    store.insert(conn, store.notice, *rows)


def of_request(conn: Connection, request_id: str) -> list[Notice]:
    """List whom a request was passed on to, and what they said."""
    return [_read(row) for row in store.notices_of(conn, request_id)]


def waiting_for(conn: Connection, system: str) -> list[Notice]:
    """List what a system has not confirmed yet."""
    return [_read(row) for row in store.notices_for(conn, system)]


def answer(
    conn: Connection,
    notice_id: str,
    state: str,
    *,
    by: str,
    now: datetime,
    system: str | None = None,
) -> Notice:
    """Keep what a system says: it is done, or it failed; what is confirmed stays so.

    Raises:
        NotFoundError: There is no such notice (for this system).
    """
    row = store.load(conn, store.notice, notice_id, for_change=True)
    if row is None or (system is not None and row["system"] != system):
        raise NotFoundError("there is no such notice")
    if row["state"] != "confirmed":
        changed: dict[str, object] = {"state": state, "settled_by": by}
        changed["settled_us"] = to_us(now)
        if state == "confirmed":
            changed["refs_json"] = "[]"  # nobody needs to know by what any more
        store.update(conn, store.notice, notice_id, **changed)
    return of_id(conn, notice_id)


def of_id(conn: Connection, notice_id: str) -> Notice:
    """Read one notice.

    Raises:
        NotFoundError: There is no such notice.
    """
    row = store.load(conn, store.notice, notice_id)
    if row is None:
        raise NotFoundError("there is no such notice")
    return _read(row)


def due(conn: Connection, now: datetime) -> list[Notice]:
    """List what is to be said, or said again."""
    return [_read(row) for row in store.notices_due(conn, now)]


def was_called(
    conn: Connection, notice: Notice, err: ChannelError | None, now: datetime
) -> None:
    """Note that a system was called, and when to call it next.

    A call that failed is repeated after a minute, two, four … up to a day; one that
    arrived is repeated every day until the system confirms.
    """
    tries = notice.tries + 1
    wait = REMIND_EVERY
    if err is not None:
        wait = min(REMIND_EVERY, TRY_AGAIN_AFTER * 2 ** min(notice.tries, 11))
    changed: dict[str, object] = {"tries": tries, "next_us": to_us(now + wait)}
    store.update(conn, store.notice, notice.id, **changed)


def _read(row: store.Row) -> Notice:
    settled = row["settled_us"]
    return Notice(
        id=row["id"],
        request=row["request"],
        system=row["system"],
        role=row["role"],
        state=row["state"],
        asked_at=from_us(row["asked_us"]),
        due_at=from_us(row["due_us"]),
        tries=row["tries"],
        settled_at=None if settled is None else from_us(settled),
        settled_by=row["settled_by"],
        refs=tuple(json.loads(row["refs_json"])),
    )
