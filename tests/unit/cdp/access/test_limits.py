"""A limit holds across processes, and ends when it says."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from cdp.access.limits import Limit, count_attempt, forgive
from cdp.database import Database
from cdp.errors import TooManyError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
LIMIT = Limit("probe", attempts=3, window=timedelta(minutes=10))


def use_up(database: Database, key: str = "lea") -> None:
    for _ in range(LIMIT.attempts):
        with database.transaction() as conn:
            count_attempt(conn, LIMIT, key, NOW)


def test_the_attempt_after_the_last_is_refused(any_database: Database) -> None:
    use_up(any_database)
    later = NOW + timedelta(minutes=4)
    for _ in range(2):
        with any_database.transaction() as conn, pytest.raises(TooManyError) as caught:
            count_attempt(conn, LIMIT, "lea", later)
        assert caught.value.retry_after_seconds == 360


def test_the_next_window_begins_anew(any_database: Database) -> None:
    use_up(any_database)
    with any_database.transaction() as conn:
        for _ in range(LIMIT.attempts):
            count_attempt(conn, LIMIT, "lea", NOW + LIMIT.window)
        with pytest.raises(TooManyError):
            count_attempt(conn, LIMIT, "lea", NOW + LIMIT.window)


def test_one_key_and_one_limit_do_not_use_up_another(database: Database) -> None:
    use_up(database)
    other = Limit("other", attempts=1, window=LIMIT.window)
    with database.transaction() as conn:
        count_attempt(conn, LIMIT, "tom", NOW)
        count_attempt(conn, LIMIT, b"\x00lea", NOW)
        count_attempt(conn, other, "lea", NOW)


def test_a_good_attempt_forgives_the_bad_ones(database: Database) -> None:
    use_up(database)
    with database.transaction() as conn:
        forgive(conn, LIMIT, "lea")
        count_attempt(conn, LIMIT, "lea", NOW)


def test_attempts_at_the_same_moment_are_all_counted(any_database: Database) -> None:
    let_through = []

    def attempt() -> None:
        try:
            with any_database.transaction() as conn:
                count_attempt(conn, LIMIT, "lea", NOW)
            let_through.append(True)
        except TooManyError:
            pass

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == LIMIT.attempts
