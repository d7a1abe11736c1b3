"""The ledger's table only grows; once means once."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consent import store
from tests.unit.consent.room import act, make_room


def test_times_survive_the_way_there_and_back():
    moment = datetime(2027, 3, 3, 1, 2, 3, 456789, tzinfo=UTC)
    assert store.from_us(store.to_us(moment)) == moment
    paris = moment.astimezone(timezone(timedelta(hours=1)))
    assert store.to_us(paris) == store.to_us(moment)


def test_one_value_has_one_text():
    assert store.to_json({"b": 1, "a": ("é",)}) == '{"a":["é"],"b":1}'


@pytest.mark.parametrize("statement", [sa.delete, sa.update])
def test_nobody_rewrites_what_was_said(any_database, statement):
    make_room(any_database).say(act())
    wanted = statement(store.acts)
    if statement is sa.update:
        wanted = wanted.values(act="grant")
    with pytest.raises(DBAPIError, match="only grows"), any_database.transaction() as c:
        c.execute(wanted)
    with any_database.reading() as conn:
        assert len(store.acts_of(conn, ["sub_" + "A" * 26])) == 1


def test_a_row_is_inserted_once(any_database):
    row = {"id": "abc", "document_json": "{}"}
    with any_database.transaction() as conn:
        assert store.insert_once(conn, store.situations, row)
        assert not store.insert_once(conn, store.situations, row)


def test_locking_twice_in_one_transaction_is_allowed(any_database):
    with any_database.transaction() as conn:
        store.lock_subjects(conn, ["a", "b"])
        store.lock_subjects(conn, ["b", "a", "c"])


def test_lock_keys_fit_the_database_and_differ():
    keys = {store._lock_key(f"sub_{n}") for n in range(1000)}
    assert len(keys) == 1000
    assert all(-(2**63) <= key < 2**63 for key in keys)
