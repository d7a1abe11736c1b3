"""Why did I get this, or why not: one decision in words, for whoever holds its link."""

from datetime import datetime

from flask import Response, url_for

from cdp.errors import NotFoundError
from cdp.web import csrf
from cdp.web.asked import ai_words, answer_words, asked_words
from cdp.web.i18n import _, day, moment
from cdp.web.pages import code, links, page, reading, services
from cdp.web.portal.person import current
from cdp.web.portal.unsubscribe import end, stop_words
from cdp.web.reasons import rules_shown
from cdp.web.registers import channel_words, data_words, purpose_words
from cdp.web.words import BASES, word
from consent import DecisionRecord

CONTACTS = frozenset({"send", "call", "call_automated", "push"})


def why_path(record: DecisionRecord) -> str:
    """Give the page of one decision."""
    token = links().sign("why", record.id, record.subject or "")
    return url_for("portal.why", token=token)


def show(token: str) -> Response:
    record = _load(token)
    stoppable = _is_stoppable(record)
    channel, purpose = record.question.get("channel"), record.question.get("purpose")
    return page(
        "portal/why.html",
        person=current(),
        title_words=_title(record),
        sentence=f"{asked_words(record)} {answer_words(record)}",
        pairs=_pairs(record),
        **rules_shown(record.verdict),
        stop_url=url_for("portal.why_stop", token=token) if stoppable else "",
        stop_words=stop_words(purpose, channel) if stoppable else "",
    )


def stop(token: str) -> Response:
    """End this kind of message: one press, by whoever holds the link."""
    csrf.check()
    record = _load(token)
    if not _is_stoppable(record):
        raise NotFoundError("nothing to stop")
    question = record.question
    return end(record.subject or "", question["purpose"], question["channel"])


def _load(token: str) -> DecisionRecord:
    why = links().read_why(token)
    with reading() as conn:
        record = services().decisions.load(conn, why.decision)
    if (record.subject or "") != why.subject:
        raise NotFoundError("this link is not valid")
    return record


def _title(record: DecisionRecord) -> str:
    if record.question.get("action") not in CONTACTS:
        return (
            _("Why was this allowed?") if record.allowed else _("Why was this stopped?")
        )
    if record.allowed:
        return _("Why did I get this?")
    return _("Why did I not get this?")


def _is_stoppable(record: DecisionRecord) -> bool:
    purpose = services().purposes.get(record.question.get("purpose") or "")
    channel = record.question.get("channel")
    return bool(purpose and channel and record.subject and not purpose.is_service)


def _pairs(record: DecisionRecord) -> list[tuple[str, str]]:
    question = record.question
    used = ", ".join(data_words(one) for one in question.get("data_categories", ()))
    return [
        (_("Purpose"), purpose_words(question.get("purpose"))),
        (_("Channel"), channel_words(question.get("channel"))),
        (_("Asked on"), moment(record.at)),
        (_("Legal basis"), _basis_words(record)),
        (_("Data used"), used),
        (_("Artificial intelligence"), ai_words(record)),
        (_("Possible again from"), _not_before(record)),
        (_("Reference"), code(record.id)),
    ]


def _basis_words(record: DecisionRecord) -> str:
    """Name the ground, and the day on which consent was given where it is consent."""
    basis = record.verdict.get("legal_basis")
    if not record.allowed or not basis:
        return ""
    proof = record.evidence.get("consent") or ()
    given = _given_on(record, proof[-1]) if basis == "consent" and proof else None
    if given is None:
        return word(BASES, basis)
    return _("Your consent of %(day)s", day=day(given))


def _given_on(record: DecisionRecord, act_id: str) -> datetime | None:
    with reading() as conn:
        said = services().ledger.read(conn, [record.subject or ""])
    return next((one.act.at for one in said if one.id == act_id), None)


def _not_before(record: DecisionRecord) -> str:
    if not record.not_before:
        return ""
    return moment(datetime.fromisoformat(record.not_before))
