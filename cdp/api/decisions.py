"""Decisions already made: what was asked, what was known, and why."""

from datetime import datetime
from typing import cast

from cdp.api.calls import Call, Reply
from cdp.asking import Reader
from cdp.errors import NotFoundError
from cdp.recording import record_decision_read
from consent import Again, DecisionRecord

READ_ALL = "decisions:read"


def show(call: Call) -> Reply:
    """Explain one decision to the client that asked, or to one that may read all."""
    services, caller = call.services, call.caller
    with services.database.transaction() as conn:
        record = services.decisions.load(conn, call.path["decision_id"])
        if record.client != caller.id and READ_ALL not in caller.scopes:
            # The words for an id that does not exist: others' ids stay unknown.
            raise NotFoundError("there is no such decision")
        record_decision_read(
            services, conn, record.id, subject=record.subject, actor=caller.id
        )
    return Reply(document=explained(record))


def replay(call: Call) -> Reply:
    """Ask a recorded question again; sends nothing, and is on record itself."""
    body = call.body
    again = Again(
        policy=cast("str", body["policy"]),
        at=cast("datetime | None", body.get("at")),
        changes=cast("dict[str, object]", body.get("changes") or {}),
    )
    reader = Reader(name=call.caller.id, reason=cast("str", body["reason"]))
    found = call.services.again.replay(call.path["decision_id"], again, reader)
    return Reply(document=found.to_document())


def explained(record: DecisionRecord) -> dict[str, object]:
    """Give a decision with every rule's verdict, the facts and what would change it."""
    return {
        "id": record.id,
        "at": record.at.isoformat().replace("+00:00", "Z"),
        "decision": record.allowed,
        "client": record.client,
        "person": record.person,
        "permit": record.permit,
        "question": record.question,
        "situation": {"id": record.situation_id, "facts": record.situation},
        "rules": record.verdict.get("rules", {}),
        "verdict": record.verdict,
        "reasons": record.reasons,
        "obligations": record.obligations,
        "evidence": record.evidence,
        "not_before": record.not_before,
        "cache_until": record.cache_until,
        "policy": {"revision": record.revision},
        "audit": {"entry": record.audit_entry},
    }
