"""The one table from errors to HTTP statuses (RFC 9457), and how they are worded."""

import json
import logging
import secrets
from collections.abc import Mapping

from flask import Response
from werkzeug.exceptions import HTTPException

import audit
import consent
from cdp.errors import (
    CdpError,
    ChannelError,
    ConflictError,
    InvalidInputError,
    KeyDestroyedError,
    KeyReusedError,
    NotAllowedError,
    NotFoundError,
    SuppressedError,
    TooLargeError,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
)

INVALID = "The request is not valid"
FORBIDDEN = "The caller may not do this"
MISSING = "There is nothing here under this name"
MOVED_ON = "It changed in the meantime"
DOWN = "A part of the platform is down"

STATUSES: Mapping[type[Exception], tuple[int, str]] = {
    InvalidInputError: (400, INVALID),
    consent.InvalidInputError: (400, INVALID),
    UnauthenticatedError: (401, "Credentials are missing or not valid"),
    NotAllowedError: (403, FORBIDDEN),
    consent.NotAllowedError: (403, FORBIDDEN),
    NotFoundError: (404, MISSING),
    audit.UnknownEntryError: (404, MISSING),
    audit.NotSealedError: (404, "It is not in the signed log yet"),
    consent.NotFoundError: (404, MISSING),
    ConflictError: (409, MOVED_ON),
    consent.ConflictError: (409, MOVED_ON),
    KeyDestroyedError: (410, "It was erased"),
    SuppressedError: (409, "Somebody who was erased is left alone"),
    TooLargeError: (413, "The body is too large"),
    KeyReusedError: (422, "The key belongs to another request"),
    TooManyError: (429, "Too many attempts"),
    ChannelError: (502, "The channel did not take the message"),
    UnavailableError: (503, DOWN),
    audit.BacklogError: (503, DOWN),
    consent.PolicyUnavailableError: (503, DOWN),
}
HTTP_CODES = {
    400: "invalid-input",
    404: "not-found",
    405: "method-not-allowed",
    408: "timeout",
    413: "too-large",
    414: "address-too-long",
    415: "media-type",
    431: "headers-too-large",
}
SERVER_FAULT = 500
# https://www.rfc-editor.org/rfc/rfc9457 section 4.2.1: nothing more to read there.
NO_TYPE = "about:blank"
CHALLENGE = 'Bearer realm="accord"'

log = logging.getLogger("accord.api")


def problem_of(err: Exception) -> dict[str, object]:
    """Give the problem document of an error; an unknown one gets an incident id.

    No stack, no text of an unknown exception: it could quote personal data.
    """
    for kind, (status, title) in STATUSES.items():
        if isinstance(err, kind):
            return _known(err, status, title)
    if isinstance(err, HTTPException):
        return _http(err)
    return _incident(err)


def _known(err: Exception, status: int, title: str) -> dict[str, object]:
    document: dict[str, object] = {
        "type": NO_TYPE,
        "title": title,
        "status": status,
        "code": getattr(err, "code", CdpError.code),
    }
    if isinstance(err, InvalidInputError | consent.InvalidInputError):
        document["fields"] = err.fields
    elif str(err):
        document["detail"] = str(err)
    return document


def _http(err: HTTPException) -> dict[str, object]:
    status = err.code or SERVER_FAULT
    code = HTTP_CODES.get(status, f"http-{status}")
    return {"type": NO_TYPE, "title": err.name, "status": status, "code": code}


def _incident(err: Exception) -> dict[str, object]:
    incident = "inc_" + secrets.token_hex(8)
    log_incident(incident, err)
    return {
        "type": NO_TYPE,
        "title": "Something went wrong on our side",
        "status": SERVER_FAULT,
        "code": "internal",
        "incident": incident,
    }


def log_incident(incident: str, err: Exception) -> None:
    """Log where it happened and of what kind it was, never what it said."""
    trace, places = err.__traceback__, []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    kind = type(err).__name__
    log.error(
        "incident",
        extra={"fields": {"incident": incident, "kind": kind, "at": places[-8:]}},
    )


def render(err: Exception, *, tracking: bool) -> Response:
    """Answer with problem+json, or `{code, message}` where Segment SDKs read it."""
    document = problem_of(err)
    status = int(str(document["status"]))
    if tracking:
        response = _json(_tracking_form(document), "application/json", status)
        # A browser hides the error from the page without it.
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response = _json(document, "application/problem+json", status)
    if isinstance(err, TooManyError):
        response.headers["Retry-After"] = str(err.retry_after_seconds)
    if isinstance(err, audit.NotSealedError):
        response.headers["Retry-After"] = "1"
    if isinstance(err, UnavailableError | audit.BacklogError):
        response.headers["Retry-After"] = "5"
    if isinstance(err, UnauthenticatedError):
        response.headers["WWW-Authenticate"] = (
            'Basic realm="accord"' if tracking else CHALLENGE
        )
    if isinstance(err, HTTPException):
        _keep_allow(err, response)
    return response


def _keep_allow(err: HTTPException, response: Response) -> None:
    """RFC 9110 section 15.5.6: a 405 names the methods that would do."""
    methods = getattr(err, "valid_methods", None)
    if methods:
        response.headers["Allow"] = ", ".join(sorted(methods))


def _tracking_form(document: Mapping[str, object]) -> dict[str, object]:
    fields = document.get("fields")
    message = document.get("detail") or document["title"]
    if isinstance(fields, Mapping):
        message = "; ".join(f"{name}: {why}" for name, why in sorted(fields.items()))
    form = {"code": document["code"], "message": message}
    if "incident" in document:
        form["incident"] = document["incident"]
    return form


def _json(document: Mapping[str, object], mimetype: str, status: int) -> Response:
    return Response(json.dumps(document), status=status, mimetype=mimetype)
