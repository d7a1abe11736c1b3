"""Open profiles: as facts for a rule, as a view for the person, as one address.

Everything opened here lives in memory only.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cdp.errors import NotFoundError
from cdp.profiles import store
from cdp.profiles.apply import event_place, open_body
from cdp.profiles.body import Body, replaced, values
from cdp.profiles.facts import CONTACT_FIELDS, Known, reduce_facts
from cdp.profiles.store import Connection, Waiting, from_us
from cdp.vault import Opened, Vault
from consent import Circle, Permit, PersonFacts, SubjectId, Tie

ROWS_AT_A_TIME = 1_000
# How linking names what sources call traits.
COLUMNS = {
    "given_name": "firstName",
    "family_name": "lastName",
    "born": "birthday",
    "email": "email",
    "phone": "phone",
    "loyalty_id": "loyaltyId",
    "national_id": "nationalId",
}
ADDRESS_COLUMNS = {
    "street": "street",
    "city": "city",
    "postal_code": "postalCode",
    "region": "region",
    "country": "country",
}


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one record says of a field, from where and since when."""

    value: object = field(repr=False)
    source: str
    at: datetime
    record: str
    subject: str
    tie: Tie


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """One field of the whole person: the value that counts, and what else is said."""

    name: str
    best: Value
    others: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EventView:
    """One event, opened."""

    id: str
    subject: str
    source: str
    kind: str
    name: str
    at: datetime
    received_at: datetime
    document: Mapping[str, object] = field(repr=False)


def facts(
    conn: Connection, vault: Vault, circle: Circle, *, today: datetime | None = None
) -> PersonFacts:
    """Give what the rules need to know of a person, and not more."""
    return facts_page(conn, vault, [circle], today=today)[0]


def facts_page(
    conn: Connection,
    vault: Vault,
    circles: Sequence[Circle],
    *,
    arriving: Mapping[str, Mapping[str, object]] | None = None,
    today: datetime | None = None,
) -> list[PersonFacts]:
    """Give the facts of many people in two queries.

    `arriving` are values by subject that are about to be stored, if consent says yes.
    """
    subjects = {one for circle in circles for one in circle.all_subjects}
    known: dict[str, list[tuple[Mapping[str, object], Mapping[str, datetime]]]] = {}
    for subject, (_, body) in open_profiles(conn, vault, subjects):
        known.setdefault(subject, []).append((values(body), replaced(body)))
    for subject, traits in (arriving or {}).items():
        known.setdefault(subject, []).append((traits, {}))
    return [
        reduce_facts(
            [
                Known(tie=tie, traits=traits, since=since)
                for subject, tie in circle.subjects
                for traits, since in known.get(subject, ())
            ],
            today=today,
        )
        for circle in circles
    ]


def _sure(circle: Circle) -> list[SubjectId]:
    return [who for who, tie in circle.subjects if tie is not Tie.POSSIBLE]


def open_profiles(
    conn: Connection, vault: Vault, subjects: Iterable[str]
) -> Iterator[tuple[str, tuple[str, Body]]]:
    """Give (subject, (record, body)) for each profile that can still be opened."""
    rows = store.profiles_of(conn, subjects)
    keyring = vault.keyring(conn, {row.subject for row in rows})
    for row in rows:
        if keyring.holds(row.subject, "profile"):
            yield row.subject, (row.record, open_body(keyring, row))


def view(conn: Connection, vault: Vault, circle: Circle) -> tuple[FieldView, ...]:
    """Give the whole person: per field the newest value, its source and time, the rest.

    What only may be the same person (POSSIBLE) is left out: it may be somebody else's.
    """
    ties = dict(circle.subjects)
    fields: dict[str, list[Value]] = {}
    for subject, (record, body) in open_profiles(conn, vault, _sure(circle)):
        for name, one in body.items():
            fields.setdefault(name, []).append(
                Value(
                    value=one["value"],
                    source=str(one["source"]),
                    at=datetime.fromisoformat(str(one["at"])),
                    record=record,
                    subject=subject,
                    tie=ties[SubjectId(subject)],
                )
            )
    return tuple(_field_view(name, fields[name]) for name in sorted(fields))


def _field_view(name: str, found: list[Value]) -> FieldView:
    order = list(Tie)
    found.sort(key=lambda one: (one.at, -order.index(one.tie)), reverse=True)
    return FieldView(name=name, best=found[0], others=tuple(found[1:]))


def contact_point(
    conn: Connection, vault: Vault, permit: Permit, circle: Circle | None = None
) -> Opened:
    """Open the one address that a permit allows to use, and nothing else.

    Of the permit's subject; when it has none and the caller knows the circle, of those
    tied to it exactly: where a grant does not reach, no address is opened.

    Raises:
        NotFoundError: There is no such address; the message cannot go out.
    """
    order = [permit.subject]
    if circle is not None and permit.subject in circle.all_subjects:
        order += [one for one, tie in circle.subjects if tie.carries_grants]
    wanted = CONTACT_FIELDS.get(permit.channel or "")
    found = {
        subject: values(body).get(wanted or "")
        for subject, (_, body) in open_profiles(conn, vault, order)
    }
    for subject in order:
        point = found.get(subject)
        if point:
            text = point if isinstance(point, str) else json.dumps(point)
            return Opened(text.encode())
    raise NotFoundError("this person has no address for this channel")


def link_rows(
    conn: Connection, vault: Vault, *, at_a_time: int = ROWS_AT_A_TIME
) -> Iterator[list[dict[str, object]]]:
    """Give all profiles as rows for linking, a chunk at a time; for memory only."""
    after = ""
    while rows := store.profile_page(conn, after, at_a_time):
        keyring = vault.keyring(conn, {row.subject for row in rows})
        yield [
            {"record": row.record, **_columns(open_body(keyring, row))}
            for row in rows
            if keyring.holds(row.subject, "profile")
        ]
        after = rows[-1].record


def _columns(body: Body) -> dict[str, object]:
    known = values(body)
    sources = sorted({str(one["source"]) for one in body.values()})
    address = known.get("address")
    parts = address if isinstance(address, dict) else {}
    return (
        {"source": sources[0] if sources else ""}
        | {column: known.get(name) for column, name in COLUMNS.items()}
        | {column: parts.get(name) for column, name in ADDRESS_COLUMNS.items()}
    )


def take_new_events(conn: Connection, limit: int = 500) -> list[Waiting]:
    """Take the oldest events that journeys have not seen; they are given once."""
    return store.take_waiting(conn, limit)


def event(conn: Connection, vault: Vault, event_id: str) -> EventView | None:
    """Open one event; None when it is gone."""
    row = store.event_by_id(conn, event_id)
    return next(iter(_open_events(conn, vault, [row] if row else [])), None)


def events(
    conn: Connection, vault: Vault, subjects: Iterable[str], *, limit: int = 1_000
) -> list[EventView]:
    """Open the newest events of these subjects."""
    rows = store.events_of(conn, subjects, limit)
    return list(_open_events(conn, vault, rows))


def _open_events(
    conn: Connection, vault: Vault, rows: Sequence[store.EventRow]
) -> Iterator[EventView]:
    keyring = vault.keyring(conn, {row.subject for row in rows})
    for row in rows:
        if not keyring.holds(row.subject, "event"):
            continue
        place = event_place(row.id)
        opened = keyring.open(row.subject, "event", place, row.body_sealed)
        yield EventView(
            id=row.id,
            subject=row.subject,
            source=row.source,
            kind=row.kind,
            name=row.name,
            at=from_us(row.at_us),
            received_at=from_us(row.received_us),
            document=json.loads(opened.raw),
        )
