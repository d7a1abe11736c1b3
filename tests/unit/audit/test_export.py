"""An export holds what the newest checkpoint covers, line by line."""

import json

from audit import AuditLog, write_export
from cdp.database import Database
from tests.unit.audit.helpers import append, settle


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
