"""Ingestion with the real parts: vault, policies, ledger, log."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import AuditLog, Filters
from cdp import identity, profiles
from cdp.access import Source
from cdp.database import Database
from cdp.ingestion import Accepted, Ingestion, Intake
from cdp.profiles import EventView
from cdp.settings import default_policy_dir
from cdp.vault import KeyRing, Vault
from consent import (
    Bundle,
    Circle,
    Decisions,
    EmbeddedEngine,
    Ledger,
    PermitSigner,
    Purposes,
    Remembering,
)

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SHOP = Source(name="shop", purpose="service_messages")


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return Bundle.load(default_policy_dir())


@dataclass
class Desk:
    """Deliveries come in one after the other, a minute apart."""

    ingestion: Ingestion
    vault: Vault
    ledger: Ledger
    log: AuditLog
    now: datetime = START
    source: Source = field(default=SHOP)

    @property
    def database(self) -> Database:
        return self.ingestion.database

    def send(self, kind: str, **payload: object) -> Accepted:
        self.now += timedelta(minutes=1)
        return self.ingestion.accept(self.source, kind, payload, self.now)

    def circle(self, kind: str, value: str) -> Circle:
        with self.database.reading() as conn:
            return identity.circle(conn, self.vault, kind, value, region="FR")

    def profile(self, kind: str, value: str) -> dict[str, object]:
        with self.database.reading() as conn:
            circle = identity.circle(conn, self.vault, kind, value, region="FR")
            found = profiles.view(conn, self.vault, circle)
        return {one.name: one.best.value for one in found}

    def events(self, kind: str, value: str) -> list[EventView]:
        with self.database.reading() as conn:
            circle = identity.circle(conn, self.vault, kind, value, region="FR")
            return profiles.events(conn, self.vault, circle.all_subjects)

    def consent(self, kind: str, value: str, purpose: str) -> str:
        circle = self.circle(kind, value)
        with self.database.reading() as conn:
            return self.ledger.fold(conn, circle, purpose, None, self.now).consent

    def audited(self, kind: str) -> int:
        with self.database.reading() as conn:
            return len(self.log.find(conn, Filters(kind=kind), limit=1_000))


def make_desk(database: Database, bundle: Bundle) -> Desk:
    vault = Vault(KeyRing())
    with database.transaction() as conn:
        vault.prepare(conn, START)
        seed = vault.signing_seed(conn, "permits")
    log = AuditLog(
        writer="test",
        installation="test",
        seal_body=vault.seal_evidence,
        signer=None,
        now=lambda: START,
    )
    purposes = Purposes(bundle)
    ledger = Ledger(purposes=purposes, log=log)
    decisions = Decisions(
        engine=Remembering(EmbeddedEngine(bundle, timeout_seconds=5)),
        bundle=bundle,
        ledger=ledger,
        log=log,
        permit_signer=PermitSigner(seed),
        permit_ttl=timedelta(minutes=15),
    )
    intake = Intake(
        vault=vault,
        decisions=decisions,
        ledger=ledger,
        purposes=purposes,
        log=log,
        region="FR",
    )
    ingestion = Ingestion(database=database, intake=intake)
    return Desk(ingestion, vault, ledger, log)


@pytest.fixture
def desk(database: Database, bundle: Bundle) -> Desk:
    return make_desk(database, bundle)


@pytest.fixture
def any_desk(any_database: Database, bundle: Bundle) -> Desk:
    return make_desk(any_database, bundle)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made
