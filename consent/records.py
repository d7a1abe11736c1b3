"""A decision on record: audit entry, row, and situation and verdict once each."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import audit
from consent import store
from consent.answers import Answer, to_text
from consent.bundle import Bundle
from consent.errors import NotFoundError
from consent.judging import Judged
from consent.store import Connection
from consent.subject import Circle, SubjectId, Tie, fit_name

_WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# What a client may say about its use of AI, as far as it is kept.
_AI_FLAGS: Final = ("used", "interactive", "automated_decision")


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """One decision as it was taken: the question, the facts as cut, every rule."""

    id: str
    at: datetime
    allowed: bool
    revision: str
    audit_entry: str
    subject: str | None
    person: str | None
    client: str
    permit: str | None
    question: Mapping[str, Any]
    situation_id: str
    situation: Mapping[str, Any]
    verdict: Mapping[str, Any]
    reasons: tuple[Mapping[str, Any], ...]
    obligations: tuple[Mapping[str, Any], ...]
    evidence: Mapping[str, Any]
    not_before: str | None
    cache_until: str

    @property
    def circle(self) -> Circle:
        """The circle that it was about, as it was seen then."""
        held = self.question.get("circle", ())
        subjects = tuple((SubjectId(who), Tie(tie)) for who, tie in held)
        return Circle(person=self.person, subjects=subjects)


class Recorder:
    """Writes decisions into the log and the store, in the caller's transaction."""

    def __init__(self, *, bundle: Bundle, log: audit.AuditLog) -> None:
        """Name purposes and AI systems in the log only if the bundle registers them."""
        self._bundle = bundle
        self._log = log

    def record(
        self,
        conn: Connection,
        judged: Sequence[Judged],
        now: datetime,
        *,
        permit: str | None = None,
    ) -> list[Answer]:
        """Write one audit entry, then the decisions; only now are they answers.

        Any error of the log goes up: without an entry there is no answer.
        """
        questions = [_question(one) for one in judged]
        entry = self._append(conn, judged, questions, now, permit)
        answers = [replace(one.draft, audit_entry=entry) for one in judged]
        distinct = {one.situation.id: one for one in judged if not one.is_whole}
        distinct |= {one.situation.id: one for one in judged if one.is_whole}
        _keep_verdicts(conn, [one for _, one in sorted(distinct.items())])
        rows = [
            {**_decision_row(one, question, answer, now), "permit": permit}
            for one, question, answer in zip(judged, questions, answers, strict=True)
        ]
        store.insert(conn, store.decisions, *rows)
        return answers

    def _append(
        self,
        conn: Connection,
        judged: Sequence[Judged],
        questions: Sequence[Mapping[str, object]],
        now: datetime,
        permit: str | None,
    ) -> str:
        system = self._shared(judged, "ai_systems")
        entry = audit.Entry(
            at=now,
            kind="permit.issue" if permit else "policy.decision",
            outcome="allow" if any(one.allowed for one in judged) else "deny",
            revision=judged[0].draft.revision,
            purpose=self._shared(judged, "purposes"),
            ai={"system": system} if system else None,
        )
        bodies = [
            audit.Body(
                subject=one.question.circle.asked,
                document=_body(one, question, permit),
            )
            for one, question in zip(judged, questions, strict=True)
        ]
        terms = [_index_terms(one) for one in judged]
        return self._log.append(conn, entry, bodies, terms).entry_id

    def _shared(self, judged: Sequence[Judged], register: str) -> str | None:
        """Give the one registered word that all questions have, fit for the leaf."""
        words = {_word_for(one, register) for one in judged}
        word = words.pop() if len(words) == 1 else None
        return word if word in self._bundle.register(register) else None


def _word_for(one: Judged, register: str) -> str | None:
    if register == "purposes":
        return one.terms.purpose
    system = (one.terms.ai or {}).get("system")
    return system if isinstance(system, str) else None


def count_verdicts(conn: Connection) -> tuple[int, int]:
    """Count the decisions taken, and the verdicts that they needed.

    A situation is judged once per revision while it is remembered: what the first
    number has more than the second was answered from memory.
    """
    return store.count(conn, store.decisions), store.count(conn, store.verdicts)


