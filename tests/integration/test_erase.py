"""Erased is erased: in every table, for good, and proven; on both databases."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa

import audit
from cdp import ingestion, rights
from cdp.app import create_app
from cdp.errors import KeyDestroyedError, NotFoundError
from cdp.rights.inventory import INVENTORY, TELLING_ENDINGS, TELLING_NAMES
from consent.store import permits
from tests.integration.erasing import (
    all_tables,
    any_world,
    erase,
    finish,
    live_through,
    past_of,
    seal,
    traces,
)
from tests.integration.http_live import question
from tests.integration.world import SERVICE
from tests.waiting import wait_until

__all__ = ["any_world"]
# Where a pseudonym may still stand: cut off from everybody.
LEFT = {
    ("consent_act", "subject"), ("consent_receipt", "subject"),
    ("consent_receipt", "document_json"), ("consent_permit", "subject"),
    ("subject_key", "subject"), ("person", "id"), ("person", "origin"),
    ("person", "merged_into"), ("record", "id"), ("record", "person"),
    ("identity_event", "person"), ("identity_event", "other"),
    ("identity_event", "records"), ("rights_request", "subjects_json"),
}  # fmt: skip


def test_every_table_that_can_lead_to_somebody_has_its_line_in_the_inventory() -> None:
    telling = {
        table.name
        for table in all_tables()
        for column in table.columns
        if column.name in TELLING_NAMES or column.name.endswith(TELLING_ENDINGS)
    }
    assert telling - INVENTORY.keys() == set(), "say what an erasure does to these"
    assert INVENTORY.keys() <= {table.name for table in all_tables()}


def test_the_past_reaches_every_table_that_an_erasure_must_clear(any_world) -> None:
    """Else the searches below would find nothing, whatever was left."""
    past = past_of(any_world.services, live_through(any_world))
    seal(any_world.services)
    tables = {table for table, _ in traces(any_world.services, past.names)}
    erased = {name for name, one in INVENTORY.items() if one.fate == "erased"}
    # the runs' history goes by the run; quarantine names nobody before it is opened
    assert erased - tables == {"journey_history", "quarantine"}


def test_nothing_that_was_hers_is_left_in_any_table(any_world) -> None:
    services = any_world.services
    email, other = live_through(any_world), live_through(any_world)
    past, others = past_of(services, email), past_of(services, other)
    kept = traces(services, others.names)
    done = erase(any_world, email)
    assert done.state == "executed"
    finish(any_world)
    assert traces(services, past.digests) == set()
    assert traces(services, past.names) <= LEFT
    assert traces(services, others.names) == kept, "the other person lost something"
    with services.database.reading() as conn:
        assert rights.load(conn, done.id).swept
        keyring = services.vault.keyring(conn, past.subjects)
        assert not any(keyring.holds(one, "evidence") for one in past.subjects)
        assert ingestion.list_quarantine(conn)[0].id  # the other one's
        assert len(ingestion.list_quarantine(conn)) == 1


def test_what_is_left_cannot_be_tied_together_again(any_world) -> None:
    """The bare record does not know the pseudonym of the choices, nor the reverse."""
    services = any_world.services
    past = past_of(services, live_through(any_world))
    erase(any_world, past.email)
    finish(any_world)
    by_pseudonym = {table for table, _ in traces(services, past.subjects)}
    by_record = {table for table, _ in traces(services, past.records)}
    assert by_pseudonym & by_record == set()
    assert by_record == {"record", "person", "identity_event"}
    assert "rights_request" in by_pseudonym, "until no backup opens it"


def test_the_log_and_every_proof_from_before_still_verify(any_world) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    seal(services)
    with services.database.reading() as conn:
        handed_out = {one: services.log.proof(conn, one) for one in past.entries}
    assert len(handed_out) > 10
    done = erase(any_world, past.email)
    seal(services)
    key = services.audit_key
    for proof in handed_out.values():
        audit.verify_proof(proof, key)
    with services.database.reading() as conn:
        assert audit.check_log(conn, key).intact
        for entry in past.entries:
            audit.verify_proof(services.log.proof(conn, entry), key)
            assert not any(
                one.subject in past.subjects for one in services.log.bodies(conn, entry)
            )
        said = services.log.entry(conn, str(done.audit_entry))
        assert said.header["k"] == "subject.erase"
        body = services.log.bodies(conn, str(done.audit_entry))[0]
        opened = services.vault.open_evidence(conn, None, body.aad, body.sealed)
    text = opened.raw[64:].decode() + json.dumps(said.header)
    assert not any(isinstance(n, str) and n in text for n in past.names)


def test_erased_twice_is_erased_once(any_world) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    first = erase(any_world, past.email)
    assert rights.execute(services, first.id, actor="dora") == first
    with pytest.raises(NotFoundError):
        rights.open_request(services, past.subjects[0], via="officer", actor="dora")
    with pytest.raises(NotFoundError):
        rights.open_request(services, past.persons[0], via="officer", actor="dora")
    with services.database.reading() as conn:
        found = services.log.find(conn, audit.Filters(kind="subject.erase"), limit=9)
    assert len(found) == 1


def test_nobody_of_this_name_is_not_erased(any_world) -> None:
    services = any_world.services
    with pytest.raises(NotFoundError):
        rights.open_request(services, "sub_nobody", via="officer", actor="dora")
    with pytest.raises(NotFoundError):
        rights.preview(services, "sub_nobody")
    with pytest.raises(NotFoundError):
        rights.execute(services, "rqs_none", actor="dora")


def test_a_preview_says_what_goes_and_takes_nothing(any_world) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    before = traces(services, past.names)
    whom, shown = rights.preview(services, past.subjects[0])
    assert traces(services, past.names) == before
    assert whom.subjects == past.subjects
    assert sum(whom.ties.values()) == len(past.records) > 1
    done = erase(any_world, past.email)
    went = {name: n for name, n in done.report["stores"].items() if name != "bodies"}
    assert went.items() <= dict(shown.stores).items()
    assert min(went.values()) > 0, went


def test_who_only_may_be_the_same_is_not_erased(any_world) -> None:
    """One the model joined is hers; one that waits for a human is not."""
    services = any_world.services
    names = ["given", "waits", "model"]
    hers, waiting, modelled = (any_world.meet(named=False) for _ in names)
    any_world.link(hers, modelled, "splink")
    any_world.link(hers, waiting, "splink", "review")
    done = erase(any_world, hers)
    assert done.report["records"] == 2
    with services.database.reading() as conn:
        assert services.asking.circle(conn, "email", waiting).known
        assert not services.asking.circle(conn, "email", modelled).known


def test_a_late_report_about_a_permit_is_told_that_it_was_erased(any_world) -> None:
    email = live_through(any_world)
    answer = any_world.permit(email, channel="email", **SERVICE)
    erase(any_world, email)
    path = f"/v1/permits/{answer['permit']['id']}/outcome"
    told = any_world.api.post(
        path, json={"status": "delivered"}, headers=any_world.bearer
    )
    assert (told.status_code, told.get_json()["code"]) == (410, "key-destroyed")
    shown = any_world.api.get(
        f"/v1/decisions/{answer['context']['id']}", headers=any_world.bearer
    ).get_json()
    assert not re.search(r"sub_|per_", json.dumps(shown))


def test_after_the_answer_nobody_is_permitted_anything(any_world) -> None:
    """Eight ask about her all the time; one officer erases her in between."""
    services, email = any_world.services, live_through(any_world)
    past = past_of(services, email)
    crowd = Crowd(any_world, email)
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(crowd.ask_on) for _ in range(8)]
        try:
            wait_until(lambda: crowd.asked > 8, "questions before")
            done = erase(any_world, email)
            crowd.erased.set()
            enough = crowd.asked + 24
            wait_until(lambda: crowd.asked > enough, "questions after")
        finally:
            crowd.stop.set()
        answers = [one for each in running for one in each.result()]
    assert len(answers) > 8
    assert not any(answers)
    assert done.state == "executed"
    finish(any_world)
    assert traces(services, past.names) <= LEFT
    with services.database.reading() as conn:
        assert sum(open_permits(conn, one) for one in past.subjects) == 0


class Crowd:
    """Callers who ask about somebody until told to stop."""

    def __init__(self, world, email: str) -> None:
        self.world, self.body = world, question(email, **SERVICE)
        self.erased, self.stop, self.asked = Event(), Event(), 0

    def ask_on(self) -> list[bool]:
        """Give the answers to what was asked after the erasure was acknowledged."""
        after = []
        with create_app(self.world.services).test_client() as client:
            while not self.stop.is_set():
                was_erased = self.erased.is_set()
                got = client.post(
                    "/v1/permits", json=self.body, headers=self.world.bearer
                )
                assert got.status_code in (200, 201), got.text
                self.asked += 1
                if was_erased:
                    after.append(got.get_json()["decision"])
        return after


def test_a_body_of_hers_cannot_be_opened_any_more(any_world) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    with services.database.reading() as conn:
        bodies = [
            body
            for entry in past.entries
            for body in services.log.bodies(conn, entry)
            if body.subject in past.subjects
        ]
    assert bodies
    erase(any_world, past.email)
    with services.database.reading() as conn:
        for body in bodies:
            with pytest.raises(KeyDestroyedError):
                services.vault.open_evidence(conn, body.subject, body.aad, body.sealed)


def open_permits(conn, subject: str) -> int:
    query = sa.select(sa.func.count()).select_from(permits)
    return conn.scalar(
        query.where(permits.c.subject == subject, permits.c.status == "open")
    )
