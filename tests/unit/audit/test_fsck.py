"""Whatever is changed behind the log's back is named, with the entry it touches."""

import pytest
import sqlalchemy as sa

from audit import AuditLog, Body, Report, Signer, check_log, fsck, store
from cdp.database import Database
from tests.unit.audit.helpers import NOW, append, entry, settle, without_triggers


def report(database: Database, signer: Signer) -> Report:
    with database.reading() as conn:
        return check_log(conn, signer.key.text)


@pytest.fixture
def filled(log: AuditLog, any_database: Database) -> Database:
    for _ in range(6):
        append(log, any_database, [Body(subject="sub_1", document={"a": 1})])
    settle(log, any_database)
    append(log, any_database, [Body(subject=None, document={"b": 2})])
    return any_database


def test_an_honest_log_is_intact(filled: Database, signer: Signer) -> None:
    found = report(filled, signer)
    assert found.intact, found.broken
    assert (found.entries, found.pending, found.bodies) == (6, 1, 7)
    assert found.checkpoint_size == 6


def test_an_empty_log_is_intact(database: Database, signer: Signer) -> None:
    found = report(database, signer)
    assert found.intact
    assert (found.entries, found.checkpoint_size) == (0, 0)


def flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


@pytest.mark.parametrize("column", ["leaf", "leaf_hash"])
@pytest.mark.parametrize("table", [store.log, store.outbox], ids=["log", "outbox"])
def test_one_flipped_byte_names_its_entry(
    filled: Database, signer: Signer, table: sa.Table, column: str
) -> None:
    with filled.reading() as conn:
        row = conn.execute(sa.select(table).order_by(table.c.entry_id)).first()
    changed = flipped(getattr(row, column), 17)
    without_triggers(
        filled,
        table.update()
        .where(table.c.entry_id == row.entry_id)
        .values({column: changed}),
    )
    named = [one for one in report(filled, signer).broken if one.entry_id]
    assert {one.entry_id for one in named} == {row.entry_id}
    assert named[0].written_at == NOW
    assert named[0].index == getattr(row, "idx", None)
    assert named[0].what == "the entry does not fit its leaf hash"


def test_every_byte_of_an_entry_counts(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    made = append(log, database)
    settle(log, database)
    with database.reading() as conn:
        row = store.entry(conn, made.entry_id)
    for place in range(0, len(row.leaf), 7):
        changed = flipped(row.leaf, place)
        without_triggers(database, store.log.update().values(leaf=changed))
        assert report(database, signer).broken[0].entry_id == made.entry_id


def test_a_changed_leaf_with_its_hash_made_to_fit_breaks_the_tree(
    filled: Database, signer: Signer
) -> None:
    from audit import merkle

    with filled.reading() as conn:
        leaf = conn.execute(sa.select(store.log.c.leaf)).scalars().first()
    forged = leaf.replace(b"allow", b"error")
    without_triggers(
        filled,
        store.log.update()
        .where(store.log.c.leaf == leaf)
        .values(leaf=forged, leaf_hash=merkle.leaf_hash(forged)),
    )
    whats = [one.what for one in report(filled, signer).broken]
    assert "checkpoint 6: the entries do not give its signed root" in whats


@pytest.mark.parametrize("place", [0, 3, 5])
def test_a_removed_entry_is_missed(
    filled: Database, signer: Signer, place: int
) -> None:
    without_triggers(filled, store.log.delete().where(store.log.c.idx == place))
    whats = [one.what for one in report(filled, signer).broken]
    assert any(" is missing" in what for what in whats)
    assert any("checkpoint 6" in what for what in whats)


def test_an_entry_lost_before_its_place_is_missed(
    filled: Database, signer: Signer
) -> None:
    with filled.transaction() as conn:
        conn.execute(store.outbox.delete())
    whats = [one.what for one in report(filled, signer).broken]
    assert any("entry number 7 of writer test." in what for what in whats)


def test_a_copied_entry_is_noticed(filled: Database, signer: Signer) -> None:
    with filled.transaction() as conn:
        row = dict(conn.execute(sa.select(store.outbox)).mappings().one())
        row |= {"id": None, "entry_id": "ent_copy"}
        del row["id"]
        conn.execute(store.outbox.insert().values(**row))
    whats = {one.what for one in report(filled, signer).broken}
    assert "its writer's number was used before" in whats
    assert "the entry's id is not the one in its header" in whats


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        (store.log, {"at_us": 5}, "time is not the one"),
        (store.log, {"parts": b"x" * 64}, "commitments to its bodies"),
        (store.body, {"sealed": b"other"}, "sealed body 0 was changed"),
        (store.body, {"entry_id": "ent_x"}, "belongs to no entry"),
        (store.state, {"frontier": b"x" * 64}, "state of the tree does not fit"),
        (store.state, {"frontier": b""}, "the state of the tree:"),
        (store.checkpoint, {"root": b"x" * 32}, "columns differ"),
        (store.checkpoint, {"note": "rubbish"}, "checkpoint 6: a note is"),
        (store.checkpoint, {"size": 9}, "columns differ"),
    ],
)
def test_each_other_change_is_said(
    log: AuditLog,
    database: Database,
    signer: Signer,
    table: sa.Table,
    values: dict[str, object],
    expected: str,
) -> None:
    for _ in range(6):
        append(log, database, [Body(subject="sub_1", document={"a": 1})])
    settle(log, database)
    change = table.update().values(values)
    if "entry_id" in values:
        first = sa.select(sa.func.min(table.c.entry_id)).scalar_subquery()
        change = change.where(table.c.entry_id == first)
    without_triggers(database, change)
    whats = [one.what for one in report(database, signer).broken]
    assert any(expected in what for what in whats), whats


