"""When a page cannot be shown: say why, in words, and show the way on."""

import logging
import secrets
from collections.abc import Callable

from flask import Response, g, request, url_for
from werkzeug.exceptions import HTTPException

import audit
import consent
from cdp.errors import (
    ConflictError,
    InvalidInputError,
    KeyDestroyedError,
    NotAllowedError,
    NotFoundError,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
)
from cdp.web.i18n import _
from cdp.web.pages import page

SERVER_FAULT = 500

log = logging.getLogger("accord.web")

STATUSES: dict[type[Exception], int] = {
    InvalidInputError: 400,
    consent.InvalidInputError: 400,
    UnauthenticatedError: 401,
    NotAllowedError: 403,
    NotFoundError: 404,
    consent.NotFoundError: 404,
    ConflictError: 409,
    consent.ConflictError: 409,
    KeyDestroyedError: 410,
    TooManyError: 429,
    UnavailableError: 503,
    audit.BacklogError: 503,
    consent.PolicyUnavailableError: 503,
}


def error_page(err: Exception) -> Response:
    """Make the page of an error; an unknown one gets a reference and no text."""
    status = _status(err)
    g.failed = True
    title, explanation = WORDS.get(status, _went_wrong)()
    incident = _incident(err) if status == SERVER_FAULT else ""
    response = page(
        "errors/error.html",
        status,
        face=g.get("face", "portal"),
        title_words=title,
        explanation=explanation,
        incident=incident,
        way_on=_way_on(),
        way_words=_("Go to the entrance"),
    )
    if isinstance(err, TooManyError):
        response.headers["Retry-After"] = str(err.retry_after_seconds)
    return response


def _status(err: Exception) -> int:
    if isinstance(err, HTTPException):
        return err.code or 500
    for kind, status in STATUSES.items():
        if isinstance(err, kind):
            return status
    return 500


def _incident(err: Exception) -> str:
    """Log where it happened, never what it said: that could quote personal data."""
    incident = "inc_" + secrets.token_hex(8)
    trace, places = err.__traceback__, []
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
        places.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    fields = {"incident": incident, "kind": type(err).__name__, "at": places[-8:]}
    log.error("incident", extra={"fields": fields})
    return incident


def _way_on() -> str:
    if g.get("face") == "dpo":
        return url_for("dpo.today")
    if request.endpoint and "lang" in g:
        return url_for("portal.entrance")
    return "/"


def _invalid() -> tuple[str, str]:
    return _("This form cannot be used"), _(
        "It is too old, or it was opened in another window. Nothing was changed. "
        "Load the page again and repeat what you did."
    )


def _unknown() -> tuple[str, str]:
    return _("There is nothing here"), _(
        "The address is not complete, or what it named is gone. Nothing was changed."
    )


def _forbidden() -> tuple[str, str]:
    return _("This page needs the role “dpo”"), _(
        "You are signed in, but without the role of data protection officer. Ask the "
        "person who runs this installation to give it to you."
    )


def _too_many() -> tuple[str, str]:
    return _("Too many attempts"), _(
        "To keep strangers out we pause for a while. Wait a few minutes, then try "
        "again."
    )


def _gone() -> tuple[str, str]:
    return _("This was erased"), _("Its key was destroyed, so nobody can read it.")


def _down() -> tuple[str, str]:
    return _("This does not work at the moment"), _(
        "A part of the platform does not answer. Nothing was changed. Try again later."
    )


def _went_wrong() -> tuple[str, str]:
    return _("Something went wrong on our side"), _(
        "Nothing was changed. Try again; if it stays, tell us the reference."
    )


WORDS: dict[int, Callable[[], tuple[str, str]]] = {
    400: _invalid,
    403: _forbidden,
    404: _unknown,
    405: _unknown,
    410: _gone,
    429: _too_many,
    503: _down,
}
