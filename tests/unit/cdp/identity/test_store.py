"""The graph on disk: two writers at once, and portions of many."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from cdp.database import Database
from cdp.identity import resolve, store
from tests.unit.cdp.identity.conftest import World


def test_two_who_bring_the_same_address_at_once_are_linked(world: World) -> None:
    writers = [world.writer() for _ in range(8)]

    def attach(number: int) -> str:
        arrival = resolve.read_arrival(
            world.vault, f"s{number}", "k", [("email", "lea@shop.test")]
        )
        with world.database.transaction() as conn:
            found = resolve.attach(conn, world.vault, [arrival], writers[number])
        return found[0].record_id

    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(attach, range(8)))
    with world.database.reading() as conn:
        found = store.records_by_id(conn, records).values()
    assert len({one.person for one in found}) == 1


def test_many_values_are_asked_for_in_portions(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [world.arrive(f"r{n}", source=f"s{n}").record_id for n in range(7)]
    monkeypatch.setattr(store, "VALUES_PER_STATEMENT", 3)
    with world.database.reading() as conn:
        found = store.records_by_id(conn, made)
    assert list(found) == made


def test_counts_tell_records_persons_and_links(world: World) -> None:
    world.arrive("a", source="web", email="lea@shop.test")
    world.arrive("b", source="crm", email="lea@shop.test")
    world.arrive("c", source="till", email="max@shop.test")
    with world.database.reading() as conn:
        counts = store.counts(conn)
    assert counts == {"records": 3, "persons": 2, "exact-link": 1}


def test_the_hot_lookups_use_an_index(database: Database) -> None:
    link, record = store.link.c, store.record.c
    waiting = sa.or_(
        sa.and_(link.zone == "review", link.state == "active"), link.state == "conflict"
    )
    queries = (
        sa.select(store.record).where(
            record.source == "shop", record.source_key.in_([b"a", b"b"])
        ),
        sa.select(store.link).where(waiting),
    )
    with database.reading() as conn:
        for query in queries:
            text = query.compile(conn, compile_kwargs={"literal_binds": True})
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").fetchall()
            assert not [step for *_, step in plan if step.startswith("SCAN")]


def test_one_key_in_two_sources_is_two_records(world: World) -> None:
    world.arrive("a", source="shop")
    with world.database.reading() as conn:
        key = world.vault.digest("source_key", "a")
        found = store.records_by_key(conn, [("shop", key), ("crm", key)])
    assert list(found) == [("shop", key)]
