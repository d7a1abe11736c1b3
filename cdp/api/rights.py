"""Requests of a person that the ledger can carry out at once: restrict, object.

Access, portability, rectification and erasure need a person's own sign-in or an
officer, so they are not taken here.
"""

from collections.abc import Mapping
from typing import cast

from cdp.api.calls import Call, Reply
from cdp.api.consents import append
from cdp.api.once import once
from cdp.database import Connection
from cdp.errors import InvalidInputError

ALL_MARKETING = {"kind": "all_marketing"}
OBJECTION_KINDS = frozenset({"all_marketing", "profiling"})


def record(call: Call) -> Reply:
    """Carry a request out and answer with its receipt (GDPR 18 and 21)."""
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
