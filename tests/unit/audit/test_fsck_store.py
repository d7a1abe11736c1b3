"""Runs are read whole, and what belongs to nobody is named."""

from audit import AuditLog, Body, fsck_store, store
from cdp.database import Database
from tests.unit.audit.helpers import append


def test_a_run_has_its_entries_and_their_bodies(
    log: AuditLog, any_database: Database
) -> None:
    made = [
        append(log, any_database, [Body(subject=None, document={"n": n})]).entry_id
        for n in range(5)
    ]
    with any_database.transaction() as conn:
        assert [row[1] for row in fsck_store.waiting(conn)] == made
        assert len(fsck_store.waiting_bodies(conn)) == 5
        log.sequence(conn)
        rows = fsck_store.run(conn, 1, 4)
        assert [(row[0], row[1]) for row in rows] == list(enumerate(made))[1:4]
        assert all(isinstance(row[3], bytes) for row in rows)
        assert {one[0] for one in fsck_store.bodies(conn, 1, 4)} == set(made[1:4])
        assert fsck_store.next_place(conn, 3) == 3
        assert fsck_store.next_place(conn, 5) is None
        for number, entry_id in enumerate(made):
            change = store.body.update().where(store.body.c.entry_id == entry_id)
            conn.execute(change.values(entry_id="ent_x", part=number))
        assert fsck_store.orphans(conn) == ["ent_x"] * 5
        assert fsck_store.count_bodies(conn) == 5
