"""Frequency caps: count touches over a whole circle, reserve a share, give it back.

The caps themselves are data of the policies, wishes are acts of the ledger; whether a
full one refuses is the policy's word. All of it runs in the caller's transaction, after
`lock_circle`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from consent import store
from consent.cap_register import Cap, Contact
from consent.store import Connection
from consent.subject import Circle, Wish
from consent.windows import Window

# No permit lives longer, so no reservation is older than this.
LONGEST_PERMIT: Final = timedelta(days=1)
# A wish is about advertising, like a cap that does not say otherwise.
_WISHED: Final = frozenset({"marketing", "mixed"})

Zones = Callable[[], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Touch:
    """What a permit reserves: one contact with one person."""

    id: str
    permit: str
    subject: str
    channel: str
    purpose: str
    content_class: str
    campaign: str | None


@dataclass(frozen=True, kw_only=True)
class Usage:
    """How far each cap is used, when a full one has room again, the next change."""

    counts: Mapping[str, int]
    free_at: Mapping[str, datetime]
    next_change: Mapping[str, datetime]


def cap_of_wish(wish: Wish, windows: Mapping[str, Window]) -> Cap:
    """Read a wish as a cap; equal wishes of several subjects are one cap."""
    scope = (wish.per, str(wish.at_most), wish.purpose or "", wish.channel or "")
    return Cap(
        id=":".join(("wish", *scope)),
        limit=wish.at_most,
        window=windows[wish.per],
        content_classes=_WISHED,
        channels=frozenset({wish.channel} if wish.channel else ()),
        purposes=frozenset({wish.purpose} if wish.purpose else ()),
    )


def lock_circle(conn: Connection, circle: Circle, extra: Iterable[str] = ()) -> None:
    """Let no other transaction decide about this circle until this one ends.

    Must be the first statement that concerns the circle: read the clock and the
    facts after it, never before.
    """
    store.lock_subjects(conn, {*circle.all_subjects, *extra})


def read_touches(
    conn: Connection, reach: timedelta, subjects: Sequence[str], now: datetime
) -> Sequence[store.Row]:
    """Read every touch of these subjects that a window of this reach may count now."""
    if not subjects:
        return ()
    return store.touches(
        conn,
        subjects,
        since_us=store.to_us(now - max(reach, LONGEST_PERMIT)),
        now_us=store.to_us(now),
    )


def count_touches(
    caps: Sequence[Cap],
    rows: Sequence[store.Row],
    asked: Contact,
    zones: Zones,
    now: datetime,
) -> Usage:
    """Count the touches of one circle, of all its subjects, against every cap.

    A sent touch counts for the window after it was sent, an attempt that failed where
    attempts count; a reservation counts until it expires. `zones` gives all that may be
    the person's, for calendar windows.
    """
    counts: dict[str, int] = {}
    free_at: dict[str, datetime] = {}
    next_change: dict[str, datetime] = {}
    had = [(row, _contact(row)) for row in rows]
    for cap in caps:
        ours = [row for row, one in had if cap.counts(one, asked)]
        leaving = _leaving(cap, ours, zones, now)
        counts[cap.id] = len(leaving)
        if leaving:
            next_change[cap.id] = leaving[0]
        if len(leaving) >= cap.limit:
            free_at[cap.id] = leaving[len(leaving) - cap.limit]
    return Usage(counts=counts, free_at=free_at, next_change=next_change)


def _contact(row: store.Row) -> Contact:
    return Contact(
        channel=row["channel"],
        purpose=row["purpose"],
        content_class=row["content_class"],
        campaign=row["campaign"],
    )


def _leaving(
    cap: Cap, rows: Sequence[store.Row], zones: Zones, now: datetime
) -> list[datetime]:
    """List when each touch that counts now stops counting, soonest first."""
    times = []
    for row in rows:
        if row["state"] == "reserved":
            times.append(store.from_us(row["expires_us"]))
        elif row["state"] == "sent" or cap.attempts:
            at = store.from_us(row["at_us"])
            where = zones() if cap.window.is_calendar else ()
            times.append(cap.window.end(at, where))
    return sorted(time for time in times if time > now)


def reserve(
    conn: Connection, touch: Touch, *, now: datetime, expires_at: datetime
) -> None:
    """Take one share of every cap that counts this touch, until `expires_at`."""
    store.insert(
        conn,
        store.contacts,
        {
            "id": touch.id,
            "permit": touch.permit,
            "subject": touch.subject,
            "channel": touch.channel,
            "purpose": touch.purpose,
            "content_class": touch.content_class,
            "campaign": touch.campaign,
            "state": "reserved",
            "at_us": store.to_us(now),
            "expires_us": store.to_us(expires_at),
        },
    )


def keep(conn: Connection, permit: str, *, sent_at: datetime) -> None:
    """Record that the touch happened; it counts from `sent_at` in any case."""
    changes = {"state": "sent", "at_us": store.to_us(sent_at)}
    store.change_contact(conn, permit, changes)


def release(conn: Connection, permit: str) -> None:
    """Give a reserved share back; a touch that happened stays counted."""
    store.change_contact(conn, permit, {"state": "released"}, only=("reserved",))


def fail(conn: Connection, permit: str, *, tried_at: datetime) -> None:
    """Give the share back, and keep the attempt for the caps that count attempts."""
    changes = {"state": "failed", "at_us": store.to_us(tried_at)}
    store.change_contact(conn, permit, changes, only=("reserved", "released"))
