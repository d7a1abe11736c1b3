"""From a Flask request to a call, and from a reply to a Flask response."""

import json
import re
from collections.abc import Callable
from functools import partial

from flask import Flask, Response, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from audit import BacklogError
from cdp.api.access import serve_page
from cdp.api.auth import authenticate, require_scope
from cdp.api.calls import Call, Reply, Route, validated
from cdp.api.reading import read_object
from cdp.api.routes import ROUTES
from cdp.api.together import Together
from cdp.asking import Asked
from cdp.assembly import Services
from cdp.errors import InvalidInputError, OutcomeUnknownError, TooLargeError
from consent import Answer

Questions = Together[Asked, Answer]
# A string of RFC 8941 without what would need escapes; many clients leave the quotes
# out.
KEY = re.compile(r'(?P<quote>"?)([A-Za-z0-9._~:+/=-]{1,255})(?P=quote)')


def register(app: Flask, services: Services) -> None:
    """Add every route of the table."""
    # A page whose commit gave no answer may be on record: once more would be twice.
    # One that found no room in the log finds none one by one.
    questions: Questions = Together(
        partial(serve_page, services), never_again=(OutcomeUnknownError, BacklogError)
    )
    for route in ROUTES:
        endpoint = f"api:{route.method} {route.path}"
        app.add_url_rule(
            route.path,
            endpoint=endpoint,
            view_func=_flask_view(route, services, questions),
            methods=[route.method],
            provide_automatic_options=False,
        )


def _flask_view(
    route: Route, services: Services, questions: Questions
) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        return respond(route.view(call_of(route, path, services, questions)))

    return view


def call_of(
    route: Route, path: dict[str, str], services: Services, questions: Questions
) -> Call:
    """Check the caller first and the body second, so that strangers learn nothing."""
    g.sealed = route.sealed
    authorization = request.headers.get("Authorization", "")
    address = request.remote_addr or ""
    client = None
    if route.access == "client":
        client = authenticate(services, authorization, address)
        require_scope(client, route.scopes)
        g.client = client.id
    raw = b"" if request.method in ("GET", "OPTIONS") else _read(route)
    return Call(
        services=services,
        questions=questions,
        client=client,
        body=validated(route.body, read_object(raw)) if route.body else {},
        path=path,
        now=services.now(),
        request_id=g.request_id,
        raw=raw,
        encoding=request.headers.get("Content-Encoding", ""),
        authorization=authorization,
        form=_form() if route.form else {},
        address=address,
        known=request.headers.get("If-None-Match", ""),
        key=_key() if route.repeatable else "",
        target=request.path,
        query=validated(route.query, _query()) if route.query else {},
    )


def _key() -> str:
    """Read the key under which a caller may send the same again, quoted or bare."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return ""
    found = KEY.fullmatch(given)
    if found is None:
        why = "must be one string of 1 to 255 letters, digits and ._~:+/=-"
        raise InvalidInputError({"idempotency_key": why})
    return found[2]


def _read(route: Route) -> bytes:
    if route.form:
        return b""
    request.max_content_length = route.max_bytes
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as err:
        message = f"the body must be at most {route.max_bytes} bytes"
        raise TooLargeError(message) from err


def _form() -> dict[str, str]:
    """Read a form in which nothing is named twice (RFC 6749 section 3.2)."""
    return _named_once(request.form, "body")


def _query() -> dict[str, str]:
    return _named_once(request.args, "query")


def _named_once(given: MultiDict[str, str], place: str) -> dict[str, str]:
    fields = given.to_dict(flat=False)
    if any(len(values) > 1 for values in fields.values()):
        raise InvalidInputError({place: "must not name a field twice"})
    return {name: values[0] for name, values in fields.items()}


def respond(reply: Reply) -> Response:
    """Give a reply as JSON, or as the content that it carries."""
    content: str | bytes | None = reply.content
    if content is None:
        content = json.dumps(reply.document, ensure_ascii=False, separators=(",", ":"))
    response = Response(content, status=reply.status, content_type=reply.mimetype)
    response.headers.update(reply.headers)
    return response
