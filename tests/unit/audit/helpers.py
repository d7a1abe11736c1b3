"""Shared words of the audit tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from audit import Appended, AuditLog, Body, Entry, IndexTerms
from cdp.database import Database

NOW = datetime(2027, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
ORIGIN = "accord.example.test/audit"
PROTECTED = (
    "audit_log", "audit_checkpoint", "audit_origin", "audit_cosignature",
    "audit_anchor",
)  # fmt: skip
REVISION = "sha256:" + "a" * 64


def entry(**changes: object) -> Entry:
    return Entry(
        **({"at": NOW, "kind": "policy.decision", "outcome": "allow"} | changes)
    )


def append(
    log: AuditLog,
    database: Database,
    bodies: Sequence[Body] = (),
    index: IndexTerms | Sequence[IndexTerms] = (),
    **changes: object,
) -> Appended:
    with database.transaction() as conn:
        return log.append(conn, entry(**changes), bodies, index)


def settle(log: AuditLog, database: Database) -> None:
    with database.transaction() as conn:
        log.sequence(conn)
        log.seal(conn)


def without_triggers(database: Database, statement: sa.Executable) -> None:
    """Change what the triggers protect, as somebody with the database could."""
    with database.transaction() as conn:
        if database.dialect == "sqlite":
            for table in PROTECTED:
                for verb in ("UPDATE", "DELETE"):
                    conn.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            conn.exec_driver_sql("SET LOCAL session_replication_role = replica")
        conn.execute(statement)
