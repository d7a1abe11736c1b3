"""Take over what sources say: merge field by field, seal, store. Asks nobody.

The caller has asked consent whether these data may be collected.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cdp.profiles import store
from cdp.profiles.body import Body, Traits, merge
from cdp.profiles.store import Connection, EventRow, ProfileRow, to_us
from cdp.vault import Keyring, RowRef, Vault
from consent import note_activity

OWN_KINDS = frozenset({"track", "page", "screen"})
# The words of Segment's e-mail and push specifications.
OF_MESSAGES = frozenset({"email", "mail", "sms", "push", "message", "notification"})
ANSWERED = frozenset({"clicked", "click", "replied", "tapped"})


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """Something a person did; `name` is kept in clear, so it must be a plain name."""

    id: str
    record: str
    subject: str
    source: str
    kind: str
    name: str
    at: datetime
    document: Mapping[str, object] = field(repr=False)


def apply(
    conn: Connection, vault: Vault, page: Sequence[Traits], now: datetime
) -> None:
    """Merge what a page of events says into the profiles of their records.

    One query for keys, one for profiles, one statement to write, whatever the size.

    Raises:
        KeyDestroyedError: A subject was erased; nothing of the page may be stored.
    """
    subjects = {one.subject for one in page}
    keyring = vault.keyring(conn, subjects)
    rows = store.profiles_of(conn, subjects)
    bodies = {row.record: open_body(keyring, row) for row in rows}
    before = dict(bodies)
    owners: dict[str, str] = {}
    for one in page:
        bodies[one.record] = merge(bodies.get(one.record, {}), one)
        owners[one.record] = one.subject
    store.put_profiles(
        conn,
        [
            _sealed(keyring, record, subject, bodies[record], to_us(now))
            for record, subject in owners.items()
            if bodies[record] != before.get(record)
        ],
    )


def add_events(
    conn: Connection, vault: Vault, page: Iterable[NewEvent], now: datetime
) -> None:
    """Store events and put them before the journeys."""
    every = list(page)
    keyring = vault.keyring(conn, {one.subject for one in every})
    rows = [_event_row(keyring, one, to_us(now)) for one in every]
    store.insert_events(conn, rows)
    note_activity(conn, [(one.subject, one.at) for one in every if is_own(one)])


def is_own(event: NewEvent) -> bool:
    """Whether the person did it: not a system about them, nor a mail that was opened.

    What channels report of their own messages counts only when somebody answered.
    """
    if event.kind not in OWN_KINDS:
        return False
    words = re.split(r"[^a-z]+", event.name.casefold())
    return not OF_MESSAGES & {*words} or bool(ANSWERED & {*words})


def open_body(keyring: Keyring, row: ProfileRow) -> Body:
    """Open the profile of one record."""
    opened = keyring.open(row.subject, "profile", _place(row.record), row.body_sealed)
    return json.loads(opened.raw)  # type: ignore[no-any-return]  # we sealed it so


def _sealed(
    keyring: Keyring, record: str, subject: str, body: Body, updated_us: int
) -> ProfileRow:
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return ProfileRow(
        record=record,
        subject=subject,
        body_sealed=keyring.seal(subject, "profile", _place(record), raw),
        updated_us=updated_us,
    )


def _place(record: str) -> RowRef:
    return RowRef("profile", record, "body")


def event_place(event_id: str) -> RowRef:
    """Name where the sealed part of an event is."""
    return RowRef("event", event_id, "body")


def _event_row(keyring: Keyring, one: NewEvent, received_us: int) -> EventRow:
    raw = json.dumps(one.document, ensure_ascii=False, separators=(",", ":")).encode()
    return EventRow(
        id=one.id,
        record=one.record,
        subject=one.subject,
        source=one.source,
        kind=one.kind,
        name=one.name,
        at_us=to_us(one.at),
        received_us=received_us,
        body_sealed=keyring.seal(one.subject, "event", event_place(one.id), raw),
    )
