"""A consent room for tests: the real policies, engine, log and ledger; plain seals."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import audit
from consent.acts import Act
from consent.bundle import Bundle
from consent.decisions import Decisions
from consent.embedded import EmbeddedEngine
from consent.ledger import Ledger, Recorded
from consent.permit_keys import PermitSigner
from consent.purposes import Purposes
from consent.subject import Circle, PersonFacts, Question, SubjectId, Tie

POLICIES = Path(__file__).parents[3] / "policies"
NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)  # a Wednesday
LEA = SubjectId("sub_" + "A" * 26)
LEA_TOO = SubjectId("sub_" + "B" * 26)
TOM = SubjectId("sub_" + "C" * 26)
PERSON = "per_" + "P" * 26
NOTICE = ("signup", "3", "en")
CAN_ALL = (
    "unsubscribe_link",
    "list_unsubscribe",
    "withdrawal_link",
    "sender_identity",
    "notice_art14",
    "offer_objection",
    "ai_disclosure",
    "ai_marking",
    "human_review",
    "no_open_tracking",
    "drop_fields",
    "gpc_acknowledged",
)
NEWSLETTER = {
    "channel": "email",
    "purpose": "newsletter",
    "campaign": "spring-2027",
    "content_class": "marketing",
    "can_fulfil": CAN_ALL,
}


def circle(*others: tuple[SubjectId, Tie], who: SubjectId = LEA) -> Circle:
    return Circle(person=PERSON, subjects=((who, Tie.SELF), *others))


def ask(
    properties: Mapping[str, object] = NEWSLETTER,
    *,
    about: Circle | None = None,
    name: str = "send",
    places: tuple[str, ...] = ("FR",),
    signals: Mapping[str, object] = MappingProxyType({}),
) -> Question:
    return Question(
        client="email-esp",
        name=name,
        properties=properties,
        circle=about or circle(),
        facts=PersonFacts(
            places=places,
            born_on=datetime(1990, 5, 1, tzinfo=UTC).date(),
            timezones=("Europe/Paris",),
        ),
        signals=signals,
    )


def act(word: str = "grant", *, at: datetime = NOON, **terms: Any) -> Act:
    bare = {"limit", "unlimit", "restrict", "unrestrict", "suppress", "erase"}
    bare |= {"inform", "obtain"}
    if "kind" not in terms and "purpose" not in terms and word not in bare:
        terms = {"purpose": "newsletter", "channel": "email", **terms}
    if word == "grant":
        terms = {"notice": NOTICE, **terms}
    return Act(**{"subject": LEA, "act": word, "at": at, "method": "web_form", **terms})


@dataclass
class Room:
    database: Any
    bundle: Bundle
    log: audit.AuditLog
    ledger: Ledger
    decisions: Decisions
    signer: PermitSigner
    sealed: list[bytes] = field(default_factory=list)

    def say(self, said: Act, *, now: datetime = NOON, about: Any = None) -> Recorded:
        with self.database.transaction() as conn:
            return self.ledger.append(conn, said, now, circle=about or circle())

    def decide(self, question: Question, now: Any = NOON) -> Any:
        with self.database.transaction() as conn:
            return self.decisions.decide(conn, question, now)

    def permit(self, question: Question, now: Any = NOON) -> Any:
        with self.database.transaction() as conn:
            return self.decisions.permit(conn, question, now)

    def settle(
        self, permit_id: str, status: str, now: datetime = NOON, at: Any = None
    ) -> Any:
        with self.database.transaction() as conn:
            return self.decisions.settle(
                conn, permit_id, status, at or now, "email-esp", now
            )

    def entries(self, **wanted: Any) -> tuple[audit.Found, ...]:
        with self.database.reading() as conn:
            return self.log.find(conn, audit.Filters(**wanted))


def load_bundle(**changes: Mapping[str, Any]) -> Bundle:
    """The real policies, with some registers changed."""
    bundle = Bundle.load(POLICIES)
    assert bundle.problems == ()
    if not changes:
        return bundle
    data = MappingProxyType({**bundle.data, **changes})
    return replace(bundle, data=data, revision="sha256:" + "0" * 64)


def switched_on(term: str) -> Bundle:
    """The real policies with a rule in force that ships switched off."""
    terms = load_bundle().register("validity")
    assert terms[term]["on"] is False
    return load_bundle(validity={**terms, term: {**terms[term], "on": True}})


def make_room(database: Any, bundle: Bundle | None = None, engine: Any = None) -> Room:
    bundle = bundle or load_bundle()
    sealed: list[bytes] = []

    def seal(_conn: Any, _who: str | None, _aad: bytes, plaintext: bytes) -> bytes:
        sealed.append(plaintext)
        return plaintext[::-1]

    log = audit.AuditLog(
        writer="test",
        installation="test",
        seal_body=seal,
        signer=None,
        now=lambda: NOON,
    )
    ledger = Ledger(purposes=Purposes(bundle), log=log)
    signer = PermitSigner(bytes(range(32)))
    with database.transaction() as conn:
        ledger.notices.publish(conn, NOTICE, text="We write monthly.", now=NOON)
    return Room(
        database=database,
        bundle=bundle,
        log=log,
        ledger=ledger,
        decisions=Decisions(
            engine=engine or EmbeddedEngine(bundle, timeout_seconds=30),
            bundle=bundle,
            ledger=ledger,
            log=log,
            permit_signer=signer,
            permit_ttl=timedelta(seconds=60),
        ),
        signer=signer,
        sealed=sealed,
    )
