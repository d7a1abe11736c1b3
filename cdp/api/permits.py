"""Permits: an answer that has reserved its share of the caps, and what came of it."""

from datetime import datetime
from typing import cast

from cdp.api.access import Item, asked_of, fail_closed, refused, rendered
from cdp.api.calls import Call, Reply
from cdp.api.once import once
from cdp.database import Connection
from cdp.errors import NotFoundError
from consent import Permit, load_permit

READ_ALL = "permits:read"


def issue(call: Call) -> Reply:
    """Ask like an evaluation; 201 with a permit, or 200 with the refusal."""
    asked, services = asked_of(call, call.body), call.services

    def decide(conn: Connection) -> Reply:
        found = services.asking.permit(conn, asked, services.now)
        if isinstance(found, Permit):
            return _issued(found)
        return Reply(document=rendered(found.answer))

    return fail_closed(
        lambda: once(call, decide), lambda: Reply(document=refused(call))
    )


def _issued(permit: Permit) -> Reply:
    document: Item = {
        **rendered(permit.answer),
        "permit": {
            "id": permit.id,
            "token": permit.token,
            "expires_at": permit.expires_at.isoformat().replace("+00:00", "Z"),
        },
    }
    where = {"Location": f"/v1/permits/{permit.id}"}
    return Reply(document=document, status=201, headers=where)


def show(call: Call) -> Reply:
    """Say whether a permit is open, used, released, expired or revoked."""
    services, permit_id = call.services, call.path["permit_id"]
    with services.database.reading() as conn:
        owner = load_permit(conn, permit_id)["client"]
        if owner != call.caller.id and READ_ALL not in call.caller.scopes:
            # The words for an id that does not exist: others' ids stay unknown.
            raise NotFoundError("there is no such permit")
        status = services.decisions.permits.status(conn, permit_id, call.now)
    return Reply(document={"id": permit_id, "status": status})


def settle(call: Call) -> Reply:
    """Record what came of a permit; facts are never lost, even late ones."""
    services, permit_id = call.services, call.path["permit_id"]
    at = cast("datetime", call.body.get("at") or call.now)
    status = cast("str", call.body["status"])

    def report(conn: Connection) -> Reply:
        settled = services.decisions.settle(
            conn, permit_id, status, at, call.caller.id, services.now
        )
        document: Item = {"id": permit_id, "status": settled.status}
        if settled.overrun:
            document["overrun"] = True
        return Reply(document=document)

    return once(call, report)
