"""The one way to a decision: identifier → digest → circle → facts → question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cdp import profiles
from cdp.database import Connection
from cdp.identity import circles
from cdp.vault import Vault
from consent import (
    Answer,
    Circle,
    Decisions,
    Permit,
    Question,
    Refusal,
)

# The instant, or the clock that consent reads once it holds its locks.
Now = datetime | Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to do to whom; the resource is still a plain identifier."""

    client: str
    action: str
    properties: Mapping[str, object]
    resource_type: str
    resource_id: str = field(repr=False)
    signals: Mapping[str, object] = field(default_factory=dict)
    via: str = "api"


class Asking:
    """Resolves whom a question is about, then asks consent; stores nothing itself."""

    def __init__(self, vault: Vault, decisions: Decisions, region: str = "") -> None:
        """Take the parts; `region` reads national phone numbers, when set."""
        self._vault = vault
        self._decisions = decisions
        self._region = region or None

    def evaluate(self, conn: Connection, asked: Asked, now: Now) -> Answer:
        """Answer one question; the audit entry is in the caller's transaction."""
        return self.evaluate_page(conn, [asked], now)[0]

    def evaluate_page(
        self, conn: Connection, page: Sequence[Asked], now: Now
    ) -> list[Answer]:
        """Answer several questions under one audit entry with a body for each."""
        return self._decisions.decide_page(conn, self.questions(conn, page), now)

    def permit(self, conn: Connection, asked: Asked, now: Now) -> Permit | Refusal:
        """Answer and reserve the caps, in the caller's transaction."""
        return self._decisions.permit(conn, self.questions(conn, [asked])[0], now)

    def permit_subject(
        self,
        conn: Connection,
        subject: str,
        properties: Mapping[str, object],
        via: str,
        now: Now,
    ) -> Permit | Refusal:
        """Ask to send something to a subject we know, on the platform's own behalf."""
        asked = Asked(
            client=via,
            action="send",
            properties=properties,
            resource_type="subject",
            resource_id=subject,
            via=via,
        )
        return self.permit(conn, asked, now)

    def questions(self, conn: Connection, page: Sequence[Asked]) -> list[Question]:
        """Find out whom they are about and what a rule may need to know of them."""
        named = [(one.resource_type, one.resource_id) for one in page]
        circles_asked = circles.circles(conn, self._vault, named, region=self._region)
        facts = profiles.facts_page(conn, self._vault, circles_asked)
        asked = [circle.asked for circle in circles_asked if circle.asked]
        self._vault.gather_evidence_keys(conn, asked)
        return [
            Question(
                client=one.client,
                name=one.action,
                properties=one.properties,
                circle=circle,
                facts=known,
                signals=one.signals,
                resource_type=one.resource_type,
                via=one.via,
            )
            for one, circle, known in zip(page, circles_asked, facts, strict=True)
        ]

    def circle(self, conn: Connection, kind: str, value: str) -> Circle:
        """Find the subjects behind an identifier; NOBODY when there is none."""
        return circles.circle(conn, self._vault, kind, value, region=self._region)
