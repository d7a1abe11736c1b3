"""Ask a recorded question again, and put on record who did and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from audit import AuditLog, Body, Entry, IndexTerms
from cdp import profiles
from cdp.database import Database
from cdp.vault import Vault
from consent import Again, PersonFacts, Replayed, Replays

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who asks again, by a short name, and what for."""

    name: str
    reason: str


class AskingAgain:
    """Replays decisions. Nothing is sent, nothing reserved, no decision recorded."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        replays: Replays,
        log: AuditLog,
        now: Clock,
    ) -> None:
        """Take the parts."""
        self._database = database
        self._vault = vault
        self._replays = replays
        self._log = log
        self._now = now

    def replay(self, decision_id: str, again: Again, reader: Reader) -> Replayed:
        """Ask again; the reading is on record when this returns.

        Raises:
            NotFoundError: There is no such decision.
            InvalidInputError: The policy or a change is unknown.
            ConflictError: The policies of then are not kept, or ask for other facts.
        """
        with self._database.reading() as conn:
            record = self._replays.load(conn, decision_id)
            person = PersonFacts()
            if again.at is not None:
                person = profiles.facts(
                    conn, self._vault, record.circle, today=again.at
                )
            found = self._replays.replay(conn, record, again, person)
        self._note(record.subject, found, reader)
        return found

    def _note(self, subject: str | None, found: Replayed, reader: Reader) -> None:
        at = found.again.at
        document = {
            "event": "data.read",
            "decision": found.decision,
            "reader": reader.name,
            "reason": reader.reason,
            "replay": {
                "policy": found.again.policy,
                "at": None if at is None else at.isoformat(),
                "changed": sorted(found.again.changes),
                "revision": found.revision,
            },
        }
        with self._database.transaction() as conn:
            self._log.append(
                conn,
                Entry(at=self._now(), kind="data.read", outcome="done"),
                [Body(subject=subject, document=document)],
                IndexTerms(subject=subject, actor=reader.name, decision=found.decision),
            )
