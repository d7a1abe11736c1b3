"""Each statement of an act fails once: before it is done, and after it was done.

On PostgreSQL the connection is really lost, in front of the server or behind it. On
SQLite the driver says what it says when a disk fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pysqlite3.dbapi2
import sqlalchemy as sa

from cdp.database import Database
from tests.integration.proxy import Proxy

COMMIT = "COMMIT"
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|COMMIT)\b", re.IGNORECASE)
# Kept once for all: a writer, a situation, its verdict; a subtree for 256 entries.
SHARED = {"audit_writer", "consent_situation", "consent_verdict", "audit_node"}

# Where entries stand and what is derived from it: sequencing and sealing move these.
ORDER = {
    "audit_outbox", "audit_log", "audit_state", "audit_checkpoint", "audit_cosignature",
    "audit_index", "audit_posting", "audit_span",
}  # fmt: skip


@dataclass
class Faults:
    """Counts the statements of a database, and lets one of them fail."""

    database: Database
    proxy: Proxy | None = None
    seen: list[str] = field(default_factory=list)
    fails_at: int | None = None
    is_done_first: bool = False

    def __post_init__(self) -> None:
        dialect = self.database.engine.dialect
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            setattr(dialect, name, self._wrapped(getattr(dialect, name)))
        commit = dialect.do_commit
        dialect.do_commit = lambda raw: self._run(COMMIT, lambda: commit(raw))

    def _wrapped(self, call):
        def run(cursor, statement, *rest, **more):
            self._run(statement, lambda: call(cursor, statement, *rest, **more))

        return run

    def _run(self, statement: str, call: Callable[[], object]) -> None:
        number, _ = len(self.seen), self.seen.append(statement)
        if number != self.fails_at:
            call()
        elif self.proxy is not None:
            (self.proxy.swallow if self.is_done_first else self.proxy.cut)()
            call()
        else:
            if self.is_done_first:
                call()
            raise pysqlite3.dbapi2.OperationalError("disk I/O error")

    @contextmanager
    def watching(
        self, fails_at: int | None = None, *, is_done_first: bool = False
    ) -> Iterator[list[str]]:
        """Count from here on; fail at this statement, if any."""
        self.seen, self.fails_at, self.is_done_first = [], fails_at, is_done_first
        try:
            yield self.seen
        finally:
            self.fails_at = None


def sizes(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as conn:
        names = set(sa.inspect(conn).get_table_names()) - SHARED
        return {
            name: conn.scalar(sa.text(f'SELECT count(*) FROM "{name}"'))
            for name in sorted(names)
        }


def entries_only(found: dict[str, int]) -> dict[str, int]:
    """The same without where an entry stands: an answer that waits for a checkpoint
    sequences and seals what others left."""
    kept = {name: n for name, n in found.items() if name not in ORDER}
    return kept | {"entries": found["audit_outbox"] + found["audit_log"]}


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """What became more or less."""
    return {
        name: after[name] - before[name]
        for name in after
        if after[name] != before[name]
    }
