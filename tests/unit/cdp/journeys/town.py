"""Real parts around journeys; only the way out remembers instead of sending."""

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit import AuditLog, Signer, new_id
from cdp import identity, profiles
from cdp.asking import Asking
from cdp.channels import Message, check_permit
from cdp.database import Database
from cdp.errors import ChannelError
from cdp.journeys import Definition, Journeys, load_definition
from cdp.links import Links
from cdp.vault import KeyFile, Opened, Vault
from consent import (
    Act,
    Bundle,
    Decisions,
    EmbeddedEngine,
    Ledger,
    Permit,
    PermitSigner,
    Purposes,
    SubjectId,
)

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday morning


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class Outbox:
    """Remembers what was handed over; fails when told to."""

    carries = frozenset({"email"})
    needs_address = True

    def __init__(self) -> None:
        self.sent: list[tuple[Message, Permit, str]] = []
        self.failure: BaseException | None = None
        self.lock = threading.Lock()

    def send(
        self, message: Message, permit: Permit, address: Opened | None, now: datetime
    ) -> None:
        check_permit(message, permit, self.carries, now)
        if self.failure:
            raise self.failure
        assert address is not None
        with self.lock:
            self.sent.append((message, permit, address.text()))

    def fail(self) -> None:
        self.failure = ChannelError("the relay is down")


JOURNEY = {
    "id": "hello",
    "version": 1,
    "name": {"en": "Hello", "fr": "Bonjour"},
    "entry": {"event": "Signed Up"},
    "steps": [
        {
            "id": "first", "kind": "message", "purpose": "newsletter",
            "channel": "email", "next": "heard",
            "templates": {
                "en": {"title": "Hello", "text": "Good morning."},
                "fr": {"title": "Bonjour", "text": "Bonne journée."},
            },
        },
        {"id": "heard", "kind": "branch",
         "on": {"sent": "pause", "refused": "end", "failed": "end"}},
        {"id": "pause", "kind": "wait", "seconds": 259200, "next": "end"},
        {"id": "end", "kind": "end"},
    ],
}  # fmt: skip


@dataclass
class Town:
    """An installation, and people who live in it."""

    database: Database
    vault: Vault
    log: AuditLog
    signer: Signer
    ledger: Ledger
    decisions: Decisions
    journeys: Journeys
    clock: Clock
    outbox: Outbox
    records: dict[str, str] = field(default_factory=dict)

    def settle_in(self, name: str = "lea", **traits: object) -> str:
        """Make a person with an address in France; return the subject."""
        values = {
            "email": f"{name}@example.test", "locale": "fr-FR",
            "address": {"country": "FR"}, "timezone": "Europe/Paris",
            "birthday": "1990-04-02",
        } | traits  # fmt: skip
        known = {key: value for key, value in values.items() if value is not None}
        now = self.clock()
        with self.database.transaction() as conn:
            arrival = identity.read_arrival(
                self.vault, "shop", f"user:{name}",
                [("email", f"{name}@example.test")],
            )  # fmt: skip
            writer = identity.Writer(log=self.log, now=now)
            (attached,) = identity.attach(conn, self.vault, [arrival], writer)
            said = profiles.Traits(
                record=attached.record_id, subject=attached.subject, values=known,
                source="shop", at=now,
            )  # fmt: skip
            profiles.apply(conn, self.vault, [said], now)
        self.records[attached.subject] = attached.record_id
        return attached.subject

    def consents(self, subject: str, act: str = "grant") -> None:
        with self.database.transaction() as conn:
            notice = ("newsletter-form", "1", "fr")
            self.ledger.notices.publish(
                conn, notice, text="Recevoir la lettre ?", now=self.clock()
            )
            said = Act(
                subject=SubjectId(subject), act=act, at=self.clock(),
                method="web_form", purpose="newsletter", channel="email",
                notice=notice,
            )  # fmt: skip
            circle = self.journeys.asking.circle(conn, "subject", subject)
            self.ledger.append(conn, said, self.clock(), circle=circle)

    def happens(self, subject: str, name: str = "Signed Up") -> None:
        now = self.clock()
        event = profiles.NewEvent(
            id=new_id("evt", now), record=self.records[subject], subject=subject,
            source="shop", kind="track", name=name, at=now, document={},
        )  # fmt: skip
        with self.database.transaction() as conn:
            profiles.add_events(conn, self.vault, [event], now)

    def history(self, subject: str) -> list[str]:
        from cdp.journeys import runs_of

        with self.database.reading() as conn:
            runs = runs_of(conn, [subject])
        return [f"{h.step}: {h.outcome}" for run in runs for h in run.history]

    def with_journey(self, **changes: object) -> Journeys:
        changed: Definition = load_definition(JOURNEY | changes)
        return replace(self.journeys, definitions=(changed,))


def build(url: str, folder: Path, bundle: Bundle, engine: EmbeddedEngine) -> Town:
    database, clock, outbox = Database(url), Clock(), Outbox()
    database.migrate()
    vault = Vault(KeyFile.create(folder / "root.key"))
    with database.transaction() as conn:
        vault.prepare(conn, clock())
    signer = Signer(b"s" * 32, "accord.example.test/audit")
    log = AuditLog(
        writer="town", installation="town", seal_body=vault.seal_evidence,
        signer=signer, now=clock,
    )  # fmt: skip
    ledger = Ledger(
        purposes=Purposes(bundle), log=log,
        controller={"name": "Town", "contact": "town@example.test"},
    )  # fmt: skip
    decisions = Decisions(
        engine=engine, bundle=bundle,
        ledger=ledger, log=log, permit_signer=PermitSigner(b"p" * 32),
        permit_ttl=timedelta(minutes=15),
    )  # fmt: skip
    journeys = Journeys(
        database=database, vault=vault, asking=Asking(vault, decisions),
        decisions=decisions, log=log,
        links=Links(b"l" * 32, "https://accord.example.test"), channels=(outbox,),
        sender="Town, town@example.test", now=clock,
        definitions=(load_definition(JOURNEY),),
    )  # fmt: skip
    return Town(
        database=database, vault=vault, log=log, signer=signer, ledger=ledger,
        decisions=decisions, journeys=journeys, clock=clock, outbox=outbox,
    )  # fmt: skip
