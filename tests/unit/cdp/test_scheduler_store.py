"""Of any number that want to lead, one does; a silent leader is replaced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from cdp.database import Database
from cdp.scheduler_store import drop_lease, take_lease

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LENGTH = timedelta(seconds=30)


def take(database: Database, holder: str, now: datetime = NOW) -> bool:
    with database.transaction() as conn:
        return take_lease(conn, holder, now, LENGTH)


def test_one_of_many_leads(any_database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(take, any_database, f"w{n}") for n in range(8)]
        assert [one.result() for one in asked].count(True) == 1


def test_the_leader_may_renew_and_others_wait_for_its_end(
    any_database: Database,
) -> None:
    assert take(any_database, "a")
    assert take(any_database, "a", NOW + timedelta(seconds=20))
    assert not take(any_database, "b", NOW + timedelta(seconds=40))
    assert take(any_database, "b", NOW + timedelta(seconds=50))
    assert not take(any_database, "a", NOW + timedelta(seconds=51))


def test_a_lease_given_back_is_free_at_once(any_database: Database) -> None:
    assert take(any_database, "a")
    with any_database.transaction() as conn:
        drop_lease(conn, "b")
    assert not take(any_database, "b")
    with any_database.transaction() as conn:
        drop_lease(conn, "a")
    assert take(any_database, "b")
