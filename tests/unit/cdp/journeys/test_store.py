"""Runs are claimed by one worker at a time, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from cdp.database import Database
from cdp.journeys import store

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def run(number: int = 1, **changes: object) -> store.Run:
    fields = {
        "id": f"run_{number}", "journey": "hello", "version": 1, "subject": "sub_1",
        "step": "first", "state": store.WAITING, "permit": None, "outcome": None,
        "tries": 0,
    }  # fmt: skip
    return store.Run(**(fields | changes))


def enter(database: Database, number: int = 1, **changes: object) -> None:
    with database.transaction() as conn:
        store.enter(conn, run(number, **changes), f"evt_{number}", NOW)


def test_the_longest_due_run_comes_first(any_database: Database) -> None:
    with any_database.transaction() as conn:
        store.enter(conn, run(1), "evt_1", NOW)
        store.enter(conn, run(2), "evt_2", NOW - timedelta(seconds=1))
        store.enter(conn, run(3), "evt_3", NOW + timedelta(seconds=1))
        assert store.claim_due(conn, NOW).id == "run_2"
        store.update(conn, "run_2", state=store.DONE)
        assert store.claim_due(conn, NOW).id == "run_1"
        store.update(conn, "run_1", due=NOW + timedelta(days=1))
        assert store.claim_due(conn, NOW) is None


def test_two_workers_never_hold_one_run(pg_database: Database) -> None:
    enter(pg_database, 1)
    enter(pg_database, 2)
    with pg_database.transaction() as one, pg_database.transaction() as two:
        held = {store.claim_due(one, NOW).id, store.claim_due(two, NOW).id}
        assert held == {"run_1", "run_2"}
        with pg_database.transaction() as three:
            assert store.claim_due(three, NOW) is None


def test_a_sending_run_is_out_of_sight_only_after_its_time(
    any_database: Database,
) -> None:
    enter(any_database, state=store.SENDING, permit="prm_1")
    with any_database.transaction() as conn:
        assert store.claim_due(conn, NOW) is None
        assert store.claim_stuck(conn, NOW - timedelta(seconds=1)) is None
        assert store.claim_stuck(conn, NOW).permit == "prm_1"
        assert store.still_sending(conn, "run_1", "prm_1")
        assert not store.still_sending(conn, "run_1", "prm_2")


def test_one_event_begins_a_journey_once(any_database: Database) -> None:
    enter(any_database)
    with pytest.raises(sa.exc.IntegrityError), any_database.transaction() as conn:
        store.enter(conn, run(2), "evt_1", NOW)


def test_a_finished_journey_may_begin_again_but_not_for_the_same_event(
    any_database: Database,
) -> None:
    enter(any_database)
    with any_database.transaction() as conn:
        assert store.is_under_way(conn, "hello", "sub_1", "evt_2")
        store.update(conn, "run_1", state=store.DONE)
        assert store.is_under_way(conn, "hello", "sub_1", "evt_1")
        assert not store.is_under_way(conn, "hello", "sub_1", "evt_2")
        assert not store.is_under_way(conn, "other", "sub_1", "evt_1")


def test_what_happened_is_read_in_order_and_forgotten_with_the_subject(
    any_database: Database,
) -> None:
    enter(any_database)
    enter(any_database, 2, subject="sub_2")
    first = store.Happened(step="a", outcome="sent", at=NOW, permit="prm_1")
    second = store.Happened(step="b", outcome="done", at=NOW, decision="dec_1")
    with any_database.transaction() as conn:
        store.note(conn, "run_1", first)
        store.note(conn, "run_1", second)
    with any_database.reading() as conn:
        (view,) = store.runs_of(conn, ["sub_1"])
        assert view.history == (first, second)
    with any_database.transaction() as conn:
        assert store.forget(conn, ["sub_1"]) == 1
        assert store.runs_of(conn, ["sub_1"]) == []
        assert len(store.runs_of(conn, ["sub_2"])) == 1
        left = sa.select(sa.func.count()).select_from(store.history)
        assert conn.execute(left).scalar_one() == 0
