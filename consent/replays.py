"""Recorded decisions, asked again under the policies of then or of today.

What was published once is kept by revision, so the policies of then can be asked on
any later day, whatever is in force. Nothing here writes.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from consent.bundle import Bundle
from consent.engine import PolicyEngine, Remembering
from consent.errors import ConflictError, InvalidInputError, NotFoundError
from consent.ledger import Ledger
from consent.moving import Exact
from consent.publishing import load_published
from consent.records import DecisionRecord, load_decision
from consent.replay import POLICIES, THEN, Again, Policies, Replayed, replay
from consent.store import Connection
from consent.subject import PersonFacts

# An old decision is asked about with others of its time.
_KEPT = 3


class Replays:
    """Asks again. Safe to share between threads; holds no connection."""

    def __init__(
        self,
        *,
        engine: PolicyEngine,
        bundle: Bundle,
        ledger: Ledger,
        make_engine: Callable[[Bundle], PolicyEngine],
    ) -> None:
        """Take today's engine and bundle; `make_engine` makes one for others."""
        self._today = Policies(engine=engine, bundle=bundle)
        self._ledger = ledger
        self._make_engine = make_engine
        self._kept: OrderedDict[str, Policies] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, conn: Connection, decision_id: str) -> DecisionRecord:
        """Read a decision.

        Raises:
            NotFoundError: There is no such decision.
        """
        return load_decision(conn, decision_id)

    def replay(
        self,
        conn: Connection,
        record: DecisionRecord,
        again: Again,
        person: PersonFacts,
    ) -> Replayed:
        """Judge a recorded decision once more; see `consent.replay`.

        `person` is what the profile says: ages and clocks move to `again.at` by it, and
        what it does not say any more stays as it was recorded.

        Raises:
            InvalidInputError: The policy or a change is unknown.
            ConflictError: The policies of then are not kept, or ask for other facts.
            PolicyUnavailableError: The registers of these policies are not whole.
        """
        if again.policy not in POLICIES:
            raise InvalidInputError({"policy": "one of " + ", ".join(POLICIES)})
        policies = self._today
        if again.policy == THEN:
            policies = self._of(conn, record.revision)
        exact = None if again.at is None else self._exact(conn, record, person)
        return replay(record, again, policies, exact)

    def _exact(
        self, conn: Connection, record: DecisionRecord, person: PersonFacts
    ) -> Exact:
        purpose, channel = (record.question.get(n) for n in ("purpose", "channel"))
        ledger = self._ledger.fold(conn, record.circle, purpose, channel, record.at)
        return Exact(ledger=ledger, person=person)

    def _of(self, conn: Connection, revision: str) -> Policies:
        if revision == self._today.bundle.revision:
            return self._today
        with self._lock:
            known = self._kept.get(revision)
            if known is None:
                known = self._kept[revision] = self._load(conn, revision)
            self._kept.move_to_end(revision)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return known

    def _load(self, conn: Connection, revision: str) -> Policies:
        try:
            bundle = load_published(conn, revision)
        except NotFoundError as err:
            raise ConflictError(
                f"the policies of then ({revision}) are not kept here; ask under "
                "those of today"
            ) from err
        return Policies(engine=Remembering(self._make_engine(bundle)), bundle=bundle)
