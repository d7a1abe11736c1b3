"""What bodies say is handed out on record, and nothing of whom was erased."""

import json

import pytest

from audit import (
    Body,
    Entry,
    Filters,
    IndexTerms,
    NotSealedError,
    UnknownEntryError,
    verify_proof,
)
from cdp.asking import Reader
from cdp.assembly import Services
from cdp.disclosure import disclose

READER = Reader(name="esp", reason="case 12")


def written(services: Services, *subjects: str | None) -> str:
    """Make an entry about these people and seal it."""
    with services.database.transaction() as conn:
        people = [one for one in subjects if one]
        services.vault.create_subjects(conn, people, services.now())
        entry = Entry(at=services.now(), kind="policy.decision", outcome="deny")
        bodies = [Body(subject=one, document={"about": one}) for one in subjects]
        made = services.log.append(conn, entry, bodies)
    settle(services)
    return made.entry_id


def settle(services: Services) -> None:
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)


def readings(services: Services, **terms: str) -> list[dict[str, object]]:
    """What is on record about readings: the opened bodies, newest first."""
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(kind="data.read", **terms))
        return [
            json.loads(
                services.vault.open_evidence(
                    conn, one.subject, one.aad, one.sealed
                ).raw[64:]
            )
            for entry in found
            for one in services.log.bodies(conn, entry.entry_id)
        ]


def test_a_body_is_proved_and_its_reading_is_on_record(services: Services) -> None:
    entry = written(services, "sub_1", None)
    proof = disclose(services, entry, READER)
    assert verify_proof(proof, services.audit_key)
    assert [one.document for one in proof.bodies] == [
        {"about": "sub_1"},
        {"about": None},
    ]
    (record, _) = readings(services, subject="sub_1", actor="esp")
    assert record == {
        "event": "data.read",
        "disclosed": entry,
        "bodies": [0, 1],
        "reader": "esp",
        "reason": "case 12",
    }


def test_who_was_erased_is_not_disclosed_and_the_entry_still_holds(
    services: Services,
) -> None:
    entry = written(services, "sub_1", "sub_2")
    with services.database.transaction() as conn:
        services.vault.destroy_subject(conn, "sub_1", now=services.now())
    proof = disclose(services, entry, READER)
    assert verify_proof(proof, services.audit_key)
    assert [one.document for one in proof.bodies] == [{"about": "sub_2"}]
    assert len(readings(services, subject="sub_2")) == 1
    with services.database.transaction() as conn:
        services.vault.destroy_subject(conn, "sub_2", now=services.now())
    assert disclose(services, entry, READER).bodies == ()
    with services.database.reading() as conn:
        (newest, _) = services.log.find(conn, Filters(kind="data.read"))
        (about_nobody,) = services.log.bodies(conn, newest.entry_id)
    assert about_nobody.subject is None


def test_an_entry_that_is_not_there_leaves_no_record(services: Services) -> None:
    with pytest.raises(UnknownEntryError):
        disclose(services, "ent_0", READER)
    with services.database.transaction() as conn:
        entry = Entry(at=services.now(), kind="auth", outcome="done")
        made = services.log.append(conn, entry, [], IndexTerms())
    with pytest.raises(NotSealedError):
        disclose(services, made.entry_id, READER)
    assert readings(services) == []
