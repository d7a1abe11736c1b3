"""Jobs run in one process at a time, survive their own errors, and stop when told."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from audit import Entry, check_log
from cdp import access
from cdp.assembly import Services, utc_now
from cdp.ingestion import list_quarantine
from cdp.scheduler import LEASE, Scheduler


def append(services: Services, count: int = 1) -> None:
    with services.database.transaction() as conn:
        for _ in range(count):
            services.log.append(
                conn, Entry(at=services.now(), kind="config", outcome="done")
            )


def pending(services: Services) -> int:
    with services.database.reading() as conn:
        return services.log.pending(conn)


def test_one_turn_seals_what_is_pending(services: Services) -> None:
    append(services, 3)
    scheduler = Scheduler(services)
    assert scheduler.run_once()
    with services.database.reading() as conn:
        report = check_log(conn, services.audit_key)
    assert report.intact
    assert report.pending == 0
    assert report.checkpoint_size == report.entries >= 3
    scheduler.stop()


def test_a_quiet_log_gets_no_new_checkpoint(services: Services) -> None:
    scheduler = Scheduler(services)
    append(services)
    scheduler.run_once()
    with services.database.reading() as conn:
        before = services.log.checkpoint(conn)
        assert not services.log.has_work(conn)
    scheduler.run_once()
    with services.database.reading() as conn:
        assert services.log.checkpoint(conn) == before


def test_a_second_process_waits_until_the_first_stops(services: Services) -> None:
    first, second = Scheduler(services), Scheduler(services)
    assert first.run_once()
    assert not second.run_once()
    first.stop()
    assert second.run_once()


def test_the_log_is_sealed_though_a_leader_that_died_holds_the_lease(
    services: Services,
) -> None:
    assert Scheduler(services).run_once()
    append(services)
    assert not Scheduler(services).run_once()
    assert pending(services) == 0
    append(services)
    other = Scheduler(services)
    for job in other.jobs:
        other._guarded(job)
    assert pending(services) == 0


def test_a_leader_that_fell_silent_is_replaced(services: Services) -> None:
    first = Scheduler(services)
    assert first.run_once()
    later = services.now() + LEASE + timedelta(seconds=1)
    assert Scheduler(replace(services, now=lambda: later)).run_once()


def test_the_jobs_run_by_themselves_and_stop(services: Services) -> None:
    quick = replace(services.settings, seal_seconds=0.05, journey_seconds=0.05)
    scheduler = Scheduler(replace(services, settings=quick))
    append(services)
    scheduler.start()
    waited = threading.Event()
    for _ in range(200):
        if pending(services) == 0:
            break
        waited.wait(0.02)
    scheduler.stop()
    assert pending(services) == 0
    append(services)
    waited.wait(0.2)
    assert pending(services) == 1


def test_a_failing_job_is_logged_by_kind_and_the_next_goes_on(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def enter_new(self) -> int:
            raise ValueError("lea@example.test")

    scheduler = Scheduler(replace(services, journeys=Broken()))
    with caplog.at_level(logging.ERROR):
        for job in scheduler.jobs:
            scheduler._guarded(job)
    (line,) = caplog.records
    assert line.fields == {"job": "journeys", "kind": "ValueError"}
    assert "lea" not in caplog.text


def test_stopping_before_starting_is_no_error(services: Services) -> None:
    Scheduler(services).stop()


def test_what_nobody_mended_in_time_is_tidied_away(services: Services) -> None:
    with services.database.transaction() as conn:
        access.add_source(conn, "web", now=services.now())
        source = access.source_by_name(conn, "web")
    assert source
    services.ingestion.accept(source, "track", {"event": 7}, services.now())
    with services.database.reading() as conn:
        assert len(list_quarantine(conn, 10)) == 1
    Scheduler(services).run_once()
    with services.database.reading() as conn:
        assert len(list_quarantine(conn, 10)) == 1
    later = replace(services, now=lambda: utc_now() + timedelta(days=31))
    Scheduler(later).run_once()
    with services.database.reading() as conn:
        assert list_quarantine(conn, 10) == []
