"""An export holds what the newest checkpoint covers, line by line."""

import json

from audit import AuditLog, newest_note, write_export
from cdp.database import Database
from tests.unit.audit.helpers import append, settle


def test_an_export_may_end_at_an_older_checkpoint_and_tells_how_far_it_is(
    log: AuditLog, any_database: Database
) -> None:
    append(log, any_database)
    settle(log, any_database)
    with any_database.reading() as conn:
        older = newest_note(conn)
    append(log, any_database)
    settle(log, any_database)
    lines: list[str] = []
    seen: list[tuple[int, int]] = []
    with any_database.reading() as conn:
        told = lambda *step: seen.append(step)  # noqa: E731
        assert write_export(conn, lines.append, told, note=older) == 1
    assert json.loads(lines[-1]) == {"checkpoint": older}
    assert (len(lines), seen) == (3, [(0, 1)])


def test_an_export_begins_with_its_format_and_ends_with_the_checkpoint(
    log: AuditLog, any_database: Database
) -> None:
    made = append(log, any_database)
    settle(log, any_database)
    append(log, any_database)
    with any_database.transaction() as conn:
        log.sequence(conn)
    lines: list[str] = []
    with any_database.reading() as conn:
        write_export(conn, lines.append)
    rows = [json.loads(line) for line in lines]
    assert rows[0] == {"format": "accord-audit-export/v1", "size": 1}
    assert json.loads(rows[1]["leaf"])["id"] == made.entry_id
    assert rows[1]["hash"] == made.leaf_hash.hex()
    assert list(rows[2]) == ["checkpoint"]