def load_decision(conn: Connection, decision_id: str) -> DecisionRecord:
    """Read a decision with the facts it stood on and what every rule said.

    Raises:
        NotFoundError: There is no such decision.
    """
    row = store.load(conn, store.decisions, id=decision_id)
    if row is None:
        raise NotFoundError("there is no such decision")
    document = json.loads(row["document_json"])
    situation = store.load(conn, store.situations, id=row["situation"])
    verdict = store.load(
        conn, store.verdicts, revision=row["revision"], situation=row["situation"]
    )
    judged = document["failure"] or (verdict and json.loads(verdict["document_json"]))
    return DecisionRecord(
        id=row["id"],
        at=store.from_us(row["at_us"]),
        allowed=row["allowed"],
        revision=row["revision"],
        audit_entry=row["audit_entry"],
        subject=row["subject"],
        person=row["person"],
        client=row["client"],
        permit=row["permit"],
        question=document["question"],
        situation_id=row["situation"],
        situation=json.loads(situation["document_json"]) if situation else {},
        verdict=judged or {},
        reasons=tuple(document["reasons"]),
        obligations=tuple(document["obligations"]),
        evidence=document["evidence"],
        not_before=document["not_before"],
        cache_until=document["cache_until"],
    )


def _fit_word(value: object) -> str | None:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def _keep_verdicts(conn: Connection, distinct: Sequence[Judged]) -> None:
    situations = [
        {"id": one.situation.id, "document_json": one.situation.canonical.decode()}
        for one in distinct
    ]
    verdicts = [
        {
            "revision": one.draft.revision,
            "situation": one.situation.id,
            "document_json": store.to_json(one.verdict.to_document()),
        }
        for one in distinct
        if one.is_whole
    ]
    store.insert_missing(conn, store.situations, situations)
    store.insert_missing(conn, store.verdicts, verdicts)


def _decision_row(
    one: Judged, question: Mapping[str, object], answer: Answer, now: datetime
) -> dict[str, object]:
    not_before = answer.not_before
    document = {
        "question": question,
        "reasons": [reason.to_document() for reason in answer.reasons],
        "obligations": [duty.to_document() for duty in answer.obligations],
        "evidence": {fact: list(ids) for fact, ids in one.evidence.items()},
        "not_before": to_text(not_before) if not_before else None,
        "cache_until": to_text(answer.cache_until),
        # a failure is no verdict of the policy, so it stands with its decision
        "failure": None if one.is_whole else one.verdict.to_document(),
    }
    return {
        "id": answer.id,
        "at_us": store.to_us(now),
        "subject": one.question.circle.asked,
        "person": one.question.circle.person,
        "client": fit_name(one.question.client) or "",
        "action": _fit_word(one.terms.name) or "",
        "purpose": _fit_word(one.terms.purpose),
        "channel": _fit_word(one.terms.channel),
        "campaign": fit_name(one.question.text("campaign")),
        "allowed": answer.allowed,
        "situation": one.situation.id,
        "revision": answer.revision,
        "audit_entry": answer.audit_entry,
        "document_json": store.to_json(document),
    }


def _question(one: Judged) -> dict[str, object]:
    """Give what was asked, as far as it is made of plain names: nothing typed."""
    terms, question = one.terms, one.question
    recipient = terms.recipient or {}
    ai = terms.ai or {}
    return {
        "client": fit_name(question.client),
        "via": _fit_word(question.via),
        "resource_type": _fit_word(question.resource_type),
        "action": _fit_word(terms.name),
        "channel": _fit_word(terms.channel),
        "purpose": _fit_word(terms.purpose),
        "campaign": fit_name(question.text("campaign")),
        "content_class": _fit_word(terms.content_class),
        "data_categories": _names(terms.data_categories),
        "can_fulfil": _names(terms.can_fulfil),
        "recipient": fit_name(recipient.get("id")),
        "basis": _fit_word(terms.basis),
        "approved_by": fit_name(terms.approved_by),
        "ai": {
            "system": fit_name(ai.get("system")),
            **{flag: ai.get(flag) is True for flag in _AI_FLAGS},
        }
        if terms.ai is not None
        else None,
        "circle": [[who, tie.value] for who, tie in question.circle.subjects],
    }


def _names(values: Sequence[str]) -> list[str]:
    return sorted(name for value in values if (name := fit_name(value)))


def _body(
    one: Judged, question: Mapping[str, object], permit: str | None
) -> dict[str, object]:
    draft = one.draft
    return {
        "event": "policy.decision",
        "decision": draft.id,
        "permit": permit,
        "person": one.question.circle.person,
        "question": question,
        "situation": one.situation.id,
        "allowed": draft.allowed,
        "reasons": [reason.rule for reason in draft.reasons],
        "obligations": [duty.do for duty in draft.obligations],
        "evidence": {fact: list(ids) for fact, ids in one.evidence.items()},
    }


def _index_terms(one: Judged) -> audit.IndexTerms:
    question = one.question
    return audit.IndexTerms(
        subject=question.circle.asked,
        actor=fit_name(question.client),
        channel=_fit_word(one.terms.channel),
        campaign=fit_name(question.text("campaign")),
        decision=one.draft.id,
        purpose=_fit_word(one.terms.purpose),
        rules=tuple(reason.rule for reason in one.draft.reasons),
    )
