"""From a question to a verdict: read the facts, cut them, ask the engine, explain.

Nothing is written here, so what comes out is not yet an answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import audit
from consent import caps, reach, situations, store
from consent.answers import Answer, Reason
from consent.bundle import Bundle
from consent.cap_words import wish_details
from consent.counting import Counted, Counting
from consent.engine import PolicyEngine, Verdict
from consent.errors import PolicyUnavailableError
from consent.fold import Said
from consent.ledger import Ledger
from consent.reasons import earliest_yes, explain, list_duties
from consent.signals import read_signals
from consent.situations import Situation
from consent.store import Connection
from consent.subject import LedgerState, Question, Reach, names_somebody
from consent.terms import STOP_CONFIRMATION, Position, Terms

_TRACKING: Final = ("email_tracking", "email")
_LONGEST_CACHE: Final = timedelta(days=1)
# What a decision stands on when the facts could not be cut: nothing.
_UNCUT: Final = Situation.of({})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was read for a batch of questions in one go, by subject."""

    said: Mapping[str, Sequence[Said]]
    touches: Mapping[str, Sequence[store.Row]]
    reach: Mapping[str, Sequence[store.Row]]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A question with its verdict and the draft of its answer.

    `is_whole` is false when the engine or the registers failed. `opt_outs` are those
    in force, `evidence` the acts behind each fact.
    """

    question: Question
    terms: Terms
    situation: Situation
    verdict: Verdict
    is_whole: bool
    draft: Answer
    opt_outs: tuple[str, ...]
    evidence: Mapping[str, tuple[str, ...]]

    @property
    def allowed(self) -> bool:
        """Whether it is a yes."""
        return self.verdict.allow


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """Where one circle stands: exact facts, in memory only."""

    ledger: LedgerState
    tracking: LedgerState
    counted: Counted
    reach: Reach
    stop_confirmed: bool


class Judge:
    """Judges questions with one engine and the bundle of the same revision."""

    def __init__(self, *, engine: PolicyEngine, bundle: Bundle, ledger: Ledger) -> None:
        """Read the caps of the bundle."""
        self._engine = engine
        self._bundle = bundle
        self._ledger = ledger
        self._counting = Counting(bundle)

    def read_facts(
        self, conn: Connection, questions: Sequence[Question], now: datetime
    ) -> Facts:
        """Read acts, touches and answers of everybody asked about: three queries."""
        subjects = subjects_of(questions)
        said: dict[str, list[Said]] = defaultdict(list)
        touches: dict[str, list[store.Row]] = defaultdict(list)
        for one in self._ledger.read(conn, subjects) if subjects else ():
            said[one.act.subject].append(one)
        for row in caps.read_touches(conn, self._counting.reach, subjects, now):
            touches[row["subject"]].append(row)
        return Facts(said=said, touches=touches, reach=reach.read_reach(conn, subjects))

    def judge(self, question: Question, facts: Facts, now: datetime) -> Judged:
        """Give the verdict on one question; a failure is a refusal with its code."""
        terms = Terms.of(question.name, question.properties)
        standing = self._standing(question, terms, facts, now)
        position = Position(
            terms=terms,
            known=question.circle.known,
            ledger=standing.ledger,
            contacts=standing.counted.contacts,
            wishes=standing.counted.wishes,
            person=question.facts,
            reach=standing.reach,
            gpc=read_signals(question.signals).gpc,
            tracking=standing.tracking.consent == "granted",
            stop_confirmed=standing.stop_confirmed,
        )
        situation, verdict, is_whole = self._ask(position, now)
        judged = Judged(
            question=question,
            terms=terms,
            situation=situation,
            verdict=verdict,
            is_whole=is_whole,
            draft=self._draft(question, (situation, verdict), standing, now),
            opt_outs=standing.ledger.opt_outs,
            evidence=standing.ledger.evidence,
        )
        if judged.allowed and not names_somebody(question.resource_type):
            return self.refuse(judged, "person-unknown")
        return judged

    def refuse(self, judged: Judged, code: str) -> Judged:
        """Turn a yes of the policy into a no for a reason that it cannot see."""
        verdict = Verdict(allow=False, refusals=(code,))
        reasons = explain(verdict, self._bundle.catalogue, {})
        draft = replace(judged.draft, allowed=False, reasons=reasons, obligations=())
        return replace(judged, verdict=verdict, draft=draft, is_whole=False)

    def _standing(
        self, question: Question, terms: Terms, facts: Facts, now: datetime
    ) -> _Standing:
        circle = question.circle
        ours = circle.all_subjects
        said = [one for who in ours for one in facts.said.get(who, ())]
        touches = [row for who in ours for row in facts.touches.get(who, ())]
        scope = (terms.purpose, terms.channel)
        ledger = self._ledger.fold_said(said, circle, scope, now)
        return _Standing(
            ledger=ledger,
            tracking=self._ledger.fold_said(said, circle, _TRACKING, now),
            counted=self._counting.count(question, ledger.wishes, touches, now),
            reach=reach.sum_up(
                (
                    row
                    for who, tie in circle.subjects
                    if tie.carries_grants
                    for row in facts.reach.get(who, ())
                ),
                terms.channel,
            ),
            stop_confirmed=_is_confirmed(ledger, touches),
        )

    def _ask(
        self, position: Position, now: datetime
    ) -> tuple[Situation, Verdict, bool]:
        situation = _UNCUT
        try:
            situation = situations.reduce(position, now, self._bundle)
            verdict = self._engine.evaluate(situation)
        except PolicyUnavailableError as err:
            return situation, Verdict(allow=False, refusals=(err.reason,)), False
        return situation, verdict, True

    def _draft(
        self,
        question: Question,
        judgement: tuple[Situation, Verdict],
        standing: _Standing,
        now: datetime,
    ) -> Answer:
        situation, verdict = judgement
        instants = {**situation.instants, **standing.counted.instants}
        catalogue = self._bundle.catalogue
        details = wish_details(situation.document)
        reasons = explain(verdict, catalogue, instants, details)
        changes = [
            situation.next_change,
            standing.tracking.next_change,
            *(reason.retry_after for reason in reasons),
            *standing.counted.changes,
        ]
        return Answer(
            id=audit.new_id("dec", now),
            allowed=verdict.allow,
            reasons=reasons,
            obligations=list_duties(verdict, catalogue),
            not_before=_not_before(reasons, situation),
            cache_until=min(
                (t for t in changes if t is not None and t > now),
                default=now + _LONGEST_CACHE,
            ),
            revision=self._revision(),
            audit_entry="",
            person=question.circle.person,
        )

    def _revision(self) -> str:
        try:
            return self._engine.revision
        except PolicyUnavailableError:
            return self._bundle.revision


def _not_before(reasons: tuple[Reason, ...], situation: Situation) -> datetime | None:
    """Give when waiting alone could help: all has passed and the hours are open."""
    moment = earliest_yes(reasons)
    if moment is None or situation.hours is None:
        return moment
    return situation.hours.first_open(moment)


def _is_confirmed(ledger: LedgerState, touches: Sequence[store.Row]) -> bool:
    """Whether the latest stop has its text already, sent or about to be."""
    stopped = ledger.stopped_at
    return stopped is not None and any(
        row["purpose"] == STOP_CONFIRMATION and store.from_us(row["at_us"]) >= stopped
        for row in touches
    )


def subjects_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """Give everybody whom these questions may be about, ascending."""
    found = {who for q in questions for who in q.circle.all_subjects}
    return tuple(sorted(found))
