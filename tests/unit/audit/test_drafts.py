"""Entries appended together are what each alone would be, on both databases."""

import json

import pytest
import sqlalchemy as sa

from audit import (
    AuditLog,
    Body,
    Draft,
    Filters,
    IndexTerms,
    InvalidEntryError,
    SealedBody,
    Signer,
    check_body,
    check_log,
    store,
    verify_proof,
)
from cdp.database import Database
from tests.unit.audit.conftest import open_body
from tests.unit.audit.helpers import entry, settle


def drafts(count: int) -> list[Draft]:
    """Make entries about nobody, one and two people, in turn."""
    people = [(None,), ("sub-1",), ("sub-1", "sub-2")]
    return [
        Draft(
            entry=entry(),
            bodies=[
                Body(subject=one, document={"number": number})
                for one in people[number % 3]
            ],
            index=IndexTerms(actor=f"actor-{number}") if number % 2 else (),
        )
        for number in range(count)
    ]


def opened(body: SealedBody) -> bytes:
    plain = open_body(body.subject, body.aad, body.sealed)
    return check_body(plain, body.commitment)


def test_they_get_places_and_numbers_in_their_order(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    with any_database.transaction() as conn:
        made = log.append_all(conn, drafts(7))
        alone = log.append(conn, entry())
    settle(log, any_database)
    with any_database.reading() as conn:
        found = [log.entry(conn, one.entry_id) for one in (*made, alone)]
        assert [one.index for one in found] == list(range(8))
        assert [one.header["src"]["n"] for one in found] == list(range(1, 9))
        for one in made:
            proof = log.proof(conn, one.entry_id)
            assert proof.leaf_hash == one.leaf_hash
            verify_proof(proof, signer.key)
        assert check_log(conn, signer.key).intact


def test_each_has_its_own_bodies_and_search_terms(
    log: AuditLog, any_database: Database
) -> None:
    with any_database.transaction() as conn:
        made = log.append_all(conn, drafts(6))
    with any_database.reading() as conn:
        for number, one in enumerate(made):
            bodies = log.bodies(conn, one.entry_id)
            assert len(bodies) == (1, 1, 2)[number % 3]
            for body in bodies:
                said = json.loads(opened(body))
                assert said == {"number": number}
        named = log.find(conn, Filters(actor="actor-3"))
        assert [one.entry_id for one in named] == [made[3].entry_id]
        about = log.find(conn, Filters(subject="sub-2"))
        assert [one.entry_id for one in about] == [made[2].entry_id]


def test_one_that_is_wrong_keeps_all_of_them_out(
    log: AuditLog, any_database: Database
) -> None:
    page = [*drafts(3), Draft(entry=entry(kind="gossip"))]
    refused = pytest.raises(InvalidEntryError)
    with refused, any_database.transaction() as conn:
        log.append_all(conn, page)
    with any_database.transaction() as conn:
        assert log.pending(conn) == 0
        assert store.writers(conn) == {}
        made = log.append_all(conn, drafts(1))
        header = log.entry(conn, made[0].entry_id).header
        assert header["src"]["n"] == 1


def test_none_at_all_write_nothing(log: AuditLog, any_database: Database) -> None:
    with any_database.transaction() as conn:
        assert log.append_all(conn, []) == ()
        assert store.writers(conn) == {}


def test_one_that_weighs_makes_the_page_weigh(
    log: AuditLog, database: Database
) -> None:
    log.take_weighty()
    heavy = Draft(entry=entry(kind="consent.change", outcome="done"))
    with database.transaction() as conn:
        log.append_all(conn, drafts(2))
        assert not log.take_weighty()
        log.append_all(conn, [heavy, *drafts(2)])
        assert log.take_weighty()


def test_a_page_takes_as_many_statements_as_one_entry(
    log: AuditLog, any_database: Database
) -> None:
    """On PostgreSQL each statement is a wait for the server."""
    asked: list[str] = []
    sa.event.listen(
        any_database.engine,
        "before_cursor_execute",
        lambda conn, cursor, statement, *rest: asked.append(statement),
    )
    with any_database.transaction() as conn:
        asked.clear()
        log.append_all(conn, drafts(60))
        assert len(asked) == 4


def test_a_run_tells_if_what_was_there_is_done(
    log: AuditLog, any_database: Database
) -> None:
    with any_database.transaction() as conn:
        log.append_all(conn, drafts(5))
        assert log.sequence_run(conn, 2) == (2, False)
        assert log.sequence_run(conn, 2) == (2, False)
        assert log.sequence_run(conn, 2) == (1, True)
        assert log.sequence_run(conn, 2) == (0, True)


def test_a_damaged_row_does_not_end_the_runs_early(
    log: AuditLog, any_database: Database
) -> None:
    with any_database.transaction() as conn:
        made = log.append_all(conn, drafts(4))
        bad = store.outbox.c.entry_id == made[0].entry_id
        conn.execute(store.outbox.update().where(bad).values(leaf=b"{}"))
        assert log.sequence_run(conn, 2) == (1, False)
        assert log.sequence_run(conn, 2) == (1, False)
        assert log.sequence_run(conn, 2) == (1, False)
        assert log.sequence_run(conn, 2) == (0, True)
        left = conn.execute(sa.select(store.outbox.c.entry_id)).scalars().all()
        assert left == [made[0].entry_id]
