"""What comes back: when a person last answered, and when an address last failed.

Kept beside the ledger as two instants for each way to a person, so that a question
needs one short read. An opened mail is no answer: machines open mails too.

Source: CNIL, reference on commercial management (the last contact that comes from the
person; opening a mail is not one); GDPR 5(1)(d) for addresses known to be wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from consent import reach_store, store
from consent.store import Connection
from consent.subject import Reach

ANSWERS: Final = frozenset({"clicked", "converted"})
FAILURE: Final = "bounced"
ACTIVITY: Final = ""  # what a person does of itself comes by no channel of ours


def note_activity(conn: Connection, seen: Iterable[tuple[str, datetime]]) -> None:
    """Keep when people last did something of their own accord; older news is none."""
    newest: dict[str, datetime] = {}
    for subject, at in seen:
        newest[subject] = max(at, newest.get(subject, at))
    rows = [
        _row(subject, ACTIVITY, answered=store.to_us(at))
        for subject, at in sorted(newest.items())
    ]
    reach_store.put_answers(conn, rows)


def forget_activity(conn: Connection, subjects: Iterable[str]) -> None:
    """Delete what these people did of their own accord: it goes with their events."""
    reach_store.delete_reach(conn, sorted(set(subjects)), ACTIVITY)


def note_outcome(
    conn: Connection, subject: str, channel: str | None, status: str, at: datetime
) -> None:
    """Keep an answer or a failure; other outcomes say nothing. Locks are the caller's.

    The caller reports each outcome of a permit once.
    """
    if channel is None:
        return
    if status in ANSWERS:
        reach_store.put_answers(
            conn, [_row(subject, channel, answered=store.to_us(at))]
        )
    elif status == FAILURE:
        _note_failure(conn, subject, channel, store.to_us(at))


def _note_failure(conn: Connection, subject: str, channel: str, at_us: int) -> None:
    known = store.load(conn, store.reach, subject=subject, channel=channel)
    if known is None:
        row = {**_row(subject, channel), "bounced_us": at_us}
        store.insert(conn, store.reach, row)
        return
    before, last = sorted((at_us, known["bounced_us"], known["bounced_before_us"]))[1:]
    changes = {"bounced_us": last, "bounced_before_us": before}
    reach_store.change_reach(conn, subject, channel, changes)


def read_reach(
    conn: Connection, subjects: Sequence[str]
) -> Mapping[str, Sequence[store.Row]]:
    """Read what came back from everybody asked about, with one query."""
    found: dict[str, list[store.Row]] = {}
    for row in reach_store.reach_of(conn, subjects) if subjects else ():
        found.setdefault(row["subject"], []).append(row)
    return found


def sum_up(rows: Iterable[store.Row], channel: str | None) -> Reach:
    """Give the reach of one circle by one channel."""
    ours = list(rows)
    answered = max((row["answered_us"] for row in ours), default=0)
    failures = [
        us
        for row in ours
        if row["channel"] == channel
        for us in (row["bounced_us"], row["bounced_before_us"])
        if us
    ]
    return Reach(
        answered_at=store.from_us(answered) if answered else None,
        bounced=tuple(store.from_us(us) for us in sorted(failures)[-2:]),
    )


def _row(subject: str, channel: str, *, answered: int = 0) -> dict[str, object]:
    return {
        "subject": subject,
        "channel": channel,
        "answered_us": answered,
        "bounced_us": 0,
        "bounced_before_us": 0,
    }
