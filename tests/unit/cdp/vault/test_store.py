"""Wrapped keys on disk: kept once, removed for good, found in one query."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from cdp.database import Database
from cdp.vault import store
from cdp.vault.store import StoredKey, StoredSubjectKey

NOW = datetime(2027, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


def test_a_time_is_kept_to_the_microsecond() -> None:
    assert store.to_us(NOW + timedelta(microseconds=1)) - store.to_us(NOW) == 1
    assert store.to_us(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000


def test_the_first_key_of_a_name_stays(any_database: Database) -> None:
    with any_database.transaction() as conn:
        assert store.insert_key(conn, StoredKey("kek", 1, b"first"))
        assert not store.insert_key(conn, StoredKey("kek", 1, b"second"))
        assert store.load_keys(conn) == [StoredKey("kek", 1, b"first")]


def test_the_newest_version_of_a_key_is_found(database: Database) -> None:
    with database.transaction() as conn:
        assert store.load_newest_key(conn, "kek") is None
        for version in (1, 10, 9):
            store.insert_key(conn, StoredKey("kek", version, b"w"))
        newest = store.load_newest_key(conn, "kek")
        assert newest == StoredKey("kek", 10, b"w")


def test_a_destroyed_key_leaves_no_byte_of_itself(any_database: Database) -> None:
    key = StoredSubjectKey("sub_lea", "profile", 1, b"wrapped")
    with any_database.transaction() as conn:
        store.insert_subject_keys(conn, [key], NOW)
        assert store.load_subject_keys(conn, ["sub_lea"]) == [key]
        assert store.destroy_subject_keys(conn, "sub_lea", ["profile"], NOW) == 1
        assert store.load_subject_keys(conn, ["sub_lea"]) == []
        row = conn.execute(sa.select(store.subject_key)).one()
        assert row.wrapped is None
        assert row.destroyed_at == store.to_us(NOW)


def test_more_subjects_than_one_query_takes_are_all_found(database: Database) -> None:
    subjects = [f"sub_{number}" for number in range(store.SUBJECTS_PER_QUERY + 5)]
    keys = [StoredSubjectKey(subject, "profile", 1, b"w") for subject in subjects]
    with database.transaction() as conn:
        store.insert_subject_keys(conn, keys, NOW)
        assert len(store.load_subject_keys(conn, subjects)) == len(subjects)


def test_no_subjects_is_no_work(database: Database) -> None:
    with database.transaction() as conn:
        store.insert_subject_keys(conn, [], NOW)
        assert store.load_subject_keys(conn, []) == []