def test_a_checkpoint_over_more_than_there_is_is_said(
    filled: Database, signer: Signer
) -> None:
    more = signer.sign(99, b"r" * 32)
    with filled.transaction() as conn:
        store.add_checkpoint(conn, 99, more.root, more.note, 0)
    whats = [one.what for one in report(filled, signer).broken]
    assert whats == ["checkpoint 99: it covers more entries than there are"]


@pytest.fixture
def wide(log: AuditLog, database: Database) -> Database:
    with database.transaction() as conn:
        for _ in range(600):
            log.append(conn, entry())
        log.sequence(conn)
        log.seal(conn)
    return database


def test_stored_subtrees_are_compared(wide: Database, signer: Signer) -> None:
    assert report(wide, signer).intact
    with wide.transaction() as conn:
        conn.execute(
            store.node.update().where(store.node.c.number == 1).values(hash=b"x" * 32)
        )
    (one,) = report(wide, signer).broken
    assert one.what == "the stored tree over entries 256 to 511 differs"
    with wide.transaction() as conn:
        conn.execute(store.node.delete())
    assert len(report(wide, signer).broken) == 2
    with wide.transaction() as conn:
        store.add_nodes(conn, [(8, 7, b"x" * 32)])
    assert "has no entries" in report(wide, signer).broken[-1].what


def test_progress_is_told(
    wide: Database, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    with wide.reading() as conn:
        check_log(conn, signer.key, told.append)
        monkeypatch.setattr(fsck, "RUN", 256)
        check_log(conn, signer.key, told.append)
    assert told == [600, 256, 512, 600]


def test_a_root_signed_inside_a_tile_is_compared(
    log: AuditLog,
    database: Database,
    signer: Signer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fsck, "RUN", 256)
    for count in (100, 156, 300):
        with database.transaction() as conn:
            for _ in range(count):
                log.append(conn, entry())
            log.sequence(conn)
            log.seal(conn)
    found = report(database, signer)
    assert found.intact, found.broken
    assert found.checkpoint_size == 556
    forged = store.checkpoint.c.size == 100
    without_triggers(
        database, store.checkpoint.update().where(forged).values(root=b"x" * 32)
    )
    assert "checkpoint 100" in report(database, signer).broken[0].what


@pytest.mark.parametrize("leaf", [b"\xff", b"[]", b"{}", b'{"src":{}}', b'{"src":1}'])
def test_a_leaf_that_says_nothing_is_named(
    wide: Database, signer: Signer, leaf: bytes
) -> None:
    without_triggers(
        wide, store.log.update().where(store.log.c.idx == 3).values(leaf=leaf)
    )
    assert report(wide, signer).broken[0].index == 3


def test_a_hash_of_the_wrong_length_is_named(wide: Database, signer: Signer) -> None:
    without_triggers(
        wide, store.log.update().where(store.log.c.idx == 3).values(leaf_hash=b"x")
    )
    assert report(wide, signer).broken[0].index == 3
