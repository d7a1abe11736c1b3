"""What a caller asks for is done in one transaction, under a key of his only once."""

from collections.abc import Callable, Mapping
from typing import cast

from cdp.api.calls import Call, Reply
from cdp.database import Connection
from cdp.repeats import Request


def once(call: Call, act: Callable[[Connection], Reply]) -> Reply:
    """Do it, or give the reply that the same request had under the same key.

    Raises:
        KeyReusedError: The caller used this key for another request.
    """
    services = call.services
    with services.database.transaction() as conn:
        if not call.key:
            return act(conn)
        request = Request(
            caller=call.caller.id, key=call.key, path=call.target, body=call.raw
        )
        kept = services.repeats.once(
            conn, request, lambda: _packed(act(conn)), call.now
        )
    return Reply(
        document=cast("Mapping[str, object]", kept["document"]),
        status=cast("int", kept["status"]),
        headers=cast("Mapping[str, str]", kept["headers"]),
    )


def _packed(reply: Reply) -> dict[str, object]:
    return {
        "document": reply.document,
        "status": reply.status,
        "headers": dict(reply.headers),
    }
