"""The conductor of journeys: who enters, which step is due, what became of it.

A message is claimed in one transaction, sent outside any, and settled in a second. A
crash in between leaves the run "sending"; it is then noted as unknown, never repeated.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import audit
from audit import AuditLog, Body, Entry, IndexTerms
from cdp import profiles
from cdp.asking import Asking
from cdp.channels import Channel
from cdp.database import Database
from cdp.errors import CdpError, ChannelError, KeyDestroyedError, NotFoundError
from cdp.journeys import store
from cdp.journeys.definition import (
    Branch,
    Definition,
    End,
    Send,
    Step,
    Wait,
    load_definitions,
)
from cdp.journeys.letters import CLIENT, Desk, Parcel, ask_for
from cdp.journeys.store import Connection, Happened, Run
from cdp.links import Links
from cdp.vault import Vault
from consent import ConsentError, Decisions, Permit, Refusal

OUT_OF_SIGHT: Final = timedelta(minutes=10)
TRY_AGAIN_AFTER: Final = timedelta(minutes=5)
MOST_TRIES: Final = 5
SETTLED_AS: Final = {"unknown": "sent", "refused": "cancelled"}

_logger = logging.getLogger("accord.journeys")


@dataclass(frozen=True, kw_only=True)
class Journeys:
    """Moves people along their journeys. Any number of workers may do it at once."""

    database: Database
    vault: Vault
    asking: Asking
    decisions: Decisions
    log: AuditLog
    links: Links
    channels: Sequence[Channel]
    sender: str  # who says it: name and contact of the controller
    now: Callable[[], datetime]
    definitions: Sequence[Definition] = field(default_factory=load_definitions)

    def enter_new(self, limit: int = 500) -> int:
        """Let the subjects of new events enter the journeys that begin with them.

        Nobody is on one journey twice at a time, nor twice for one event.
        """
        entered = 0
        with self.database.transaction() as conn:
            store.lock_entry(conn)
            for event in profiles.take_new_events(conn, limit):
                for one in self.definitions:
                    if one.event == event.name:
                        entered += self._enter(conn, one, event)
        return entered

    def advance(self, limit: int = 100) -> int:
        """Do up to `limit` steps that are due; return how many were done."""
        self._close_lost()
        done = 0
        while done < limit and self._advance_one():
            done += 1
        return done

    def _enter(
        self, conn: Connection, journey: Definition, event: profiles.Waiting
    ) -> bool:
        if store.is_under_way(conn, journey.id, event.subject, event.event):
            return False
        now = self.now()
        made = Run(
            id=audit.new_id("run", now), journey=journey.id, version=journey.version,
            subject=event.subject, step=journey.first, state=store.WAITING,
            permit=None, outcome=None, tries=0,
        )  # fmt: skip
        try:
            self._record(conn, made, "journey.step", {"outcome": "entered"}, now=now)
        except KeyDestroyedError:
            return False  # erased since: nothing more happens to this subject
        store.enter(conn, made, event.event, now)
        store.note(conn, made.id, Happened(step=made.step, outcome="entered", at=now))
        return True

    def _advance_one(self) -> bool:
        claimed: Run | None = None
        try:
            with self.database.transaction() as conn:
                claimed = store.claim_due(conn, self.now())
                if claimed is None:
                    return False
                parcel = self._do(conn, claimed)
        except audit.BacklogError:
            raise  # nobody's trouble in particular: the next turn tries again
        except (CdpError, ConsentError, audit.AuditError) as err:
            if claimed is None:
                raise
            self._put_off(claimed, err)
            return True
        if parcel is not None:
            self._send(parcel)
        return True

    def _do(self, conn: Connection, run: Run) -> Parcel | None:
        definition = self._definition(run)
        step = definition.steps.get(run.step) if definition else None
        now = self.now()
        match step:
            case Send():
                return self._prepare(conn, run, step)
            case Wait():
                due = now + timedelta(seconds=step.seconds)
                self._move(conn, run, step.next, Happened(
                    step=step.id, outcome="waiting", at=now
                ), due=due)  # fmt: skip
            case Branch():
                target = step.on[run.outcome or "failed"]
                happened = Happened(step=step.id, outcome=run.outcome or "none", at=now)
                self._move(conn, run, target, happened)
            case End() | None:
                outcome = "done" if step else "withdrawn"  # the journey is no more
                self._finish(conn, run, outcome)
        return None

    def _definition(self, run: Run) -> Definition | None:
        wanted = (run.journey, run.version)
        found = (one for one in self.definitions if (one.id, one.version) == wanted)
        return next(found, None)

    # ---- a message

    def _prepare(self, conn: Connection, run: Run, step: Send) -> Parcel | None:
        channel = next((c for c in self.channels if step.channel in c.carries), None)
        if channel is None:
            self._after(conn, run, step, "failed", None, None)
            return None
        asked = ask_for(run, step)
        permit = self.asking.permit(conn, asked, self.now())
        if isinstance(permit, Refusal):
            self._refused(conn, run, step, permit)
            return None
        try:
            parcel = self._pack(conn, run, step, permit, channel)
        except NotFoundError:
            self.decisions.settle(
                conn, permit.id, "cancelled", self.now(), CLIENT, self.now()
            )
            self._after(conn, run, step, "failed", permit.answer.id, permit.id)
            return None
        store.update(
            conn, run.id, state=store.SENDING, permit=permit.id, due=self.now()
        )
        return parcel

    def _pack(
        self,
        conn: Connection,
        run: Run,
        step: Send,
        permit: Permit,
        channel: Channel,
    ) -> Parcel:
        circle = self.asking.circle(conn, "subject", run.subject)
        facts = profiles.facts(conn, self.vault, circle)
        desk = Desk(links=self.links, sender=self.sender)
        message = desk.write(run, step, permit, facts.locale or "en")
        address = None
        if channel.needs_address:
            # The reading is on record before the address is opened.
            used = {"what": "contact_point", "permit": permit.id}
            self._record(conn, run, "data.read", used, step=step, now=self.now())
            address = profiles.contact_point(conn, self.vault, permit, circle)
        return Parcel(
            run=run, step=step, permit=permit, message=message, address=address,
            channel=channel,
        )  # fmt: skip

    def _refused(
        self, conn: Connection, run: Run, step: Send, refusal: Refusal
    ) -> None:
        answer = refusal.answer
        if answer.not_before is None or run.tries >= MOST_TRIES:
            self._after(conn, run, step, "refused", answer.id, None)
            return
        # Only the moment is wrong (quiet hours, a cap): come back when it is right.
        store.update(conn, run.id, due=answer.not_before, tries=run.tries + 1)
        late = Happened(
            step=step.id, outcome="put off", at=self.now(), decision=answer.id
        )
        store.note(conn, run.id, late)

    def _send(self, parcel: Parcel) -> None:
        outcome = "sent"
        if not self._may_still(parcel):
            with self.database.transaction() as conn:
                self._settle(conn, parcel, "refused")
            return
        try:
            parcel.channel.send(
                parcel.message, parcel.permit, parcel.address, self.now()
            )
        except ChannelError as err:
            outcome = "failed"
            _logger.warning(
                "message not sent",
                extra={"fields": {"run": parcel.run.id, "permanent": err.permanent}},
            )
        with self.database.transaction() as conn:
            self._settle(conn, parcel, outcome)

    def _may_still(self, parcel: Parcel) -> bool:
        """Tell if nothing ended the permit since: a withdrawal, an erasure."""
        with self.database.reading() as conn:
            return self.decisions.permits.is_open(conn, parcel.permit, self.now())

    def _settle(self, conn: Connection, parcel: Parcel, outcome: str) -> None:
        permit, run, step = parcel.permit, parcel.run, parcel.step
        waiting = store.still_sending(conn, run.id, permit.id)
        known = self._proved(conn, run, step, permit.id, outcome)
        if waiting and known:
            self._after(conn, run, step, outcome, permit.answer.id, permit.id)
        elif waiting:
            self._finish(conn, run, "erased")

    def _close_lost(self) -> None:
        """Note what went out of sight in a crash; it is never sent again."""
        while True:
            with self.database.transaction() as conn:
                now = self.now()
                run = store.claim_stuck(conn, now - OUT_OF_SIGHT)
                if run is None:
                    return
                self._close(conn, run, now)

    def _close(self, conn: Connection, run: Run, now: datetime) -> None:
        definition = self._definition(run)
        step = definition.steps.get(run.step) if definition else None
        unknown = Happened(step=run.step, outcome="unknown", at=now, permit=run.permit)
        store.note(conn, run.id, unknown)
        known = self._proved(conn, run, step, run.permit or "", "unknown")
        if not known:
            self._finish(conn, run, "erased")
        elif isinstance(step, Send):
            self._after(conn, run, step, "failed", None, run.permit)
        else:
            self._finish(conn, run, "withdrawn")

    def _proved(
        self, conn: Connection, run: Run, step: Step | None, permit: str, outcome: str
    ) -> bool:
        """Settle the permit and record what became of the message.

        False when the subject was erased meanwhile: nothing about it is written then.
        """
        now = self.now()
        # It may have gone out: a cap must rather count a message that never left than
        # miss one that did.
        settled_as = SETTLED_AS.get(outcome, outcome)
        said = {"outcome": outcome, "permit": permit}
        try:
            with conn.begin_nested():  # both, or neither
                self.decisions.settle(conn, permit, settled_as, now, CLIENT, now)
                self._record(conn, run, "message.send", said, step=step, now=now)
        except KeyDestroyedError:
            return False
        return True

    # ---- moving on

    def _after(
        self,
        conn: Connection,
        run: Run,
        step: Send,
        outcome: str,
        decision: str | None,
        permit: str | None,
    ) -> None:
        happened = Happened(
            step=step.id, outcome=outcome, at=self.now(), decision=decision,
            permit=permit,
        )  # fmt: skip
        self._move(conn, run, step.next, happened, outcome=outcome)

    def _move(
        self,
        conn: Connection,
        run: Run,
        target: str,
        happened: Happened,
        due: datetime | None = None,
        outcome: str | None = None,
    ) -> None:
        store.note(conn, run.id, happened)
        changes: dict[str, object] = {"outcome": outcome} if outcome else {}
        store.update(
            conn, run.id, step=target, state=store.WAITING, permit=None, tries=0,
            due=due or happened.at, **changes,
        )  # fmt: skip

    def _finish(self, conn: Connection, run: Run, outcome: str) -> None:
        now = self.now()
        store.update(conn, run.id, state=store.DONE)
        store.note(conn, run.id, Happened(step=run.step, outcome=outcome, at=now))

    def _put_off(self, run: Run, err: Exception) -> None:
        """Let one run that cannot go on wait, so that the others can."""
        _logger.warning(
            "journey step failed",
            extra={"fields": {"run": run.id, "kind": type(err).__name__}},
        )
        with self.database.transaction() as conn:
            if isinstance(err, KeyDestroyedError):
                self._finish(conn, run, "erased")
            elif run.tries >= MOST_TRIES:
                self._finish(conn, run, "given up")
            else:
                later = self.now() + TRY_AGAIN_AFTER
                store.update(conn, run.id, due=later, tries=run.tries + 1)

    def _record(
        self,
        conn: Connection,
        run: Run,
        kind: str,
        document: Mapping[str, object],
        *,
        now: datetime,
        step: Step | None = None,
    ) -> None:
        sound = document.get("outcome") not in {"failed", "unknown"}
        entry = Entry(at=now, kind=kind, outcome="done" if sound else "error")
        where = {"journey": run.journey, "run": run.id, "step": run.step}
        index = IndexTerms(
            subject=run.subject,
            actor=CLIENT,
            campaign=run.journey,
            channel=step.channel if isinstance(step, Send) else None,
            purpose=step.purpose if isinstance(step, Send) else None,
        )
        body = Body(subject=run.subject, document={**where, **document})
        self.log.append(conn, entry, [body], index)
