"""Permits: an answer that has reserved its share of the caps, and what came of it."""

from datetime import datetime
from typing import cast

from cdp.api.access import Item, asked_of, fail_closed, refused, rendered
from cdp.api.calls import Call, Reply
from consent import Permit


def issue(call: Call) -> Reply:
    """Ask like an evaluation; 201 with a permit, or 200 with the refusal."""
    asked = asked_of(call, call.body)

    def decide() -> Reply:
        with call.services.database.transaction() as conn:
            found = call.services.asking.permit(conn, asked, call.now)
        if isinstance(found, Permit):
            return _issued(found)
        return Reply(document=rendered(found.answer))

    return fail_closed(decide, lambda: Reply(document=refused(call)))


def _issued(permit: Permit) -> Reply:
    document: Item = {
        **rendered(permit.answer),
        "permit": {
            "id": permit.id,
            "token": permit.token,
            "expires_at": permit.expires_at.isoformat(),
        },
    }
    where = {"Location": f"/v1/permits/{permit.id}"}
    return Reply(document=document, status=201, headers=where)


def show(call: Call) -> Reply:
    """Say whether a permit is open, used, released, expired or revoked."""
    with call.services.database.reading() as conn:
        status = call.services.decisions.status(
            conn, call.path["permit_id"], call.caller.id, call.now
        )
    return Reply(document={"id": call.path["permit_id"], "status": status})


def settle(call: Call) -> Reply:
    """Record what came of a permit; facts are never lost, even late ones."""
    at = cast("datetime", call.body.get("at") or call.now)
    with call.services.database.transaction() as conn:
        settled = call.services.decisions.settle(
            conn,
            call.path["permit_id"],
            cast("str", call.body["status"]),
            at,
            client=call.caller.id,
            now=call.now,
        )
    document: Item = {"id": call.path["permit_id"], "status": settled.status}
    if settled.overrun:
        document["overrun"] = True
    return Reply(document=document)
