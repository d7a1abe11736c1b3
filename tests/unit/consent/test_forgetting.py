"""What consent keeps of somebody erased leads to nobody."""

import json

import pytest

from consent import Refusal, forget_subjects, forgetting, shared_with, store
from consent.forgetting_store import decisions_of
from consent.permits import Permit
from consent.reach import note_activity
from tests.unit.consent.room import (
    LEA,
    NEWSLETTER,
    NOON,
    TOM,
    Room,
    act,
    ask,
    circle,
    make_room,
)

SERVICE = {"purpose": "service_messages", "content_class": "service"}
SERVICE_MAIL = {**NEWSLETTER, **SERVICE}
MAIL_HOUSE = {"id": "mail-house", "role": "processor", "country": "FR"}


@pytest.fixture
def room(any_database) -> Room:
    made = make_room(any_database)
    made.say(act())
    return made


def rows(room: Room, table) -> list:
    with room.database.reading() as conn:
        return list(conn.execute(table.select()).mappings())


def forget(room: Room) -> dict[str, int]:
    with room.database.transaction() as conn:
        return forget_subjects(conn, [LEA])


def test_contacts_and_reach_go_and_decisions_name_nobody(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_PAGE", 1)
    permit = room.permit(ask())
    assert isinstance(permit, Permit)
    room.decide(ask())
    with room.database.transaction() as conn:
        note_activity(conn, [(LEA, NOON)])
    before = [json.loads(row["document_json"]) for row in rows(room, store.decisions)]
    assert forget(room) == {"contacts": 1, "reach": 1, "permits": 1, "decisions": 2}
    assert rows(room, store.contacts) == rows(room, store.reach) == []
    for row, old in zip(rows(room, store.decisions), before, strict=True):
        document = json.loads(row["document_json"])
        assert (row["subject"], row["person"]) == (None, None)
        assert document["question"]["circle"] == []
        assert document["evidence"] == {}
        assert document["reasons"] == old["reasons"]
        assert LEA not in row["document_json"]
    assert rows(room, store.permits)[0]["person"] is None
    with room.database.reading() as conn:
        assert decisions_of(conn, [LEA], limit=9) == []
    assert forget(room) == {"contacts": 0, "reach": 0, "permits": 0, "decisions": 0}


def test_choices_and_receipts_stay(room: Room) -> None:
    forget(room)
    assert len(rows(room, store.acts)) == len(rows(room, store.receipts)) == 1


def test_another_person_loses_nothing(room: Room) -> None:
    other = circle(who=TOM)
    room.permit(ask(about=other))
    kept = rows(room, store.decisions)
    forget(room)
    assert rows(room, store.decisions) == kept


def test_everybody_who_was_allowed_something_is_told(room: Room) -> None:
    permit = room.permit(ask())
    assert isinstance(permit, Permit)
    decided = room.decide(ask(SERVICE_MAIL))
    assert decided.allowed
    refused = room.permit(ask({**NEWSLETTER, "purpose": "offers"}))
    assert isinstance(refused, Refusal)
    with room.database.reading() as conn:
        told = shared_with(conn, [LEA])
    assert [(one.role, one.system) for one in told] == [("channel", "email-esp")]
    assert set(told[0].refs) == {permit.id, decided.id}


def test_a_source_and_whom_data_were_handed_to_are_told_as_such(room: Room) -> None:
    collected = room.decide(ask(SERVICE, name="collect"))
    assert collected.allowed
    assert room.decide(ask({**NEWSLETTER, "recipient": MAIL_HOUSE})).allowed
    with room.database.reading() as conn:
        told = {(one.role, one.system) for one in shared_with(conn, [LEA])}
    assert ("source", "email-esp") in told
    assert ("recipient", "mail-house") in told
