"""A small installation's graph, with the records of two feeds in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from audit import AuditLog, Filters
from cdp.database import Database
from cdp.identity import resolve, store
from cdp.identity.batch import LinkReport, link_all
from cdp.identity.graph import Held, Link, to_us
from cdp.identity.merge import Writer
from cdp.vault import KeyRing, Vault
from tests.unit.cdp.identity_link.people import feeds

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
Rows = list[dict[str, object]]


@dataclass
class Graph:
    """Records as they stand, and their plain rows for linking."""

    database: Database
    vault: Vault
    log: AuditLog
    rows: Rows

    def writer(self) -> Writer:
        return Writer(log=self.log, now=START, actor="link")

    def link(self, **options: frozenset[str]) -> LinkReport:
        return link_all(self.database, self.rows, self.writer(), **options)

    def number_customers(self) -> None:
        """Let every record carry the user id of its source."""
        at_us = to_us(START)
        held = [
            Held(
                kind="user_id",
                digest=self.vault.digest("user_id", str(row["record"])),
                record=str(row["record"]),
                first_seen_us=at_us,
            )
            for row in self.rows
        ]
        with self.database.transaction() as conn:
            store.insert_identifiers(conn, held)

    def links(self) -> list[Link]:
        with self.database.reading() as conn:
            return store.links_touching(conn, [str(r["record"]) for r in self.rows])

    def persons(self) -> dict[str, str]:
        ids = [str(row["record"]) for row in self.rows]
        with self.database.reading() as conn:
            found = store.records_by_id(conn, ids)
        return {one.id: one.person for one in found.values()}

    def audited(self, kind: str) -> int:
        with self.database.reading() as conn:
            return len(self.log.find(conn, Filters(kind=kind), limit=1_000))


def grow(database: Database, rows: Rows) -> Graph:
    vault = Vault(KeyRing())
    with database.transaction() as conn:
        vault.prepare(conn, START)
    log = AuditLog(
        writer="test",
        installation="test",
        seal_body=vault.seal_evidence,
        signer=None,
        now=lambda: START,
    )
    graph = Graph(database, vault, log, rows)
    arrivals = [
        resolve.read_arrival(
            vault,
            str(row["source"]),
            str(row["record"]),
            [("email", str(row["email"]))] if row["email"] else [],
        )
        for row in rows
    ]
    with database.transaction() as conn:
        attached = resolve.attach(conn, vault, arrivals, graph.writer())
    for row, one in zip(rows, attached, strict=True):
        row["record"] = one.record_id
    return graph


@pytest.fixture
def graph(database: Database) -> Graph:
    return grow(database, customers())


@pytest.fixture
def pg_graph(pg_database: Database) -> Graph:
    return grow(pg_database, customers())


def customers() -> Rows:
    """Two feeds of 250 people, the first three of whom give their e-mail twice."""
    rows = feeds(250)
    for row in rows[:6]:
        row["email"] = f"p{row['person']}@example.test"
    return rows


@pytest.fixture
def small_graph(database: Database) -> Graph:
    return grow(database, feeds(20))
