"""One decision: the question, the answer, every rule, the facts, the proof."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

from cdp.web.asked import ai_words, answer_words, asked_words
from cdp.web.dpo.entries import proof_facts
from cdp.web.dpo.facts import fact_lines
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.dpo.replay import form_of
from cdp.web.dpo.sentences import short
from cdp.web.i18n import _, moment, ngettext
from cdp.web.pages import code, page, services, writing
from cdp.web.reasons import origin, rules_shown
from cdp.web.registers import channel_words, data_words, duty_words, purpose_words
from cdp.web.words import ACTIONS, BASES, VIAS, word
from consent import DecisionRecord


@with_role
def show(officer: Officer, decision_id: str) -> Response:
    with writing() as conn:
        record = services().decisions.load(conn, decision_id)
        note(conn, officer, "decision", kind="data.read", subject=record.subject)
        proof = proof_facts(conn, services().log.entry(conn, record.audit_entry))
    return page(
        "dpo/decision.html",
        officer=officer,
        record=record,
        **form_of(record),
        title_words=_("Allowed") if record.allowed else _("Refused"),
        sentence=f"{asked_words(record)} {answer_words(record)}",
        **rules_shown(record.verdict),
        show_codes=True,
        question=_question(record),
        obligations=[_duty(one) for one in record.obligations],
        situation=fact_lines(record.situation),
        situation_json=json.dumps(record.situation, indent=2, ensure_ascii=False),
        proof=[*proof, (_("Policy revision"), code(record.revision))],
    )


def _question(record: DecisionRecord) -> list[tuple[str, str]]:
    asked = record.question
    used = ", ".join(data_words(one) for one in asked.get("data_categories", ()))
    around = len(asked.get("circle", ()))
    return [
        (_("Channel system"), asked.get("client") or ""),
        (_("Asked to"), word(ACTIONS, asked.get("action"))),
        (_("Purpose"), purpose_words(asked.get("purpose"))),
        (_("Channel"), channel_words(asked.get("channel"))),
        (_("Campaign"), asked.get("campaign") or ""),
        (_("Person"), code(short(record.subject)) or _("nobody we know")),
        (_("Seen together as one person"), _records(around)),
        (_("Data to be used"), used),
        (_("Artificial intelligence"), ai_words(record)),
        (_("Time"), moment(record.at)),
        (_("Came through"), word(VIAS, asked.get("via"))),
        (_("Legal basis"), word(BASES, record.verdict.get("legal_basis"))),
        (_("Decision"), code(record.id)),
        (_("Permit"), code(record.permit)),
    ]


def _records(count: int) -> str:
    return ngettext("%(num)s pseudonym", "%(num)s pseudonyms", count)


def _duty(duty: Mapping[str, Any]) -> dict[str, str]:
    return {"words": duty_words(duty["do"]), "source": origin("", duty["source"])}
