"""The bench of the log writes, searches, proves and checks a real one."""

import pytest

from cdp.bench.audit import AuditPlan, bench_audit, searches
from cdp.bench.audit_store import database_bytes, fresh_database
from cdp.bench.entries import made_up, subject_names
from cdp.database import Database

PLAN = AuditPlan(entries=2500, clients=4, rounds=1, seconds=0.3, repeats=1)
KINDS = {"policy.decision", "permit.issue", "permit.outcome", "auth"}


def test_it_measures_a_log_against_a_bare_table():
    told = []
    found = bench_audit(lambda *step: told.append(step), PLAN)
    assert "postgresql" not in found
    measured = found["sqlite"]
    written = measured["writing"]
    assert written["entries_per_second"] > 0
    assert 0 < written["p50_ms"] <= written["p99_ms"] <= written["worst_wait_ms"]
    assert 500 < written["bytes_each"] < measured["bytes_per_entry"]
    assert measured["checking"]["intact"]
    assert measured["checking"]["entries"] > PLAN.entries
    assert measured["proving"]["p50_ms"] > 0
    named = set(measured["searching"]["first_page_ms"])
    assert set(searches(subject_names(100))) < named
    assert told[-1] == ("SQLite: writing", PLAN.entries, PLAN.entries)


def test_entries_are_the_same_each_time_but_for_their_ids():
    subjects = subject_names(100)
    first, second = (list(made_up(1000, subjects)) for _ in range(2))
    assert [one.entry for one in first] == [one.entry for one in second]
    assert {one.entry.kind for one in first} > KINDS
    assert any(len(one.bodies) > 1 for one in first)


def test_a_database_of_its_own_goes_afterwards(postgres_server: str):
    with fresh_database(postgres_server) as url:
        database = Database(url)
        assert database_bytes(database) > 0
        database.dispose()
    gone = Database(url)
    with pytest.raises(Exception, match="does not answer"):
        gone.ping()
