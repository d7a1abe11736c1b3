"""The list of those to be left alone: digests good for one comparison."""

from datetime import UTC, datetime

from cdp import suppression
from cdp.assembly import Services
from cdp.suppression import store

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
LEA, PHONE = ("email", b"l" * 16), ("phone", b"p" * 16)


def test_what_is_on_the_list_is_stopped_and_nothing_else(services: Services) -> None:
    vault = services.vault
    with services.database.transaction() as conn:
        assert suppression.stopped(conn, vault, [[LEA], []]) == [False, False]
        assert suppression.add(conn, vault, [LEA, LEA], NOW) == 1
        assert suppression.add(conn, vault, [LEA], NOW) == 0
        assert suppression.add(conn, vault, [], NOW) == 0
        groups = [[PHONE, LEA], [PHONE], [("phone", LEA[1])], []]
        found = suppression.stopped(conn, vault, groups)
        assert found == [True, False, False, False]
        assert suppression.count(conn) == 1
        assert suppression.lift(conn, vault, [PHONE]) == 0
        assert suppression.lift(conn, vault, [LEA]) == 1
        assert suppression.stopped(conn, vault, [[LEA]]) == [False]


def test_a_row_matches_no_blind_index_and_tells_no_time(services: Services) -> None:
    vault = services.vault
    with services.database.transaction() as conn:
        suppression.add(conn, vault, [LEA], NOW)
        (row,) = conn.execute(store.suppression.select()).mappings().all()
    assert LEA[1] not in row["digest"]
    assert len(row["digest"]) == 32
    assert row["since_day"] == (NOW - datetime(1970, 1, 1, tzinfo=UTC)).days


def test_digests_of_two_uses_have_nothing_in_common(services: Services) -> None:
    vault = services.vault
    with services.database.reading() as conn:
        one = vault.suppression_digests(conn, "contact", [LEA])
        other = vault.suppression_digests(conn, "record", [LEA])
    assert one != other
