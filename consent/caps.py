"""Frequency caps: count touches over a whole circle, reserve a share, give it back.

The caps themselves are data of the policies; whether one refuses is the policy's
word. All of it runs in the caller's transaction, after `lock_circle`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent import store
from consent.store import Connection
from consent.subject import Circle


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most `limit` touches in `window`, over these channels and content classes."""

    id: str
    limit: int
    window: timedelta
    channels: frozenset[str]  # empty: all of them
    content_classes: frozenset[str]  # empty: all but pure service messages

    def counts(self, channel: str, content_class: str) -> bool:
        """Whether a touch of this kind counts here."""
        if not self.is_about(channel):
            return False
        if self.content_classes:
            return content_class in self.content_classes
        return content_class != "service"

    def is_about(self, channel: str | None) -> bool:
        """Whether the cap has a say on this channel."""
        return not self.channels or channel in self.channels


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


def read_caps(data: Mapping[str, object]) -> tuple[Cap, ...]:
    """Read the caps from the policies' data (`data.caps`)."""
    return tuple(
        _read_cap(cap_id, row)
        for cap_id, row in sorted(data.items())
        if isinstance(row, Mapping)
    )


def _read_cap(cap_id: str, row: Mapping[str, object]) -> Cap:
    return Cap(
        id=cap_id,
        limit=int(str(row["limit"])),
        window=timedelta(days=int(str(row["window_days"]))),
        channels=_words(row.get("channels")),
        content_classes=_words(row.get("content_classes")),
    )


def _words(value: object) -> frozenset[str]:
    words = value if isinstance(value, Sequence) else ()
    return frozenset(str(word) for word in words) - {"*", "all"}


def lock_circle(conn: Connection, circle: Circle, extra: Iterable[str] = ()) -> None:
    """Let no other transaction decide about this circle until this one ends.

    Must be the first statement that concerns the circle: read the clock and the
    facts after it, never before.
    """
    store.lock_subjects(conn, {*circle.all_subjects, *extra})


def read_touches(
    conn: Connection, caps: Sequence[Cap], subjects: Sequence[str], now: datetime
) -> Sequence[store.Row]:
    """Read every touch of these subjects that some cap may count now."""
    if not caps or not subjects:
        return ()
    longest = max(cap.window for cap in caps)
    return store.touches(
        conn,
        subjects,
        since_us=store.to_us(now - longest),
        now_us=store.to_us(now),
    )


def count_touches(
    caps: Sequence[Cap], rows: Sequence[store.Row], now: datetime
) -> Usage:
    """Count the touches of one circle, of all its subjects, against every cap.

    A sent touch counts for the window after it was sent; a reservation counts until
    it expires.
    """
    counts: dict[str, int] = {}
    free_at: dict[str, datetime] = {}
    next_change: dict[str, datetime] = {}
    for cap in caps:
        leaving = _leaving(cap, rows, now)
        counts[cap.id] = len(leaving)
        if leaving:
            next_change[cap.id] = leaving[0]
        if len(leaving) >= cap.limit > 0:
            free_at[cap.id] = leaving[len(leaving) - cap.limit]
    return Usage(counts=counts, free_at=free_at, next_change=next_change)


def measure(
    conn: Connection, caps: Sequence[Cap], circle: Circle, now: datetime
) -> Usage:
    """Read and count for one circle."""
    rows = read_touches(conn, caps, circle.all_subjects, now)
    return count_touches(caps, rows, now)


def _leaving(cap: Cap, rows: Sequence[store.Row], now: datetime) -> list[datetime]:
    """List when each touch that counts now stops counting, soonest first."""
    times = []
    for row in rows:
        if not cap.counts(row["channel"], row["content_class"]):
            continue
        if row["state"] == "reserved":
            times.append(store.from_us(row["expires_us"]))
        else:
            times.append(store.from_us(row["at_us"]) + cap.window)
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
    store.change_contact(conn, permit, {"state": "released"}, only="reserved")
