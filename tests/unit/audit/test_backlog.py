"""When too much waits for its place, more is refused; and only until it moved on."""

import pytest
import sqlalchemy as sa

from audit import AuditLog, Backlog, BacklogError
from cdp.database import Database
from tests.unit.audit.helpers import append


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sequence(log: AuditLog, database: Database) -> None:
    with database.transaction() as conn:
        log.sequence(conn)


def is_open(log: AuditLog, database: Database) -> bool:
    try:
        append(log, database)
    except BacklogError:
        return False
    return True


def test_above_so_many_more_are_refused(
    log: AuditLog, any_database: Database, clock: Clock
) -> None:
    log.refuse_when_late(Backlog(entries=3, seconds=1000, clock=clock))
    for _ in range(4):
        clock.at += 1
        assert is_open(log, any_database)
    clock.at += 1
    assert not is_open(log, any_database)
    sequence(log, any_database)
    clock.at += 0.1
    assert not is_open(log, any_database), "between two looks the last one holds"
    clock.at += 1
    assert is_open(log, any_database)


def test_an_entry_that_waits_too_long_stops_the_rest(
    log: AuditLog, any_database: Database, clock: Clock
) -> None:
    log.refuse_when_late(Backlog(entries=1000, seconds=5, clock=clock))
    assert is_open(log, any_database)
    for _ in range(10):  # the oldest moves on each time
        clock.at += 4
        assert is_open(log, any_database)
        sequence(log, any_database)
    assert is_open(log, any_database)
    clock.at += 1
    assert is_open(log, any_database)
    clock.at += 4
    assert is_open(log, any_database)
    clock.at += 2
    assert not is_open(log, any_database)
    sequence(log, any_database)
    clock.at += 1
    assert is_open(log, any_database)


@pytest.mark.parametrize(("damaged", "holds_up"), [(1, False), (16, True)])
def test_a_damaged_row_does_not_stop_everybody(
    log: AuditLog, database: Database, clock: Clock, damaged: int, holds_up: bool
) -> None:
    for _ in range(damaged):
        append(log, database)
    with database.transaction() as conn:
        conn.execute(sa.text("UPDATE audit_outbox SET leaf_hash = zeroblob(32)"))
    log.refuse_when_late(Backlog(entries=1000, seconds=5, clock=clock))
    append(log, database)
    for _ in range(2):
        clock.at += 60
        sequence(log, database)
        assert is_open(log, database) is not holds_up
