"""What is derived from entries is kept once, and says as far as it goes."""

from audit import AuditLog, index_store
from cdp.database import Database
from tests.unit.audit.helpers import append


def test_sets_take_the_place_of_older_ones(any_database: Database) -> None:
    with any_database.transaction() as conn:
        for places in (b"\x01\x00", b"\x02\x00"):
            rows = [{"term": "kind:auth", "block": 0, "places": places}]
            index_store.keep_postings(conn, rows)
        (kept,) = index_store.read_postings(conn, ["kind:auth", "kind:config"], 0, 9)
        assert kept.places == b"\x02\x00"


def test_the_times_of_a_block_only_widen(any_database: Database) -> None:
    with any_database.transaction() as conn:
        for first, last in ((50, 60), (55, 58), (40, 70)):
            index_store.widen_span(conn, 3, first, last)
        (kept,) = index_store.read_spans(conn, 69, None)
        assert (kept.block, kept.first_us, kept.last_us) == (3, 40, 70)
        assert not index_store.read_spans(conn, 71, None)
        assert not index_store.read_spans(conn, None, 40)


def test_an_entry_stands_in_the_outbox_and_then_in_the_log(
    log: AuditLog, any_database: Database
) -> None:
    made = append(log, any_database)
    with any_database.transaction() as conn:
        waiting, placed = index_store.place_of(conn, made.entry_id)
        assert waiting is not None
        assert placed is None
        log.sequence(conn)
        assert index_store.place_of(conn, made.entry_id) == (None, 0)
        assert index_store.place_of(conn, "ent_none") == (None, None)
