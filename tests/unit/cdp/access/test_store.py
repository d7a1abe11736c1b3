"""What has ended is forgotten a day later, and nothing else."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from cdp import access
from cdp.access import store
from cdp.database import Database

NOW = datetime(2027, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


def counts(database: Database) -> list[int]:
    tables = (store.session, store.sign_in, store.attempt)
    with database.reading() as conn:
        return [
            conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables
        ]


def test_a_time_comes_back_to_the_microsecond() -> None:
    assert store.from_us(store.to_us(NOW)) == NOW


def test_what_has_ended_is_forgotten(any_database: Database) -> None:
    with any_database.transaction() as conn:
        access.create_session(conn, "staff", "ines", [], NOW)
        access.start_sign_in(conn, b"contact", "per_lea", access.new_browser(), NOW)
    assert counts(any_database) == [1, 1, 2]
    hour, day = timedelta(hours=1), timedelta(days=1)
    for later, left in [
        (hour, [1, 1, 1]),  # the count of the first quarter of an hour
        (day, [1, 1, 1]),
        (day + hour, [1, 0, 0]),  # the sign-in, and the count of a day
        (day + 9 * hour, [0, 0, 0]),
    ]:
        with any_database.transaction() as conn:
            access.forget_expired(conn, NOW + later)
        assert counts(any_database) == left


def test_a_taken_key_is_not_written_over(any_database: Database) -> None:
    row = {"name": "shop", "purpose": "analytics", "created_at": 0}
    with any_database.transaction() as conn:
        assert store.add(conn, store.source, **row, key_digest=b"1" * 32)
        assert not store.add(conn, store.source, **row, key_digest=b"2" * 32)
        assert not store.change(conn, store.source, "other", purpose="support")
        found = store.find(conn, store.source, name="shop", revoked_at=None)
    assert found is not None
    assert bytes(found["key_digest"]) == b"1" * 32
