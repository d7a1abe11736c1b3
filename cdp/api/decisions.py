"""Decisions already made: what was asked, what was known, and why."""

from cdp.api.calls import Call, Reply
from cdp.errors import NotFoundError

READ_ALL = "decisions:read"


def show(call: Call) -> Reply:
    """Explain one decision to the client that asked, or to one that may read all."""
    services, caller = call.services, call.caller
    with services.database.reading() as conn:
        record = services.decisions.load(conn, call.path["decision_id"])
    if record.client != caller.id and READ_ALL not in caller.scopes:
        # The same words as for an id that does not exist: others' ids stay unknown.
        raise NotFoundError("no such decision")
    return Reply(document=record.to_document())
