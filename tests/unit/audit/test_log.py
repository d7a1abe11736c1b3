"""What is appended is sequenced, sealed, proved and found, on both databases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
import sqlalchemy as sa

from audit import (
    AuditLog,
    Body,
    Filters,
    IndexTerms,
    InvalidEntryError,
    LogSplitError,
    NotSealedError,
    Signer,
    UnknownEntryError,
    check_body,
    check_log,
    merkle,
    new_id,
    store,
    verify_proof,
)
from audit.errors import AuditError
from cdp.database import Database
from tests.unit.audit.conftest import open_body, seal_body
from tests.unit.audit.helpers import NOW, REVISION, append, settle, without_triggers


def test_an_entry_gets_the_next_place_and_a_proof(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    made = [append(log, any_database, revision=REVISION) for _ in range(5)]
    settle(log, any_database)
    with any_database.reading() as conn:
        for place, one in enumerate(made):
            proof = log.proof(conn, one.entry_id)
            assert proof.index == place
            assert proof.leaf_hash == one.leaf_hash
            assert verify_proof(proof, signer.key).size == 5


def test_proofs_hold_across_tiles(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    with database.transaction() as conn:
        made = [log.append(conn, _plain()) for _ in range(700)]
        log.sequence(conn)
        first = log.seal(conn)
        more = [log.append(conn, _plain()) for _ in range(400)]
        log.sequence(conn)
        second = log.seal(conn)
        assert first is not None
        assert second is not None
        for one in (made + more)[::53]:
            verify_proof(log.proof(conn, one.entry_id), signer.key)
        path = log.consistency(conn, 700, 1100)
        merkle.check_consistency(700, 1100, path, first.root, second.root)


def _plain():
    from tests.unit.audit.helpers import entry

    return entry(kind="data.read", outcome="done")


def test_an_unsealed_entry_has_no_proof_yet(log: AuditLog, database: Database) -> None:
    made = append(log, database)
    with database.reading() as conn, pytest.raises(NotSealedError):
        log.proof(conn, made.entry_id)
    with database.reading() as conn, pytest.raises(UnknownEntryError):
        log.proof(conn, new_id("ent", NOW))


def test_sealing_an_unchanged_log_makes_nothing(
    log: AuditLog, database: Database
) -> None:
    append(log, database)
    settle(log, database)
    with database.transaction() as conn:
        assert log.seal(conn) is None
        newest = log.checkpoint(conn)
    assert newest is not None
    assert newest.size == 1


def test_an_empty_log_has_no_checkpoint(log: AuditLog, database: Database) -> None:
    with database.transaction() as conn:
        assert log.sequence(conn) == 0
        assert log.seal(conn) is None
        assert log.checkpoint(conn) is None


def test_a_log_without_a_key_appends_and_reads(database: Database) -> None:
    silent = AuditLog(
        writer="w", installation="here", seal_body=seal_body, signer=None,
        now=lambda: NOW,
    )  # fmt: skip
    append(silent, database)
    with database.transaction() as conn:
        assert silent.sequence(conn) == 1
        assert silent.seal(conn) is None


def test_a_body_opens_only_as_what_was_committed(
    log: AuditLog, database: Database
) -> None:
    made = append(log, database, [Body(subject="sub_1", document={"why": "asked"})])
    with database.reading() as conn:
        (one,) = log.bodies(conn, made.entry_id)
    plain = open_body(one.subject, one.aad, one.sealed)
    assert check_body(plain, one.commitment) == b'{"why":"asked"}'
    with pytest.raises(AuditError):
        check_body(plain[:-1] + b"]", one.commitment)


def test_forgetting_one_subject_leaves_proofs_and_the_others(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    both = [Body(subject=s, document={"who": s}) for s in ("sub_1", "sub_2")]
    made = append(log, any_database, both)
    settle(log, any_database)
    with any_database.transaction() as conn:
        assert log.forget(conn, "sub_1") == 1
    with any_database.reading() as conn:
        assert [one.subject for one in log.bodies(conn, made.entry_id)] == ["sub_2"]
        assert log.find(conn, Filters(subject="sub_1")) == ()
        assert len(log.find(conn, Filters(kind="policy.decision"))) == 1
        verify_proof(log.proof(conn, made.entry_id), signer.key)
        assert check_log(conn, signer.key).intact


def test_a_rolled_back_unit_leaves_no_hole(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    append(log, any_database)
    with pytest.raises(ValueError, match="no"), any_database.transaction() as conn:
        log.append(conn, _plain())
        raise ValueError("no")
    append(log, any_database)
    settle(log, any_database)
    with any_database.reading() as conn:
        report = check_log(conn, signer.key)
    assert report.intact, report.broken
    assert report.entries == 2


def test_sixteen_writers_at_once_lose_nothing(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    done = threading.Event()

    def write() -> None:
        for _ in range(12):
            append(log, any_database, [Body(subject="sub_1", document={"n": 1})])

    def keep_sealing() -> None:
        while not done.is_set():
            settle(log, any_database)
            done.wait(0.01)

    # An error inside a pool reaches the test through result().
    with ThreadPoolExecutor(18) as pool:
        sequencers = [pool.submit(keep_sealing) for _ in range(2)]
        writers = [pool.submit(write) for _ in range(16)]
        wait(writers)
        done.set()
        for one in sequencers + writers:
            one.result()
    settle(log, any_database)
    with any_database.reading() as conn:
        report = check_log(conn, signer.key)
    assert report.intact, report.broken
    assert (report.entries, report.pending, report.bodies) == (192, 0, 192)


def test_a_damaged_row_waits_and_the_rest_goes_on(
    log: AuditLog, database: Database
) -> None:
    bad, good = append(log, database), append(log, database)
    with database.transaction() as conn:
        conn.execute(
            store.outbox.update()
            .where(store.outbox.c.entry_id == bad.entry_id)
            .values(leaf=b"{}")
        )
    with database.transaction() as conn:
        assert log.sequence(conn) == 1
        assert log.pending(conn) == 1
        assert log.entry(conn, good.entry_id).index == 0


def test_a_changed_past_is_never_signed(log: AuditLog, database: Database) -> None:
    append(log, database)
    append(log, database)
    settle(log, database)
    without_triggers(
        database,
        store.log.update().where(store.log.c.idx == 0).values(leaf_hash=b"\x00" * 32),
    )
    append(log, database)
    with database.transaction() as conn:
        log.sequence(conn)
        with pytest.raises(LogSplitError):
            log.seal(conn)


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("name", ["audit_log", "audit_checkpoint"])
def test_the_database_refuses_to_change_what_is_written(
    log: AuditLog, any_database: Database, name: str, verb: str
) -> None:
    append(log, any_database)
    settle(log, any_database)
    table = store.metadata.tables[name]
    column = next(iter(table.primary_key.columns))
    change = table.delete() if verb == "delete" else table.update().values({column: 9})
    refused = pytest.raises(sa.exc.DBAPIError, match="append-only")
    with refused, any_database.transaction() as conn:
        conn.execute(change)


def test_entries_are_found_by_each_term(log: AuditLog, any_database: Database) -> None:
    terms = IndexTerms(
        subject="sub_1", actor="esp", channel="email", campaign="spring_7",
        decision="dec_1", rules=("cap-email-week", "quiet-hours"),
    )  # fmt: skip
    wanted = append(
        log, any_database, index=terms, revision=REVISION, purpose="newsletter"
    )
    append(log, any_database, kind="auth", outcome="deny", at=NOW + timedelta(hours=1))
    by_term = [
        {"subject": "sub_1"}, {"actor": "esp"}, {"channel": "email"},
        {"campaign": "spring_7"}, {"decision": "dec_1"}, {"rule": "quiet-hours"},
        {"revision": REVISION}, {"purpose": "newsletter"},
        {"kind": "policy.decision"}, {"outcome": "allow"},
        {"since": NOW, "until": NOW + timedelta(seconds=1)},
    ]  # fmt: skip
    with any_database.reading() as conn:
        for one in by_term:
            found = log.find(conn, Filters(**one))
            assert [f.entry_id for f in found] == [wanted.entry_id], one
            assert found[0].terms == (
                IndexTerms(**(terms.__dict__ | {"purpose": "newsletter"})),
            )
        assert log.find(conn, Filters(rule="quiet")) == ()
        assert log.find(conn, Filters(rule="quiet_hours")) == ()


def test_pages_join_without_repeats(log: AuditLog, any_database: Database) -> None:
    made = [
        append(log, any_database, at=NOW + timedelta(seconds=n)).entry_id
        for n in range(7)
    ]
    seen: list[str] = []
    with any_database.reading() as conn:
        while page := log.find(conn, Filters(), seen[-1] if seen else None, limit=3):
            seen += [one.entry_id for one in page]
    assert seen == made[::-1]


def test_a_header_outside_its_vocabulary_is_refused(
    log: AuditLog, database: Database
) -> None:
    with pytest.raises(InvalidEntryError):
        append(log, database, purpose="Léa Martin")


def test_ten_thousand_entries_are_sequenced_quickly(
    log: AuditLog, database: Database
) -> None:
    with database.transaction() as conn:
        for _ in range(10_000):
            log.append(conn, _plain())
    began = time.perf_counter()
    moved = 0
    while True:
        with database.transaction() as conn:
            step = log.sequence(conn)
        if not step:
            break
        moved += step
    assert moved == 10_000
    # About a second on a quiet machine; the bound only catches a wrong order of growth.
    assert time.perf_counter() - began < 10


def test_a_log_that_shrank_is_never_signed(log: AuditLog, database: Database) -> None:
    append(log, database)
    append(log, database)
    settle(log, database)
    with database.transaction() as conn:
        frontier = merkle.Frontier()
        frontier.append(b"x" * 32)
        store.save_frontier(conn, frontier)
        with pytest.raises(LogSplitError, match="smaller"):
            log.seal(conn)


def test_a_forged_state_of_the_tree_is_never_signed(
    log: AuditLog, database: Database
) -> None:
    append(log, database)
    settle(log, database)
    append(log, database)
    with database.transaction() as conn:
        log.sequence(conn)
        store.save_frontier(conn, merkle.Frontier(2, [b"x" * 32]))
        with pytest.raises(LogSplitError, match="state of the tree"):
            log.seal(conn)


def test_an_unknown_entry_is_said(log: AuditLog, database: Database) -> None:
    nobody = new_id("ent", NOW)
    with database.reading() as conn:
        for read in (log.entry, log.bodies):
            with pytest.raises(UnknownEntryError):
                read(conn, nobody)


def test_a_log_without_a_key_still_shows_the_newest_checkpoint(
    log: AuditLog, database: Database
) -> None:
    append(log, database)
    settle(log, database)
    silent = AuditLog(
        writer="w", installation="here", seal_body=seal_body, signer=None,
        now=lambda: NOW,
    )  # fmt: skip
    with database.reading() as conn:
        assert silent.checkpoint(conn) == log.checkpoint(conn)


def test_there_is_work_until_all_is_sealed(log: AuditLog, database: Database) -> None:
    def has_work() -> bool:
        with database.reading() as conn:
            return log.has_work(conn)

    assert not has_work()
    append(log, database)
    assert has_work()
    with database.transaction() as conn:
        log.sequence(conn)
    assert has_work()
    with database.transaction() as conn:
        log.seal(conn)
    assert not has_work()
    append(log, database)
    assert has_work()


def test_what_weighs_is_remembered_until_it_is_asked_for(
    log: AuditLog, database: Database
) -> None:
    log.take_weighty()
    append(log, database)
    assert not log.take_weighty()
    append(log, database, kind="consent.change", outcome="done")
    append(log, database)
    assert log.take_weighty()
    assert not log.take_weighty()
