"""Requests of a person: restriction and objection at once, erasure by an officer.

And what systems outside are asked to erase, and what they answer. Access, portability
and rectification need a person's own sign-in, so they are not taken here.
"""

from collections.abc import Mapping
from typing import cast

from cdp import rights
from cdp.api.calls import Call, Reply
from cdp.api.consents import append
from cdp.api.once import once
from cdp.database import Connection
from cdp.errors import InvalidInputError, NotFoundError

ALL_MARKETING = {"kind": "all_marketing"}
OBJECTION_KINDS = frozenset({"all_marketing", "profiling"})


def record(call: Call) -> Reply:
    """Carry a request out and answer with its receipt (GDPR 18 and 21).

    An erasure is taken in, and an officer decides (GDPR 17).
    """
    if call.body["kind"] == "erasure":
        return _ask_to_erase(call)
    identifier = cast("Mapping[str, object]", call.body["resource"])
    terms = _terms(call)

    def carry_out(conn: Connection) -> Reply:
        recorded = append(call, conn, identifier, terms)
        document = {
            "id": recorded.id,
            "kind": call.body["kind"],
            "status": "done",
            "receipt": f"/v1/receipts/{recorded.receipt_id}",
        }
        return Reply(document=document, status=201)

    return once(call, carry_out)


def show(call: Call) -> Reply:
    """Say where a request stands; nothing of it names anybody."""
    services = call.services
    with services.database.reading() as conn:
        found = rights.load(conn, call.path["request_id"])
    return Reply(document=_shown(rights.describe(services, found)))


def notices(call: Call) -> Reply:
    """List what the calling system is asked to erase and has not confirmed."""
    with call.services.database.reading() as conn:
        found = rights.waiting_for(conn, call.caller.id)
    listed = [one.to_document(call.now) for one in found]
    return Reply(document={"erasures": listed})


def answer(call: Call) -> Reply:
    """Keep what the calling system says of a notice of its own."""
    found = rights.answer(
        call.services,
        call.path["notice_id"],
        cast("str", call.body["status"]),
        by=call.caller.id,
        system=call.caller.id,
    )
    return Reply(document=found.to_document(call.now))


def _ask_to_erase(call: Call) -> Reply:
    services = call.services
    identifier = cast("Mapping[str, str]", call.body["resource"])
    with services.database.reading() as conn:
        circle = services.asking.circle(conn, identifier["type"], identifier["id"])
    if circle.asked is None:
        raise NotFoundError("nobody is known by this, or not any more")
    made = rights.open_request(
        services,
        circle.asked,
        via="api",
        actor=call.caller.id,
        regime=cast("str", call.body.get("regime", "gdpr")),
    )
    document = _shown(rights.describe(services, made))
    return Reply(document=document, status=201)


def _shown(document: Mapping[str, object]) -> dict[str, object]:
    """Leave out what concerns the house and not who asks."""
    inside = {"via", "decided_by", "audit_entry", "report", "systems"}
    return {name: value for name, value in document.items() if name not in inside}


def _terms(call: Call) -> dict[str, object]:
    terms = {"at": call.now, "method": "web_form"}
    if call.body["kind"] == "restriction":
        return {**terms, "act": "restrict"}
    scope = cast("Mapping[str, str]", call.body.get("scope") or ALL_MARKETING)
    if scope.get("kind", "all_marketing") not in OBJECTION_KINDS:
        raise InvalidInputError(
            {"scope.kind": "Must be all_marketing or profiling; else opt out."}
        )
    return {**terms, "act": "object", **scope}
