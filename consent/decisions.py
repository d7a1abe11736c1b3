"""Decide, permit, settle: facts → situation → verdict → caps → audit → answer.

All of it in the caller's transaction. No answer leaves without its audit entry: when
the log cannot be written, the error goes up and the caller refuses.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, cast

import audit
from consent import caps, store
from consent.acts import Act
from consent.answers import Answer, Refusal
from consent.bundle import Bundle
from consent.engine import PolicyEngine
from consent.errors import InvalidInputError, NotAllowedError
from consent.judging import Judge, Judged, subjects_of
from consent.ledger import Ledger
from consent.permit_keys import PermitSigner
from consent.permits import (
    OUTCOMES,
    Grant,
    Permit,
    Permits,
    Settled,
    load_permit,
)
from consent.reach import note_outcome
from consent.records import DecisionRecord, Recorder, load_decision
from consent.signals import read_signals
from consent.store import Connection
from consent.subject import Question, SubjectId, fit_name

# The instant, or a clock that is read once the locks are held. An instant taken before
# waiting for a lock can only make the counts stricter; a clock makes them exact.
Now = datetime | Callable[[], datetime]

_GPC_RECORD: Final = "gpc-opt-out"
_NOBODY: Final = "person-unknown"  # a permit names a subject, and there is none


class Decisions:
    """The one way to a yes. Safe to share between threads; holds no connection."""

    def __init__(
        self,
        *,
        engine: PolicyEngine,
        bundle: Bundle,
        ledger: Ledger,
        log: audit.AuditLog,
        permit_signer: PermitSigner,
        permit_ttl: timedelta,
    ) -> None:
        """Judge with this engine and bundle, which must have the same revision."""
        self.permits = Permits(permit_signer, life=permit_ttl)
        self._bundle = bundle
        self._ledger = ledger
        self._log = log
        self._engine = engine
        self._judge = Judge(engine=engine, bundle=bundle, ledger=ledger)
        self._recorder = Recorder(bundle=bundle, log=log)

    def decide(self, conn: Connection, question: Question, now: Now) -> Answer:
        """Answer one question; audited, reserves nothing."""
        return self.decide_page(conn, [question], now)[0]

    def decide_page(
        self, conn: Connection, questions: Sequence[Question], now: Now
    ) -> list[Answer]:
        """Answer several questions under one audit entry, with a body for each."""
        if not questions:
            return []
        signalling = [q for q in questions if read_signals(q.signals).gpc]
        store.lock_subjects(conn, subjects_of(signalling))
        moment = _read(now)
        facts = self._judge.read_facts(conn, questions, moment)
        judged = [self._judge.judge(one, facts, moment) for one in questions]
        signals = {one.question.circle.asked: one for one in judged if _is_gpc(one)}
        for one in signals.values():  # one for each person, however many questions
            self._keep_signal(conn, one, moment)
        return self._recorder.record(conn, judged, moment)

    def permit(
        self, conn: Connection, question: Question, now: Now
    ) -> Permit | Refusal:
        """Answer one question, and if yes reserve its share and sign a permit.

        Locks the circle first, then reads clock and facts, so that any number of
        callers at once stay within every cap.
        """
        caps.lock_circle(conn, question.circle)
        moment = _read(now)
        facts = self._judge.read_facts(conn, [question], moment)
        judged = self._judge.judge(question, facts, moment)
        if _is_gpc(judged):
            self._keep_signal(conn, judged, moment)
        who = question.circle.asked
        if judged.allowed and who is None:
            judged = self._judge.refuse(judged, _NOBODY)
        if not judged.allowed or who is None:
            return Refusal(answer=self._recorder.record(conn, [judged], moment)[0])
        permit_id = audit.new_id("prm", moment)
        until = self._end_of(judged, moment)
        judged = _until(judged, until)
        answer = self._recorder.record(conn, [judged], moment, permit=permit_id)[0]
        permit = self.permits.issue(
            conn,
            _grant(judged, who),
            permit_id=permit_id,
            answer=answer,
            life=(moment, until),
        )
        self._reserve(conn, permit, moment)
        return permit

    def _end_of(self, judged: Judged, now: datetime) -> datetime:
        """End a permit with its life, or earlier: when time alone changes the facts."""
        latest = now + self.permits.life
        return min(latest, judged.situation.next_change or latest)

    def _reserve(self, conn: Connection, permit: Permit, now: datetime) -> None:
        grant = permit.grant
        action = self._bundle.register("actions").get(grant.action, {})
        if action.get("contact") is not True or grant.channel is None:
            return
        touch = caps.Touch(
            id=audit.new_id("tch", now),
            permit=permit.id,
            subject=grant.subject,
            channel=grant.channel,
            purpose=grant.purpose,
            content_class=self._content_of(grant),
            campaign=grant.campaign,
        )
        caps.reserve(conn, touch, now=now, expires_at=permit.expires_at)

    def _content_of(self, grant: Grant) -> str:
        """Say what a touch counts as: calling marketing a service hides nothing."""
        purpose = self._bundle.register("purposes").get(grant.purpose, {})
        if grant.content_class == "service" and purpose.get("content") != "service":
            return "marketing"
        return grant.content_class

    def _keep_signal(self, conn: Connection, one: Judged, now: datetime) -> None:
        """Record a GPC signal as the person's opt-outs, once, where law makes it one.

        Source: 11 CCR 7025(c)(1): it is a request to opt out, also of the profile.
        """
        circle = one.question.circle
        if circle.asked is None:
            return
        kinds = cast("list[str]", self._bundle.data["gpc"].get("kinds", []))
        already = set(one.opt_outs)
        for kind in (kind for kind in kinds if kind not in already):
            act = Act(
                subject=circle.asked,
                act="opt_out",
                at=now,
                method="signal",
                kind=kind,
                evidence={"signal": "sec-gpc"},
            )
            actor = fit_name(one.question.client)
            self._ledger.append(conn, act, now, circle=circle, actor=actor)

    def settle(
        self,
        conn: Connection,
        permit_id: str,
        status: str,
        at: datetime,
        client: str,
        now: Now,
    ) -> Settled:
        """Record what became of a permit; the same outcome again changes nothing.

        A complaint about marketing is also an objection to that purpose and channel.

        Raises:
            InvalidInputError: The status is none that a permit can have.
            NotFoundError: There is no such permit.
            NotAllowedError: The permit was issued to another client.
        """
        if status not in OUTCOMES:
            raise InvalidInputError({"status": "one of " + ", ".join(sorted(OUTCOMES))})
        row = load_permit(conn, permit_id)
        if row["client"] != client:
            raise NotAllowedError("the permit was issued to another channel system")
        store.lock_subjects(conn, [row["subject"]])
        moment = _read(now)
        settled = self.permits.settle(
            conn, permit_id, status, at=min(at, moment), now=moment
        )
        if settled.first:
            subject, channel = settled.subject, settled.channel
            note_outcome(conn, subject, channel, status, min(at, moment))
            self._prove(conn, settled, status, client, moment)
            if status == "complained" and self._ledger.is_marketing(settled.purpose):
                self._ledger.append(
                    conn, _objection(settled, moment), moment, actor=fit_name(client)
                )
            if status == "sent" and self._ledger.is_marketing(settled.purpose):
                self._keep_telling(conn, settled, row["decision"], moment)
        return settled

    def _keep_telling(
        self, conn: Connection, settled: Settled, decision: str, now: datetime
    ) -> None:
        """Record what a message that went out told the person, as its permit asked.

        So the next message need not say it again (GDPR 14(3)(b), 21(4)).
        """
        owed = {duty["do"] for duty in load_decision(conn, decision).obligations}
        evidence: dict[str, str | bool] = {"permit": settled.permit}
        if "offer_objection" in owed:
            evidence["opt_out_offered"] = True
        if "notice_art14" in owed:
            evidence["origin"] = "third_party"
        if len(evidence) > 1:
            told = Act(
                subject=settled.subject,
                act="inform",
                at=now,
                method="signal",
                evidence=evidence,
            )
            self._ledger.append(conn, told, now)

    def _prove(
        self,
        conn: Connection,
        settled: Settled,
        outcome: str,
        client: str,
        now: datetime,
    ) -> None:
        known = settled.purpose in self._bundle.register("purposes")
        purpose = settled.purpose if known else None
        document = {
            "event": "permit.outcome",
            "permit": settled.permit,
            "outcome": outcome,
            "status": settled.status,
            "overrun": settled.overrun,
            "client": fit_name(client),
        }
        self._log.append(
            conn,
            audit.Entry(at=now, kind="permit.outcome", outcome="done", purpose=purpose),
            [audit.Body(subject=settled.subject, document=document)],
            audit.IndexTerms(
                subject=settled.subject,
                actor=fit_name(client),
                purpose=purpose,
                channel=settled.channel,
            ),
        )

    def load(self, conn: Connection, decision_id: str) -> DecisionRecord:
        """Read a decision with the facts it stood on and what every rule said.

        Raises:
            NotFoundError: There is no such decision.
        """
        return load_decision(conn, decision_id)


def _read(now: Now) -> datetime:
    return now() if callable(now) else now


def _is_gpc(one: Judged) -> bool:
    return _GPC_RECORD in one.verdict.record


def _until(one: Judged, expires_at: datetime) -> Judged:
    """End the answer with its permit, at the latest."""
    first = min(one.draft.cache_until, expires_at)
    return replace(one, draft=replace(one.draft, cache_until=first))


def _grant(one: Judged, who: SubjectId) -> Grant:
    terms = one.terms
    return Grant(
        client=one.question.client,
        person=one.question.circle.person,
        subject=who,
        action=terms.name,
        purpose=terms.purpose,
        channel=terms.channel,
        content_class=terms.content_class,
        campaign=fit_name(one.question.text("campaign")),
        data_categories=terms.data_categories,
        obligations=tuple(sorted({duty.do for duty in one.draft.obligations})),
    )


def _objection(settled: Settled, now: datetime) -> Act:
    """Take a complaint for what it says: no more of this (GDPR 21(2) and (5))."""
    return Act(
        subject=settled.subject,
        act="object",
        at=now,
        method="signal",
        purpose=settled.purpose,
        channel=settled.channel,
        evidence={"permit": settled.permit, "signal": "complaint"},
    )
