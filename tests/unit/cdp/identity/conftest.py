"""A vault, a log, and a small world of records to link."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from audit import AuditLog, Filters
from cdp.database import Database
from cdp.identity import circles, merge, resolve
from cdp.identity.merge import Writer
from cdp.identity.resolve import Attached
from cdp.vault import KeyRing, Vault
from consent import Tie

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """Records come in one after the other, a second apart."""

    database: Database
    vault: Vault
    log: AuditLog
    now: datetime = START
    ids: dict[str, Attached] = field(default_factory=dict)

    def writer(self, actor: str = "rules") -> Writer:
        self.now += timedelta(seconds=1)
        return Writer(log=self.log, now=self.now, actor=actor)

    def arrive(
        self,
        label: str,
        *,
        source: str = "shop",
        name: tuple[str, str] = ("", ""),
        **identifiers: str,
    ) -> Attached:
        arrival = resolve.read_arrival(
            self.vault, source, label, identifiers.items(), name=name, region="FR"
        )
        with self.database.transaction() as conn:
            [self.ids[label]] = resolve.attach(
                conn, self.vault, [arrival], self.writer()
            )
        return self.ids[label]

    def person(self, label: str) -> str | None:
        with self.database.reading() as conn:
            subject = self.ids[label].subject
            return circles.circle(conn, self.vault, "subject", subject).person

    def ties(self, kind: str, value: str) -> dict[str, Tie]:
        """The circle around an identifier, by the labels of the records."""
        with self.database.reading() as conn:
            found = circles.circle(conn, self.vault, kind, value, region="FR")
        labels = {one.subject: label for label, one in self.ids.items()}
        return {labels[subject]: tie for subject, tie in found.subjects}

    def change(self, act: Callable[..., merge.Moves], *args: object) -> merge.Moves:
        with self.database.transaction() as conn:
            return act(conn, *args, self.writer("dpo"))

    def audited(self, kind: str) -> int:
        with self.database.reading() as conn:
            return len(self.log.find(conn, Filters(kind=kind)))


@pytest.fixture
def world(any_database: Database) -> World:
    return make_world(any_database)


def make_world(database: Database) -> World:
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
    return World(database, vault, log)
