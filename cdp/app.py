"""The Flask application: routes, headers, problems, one log line per request."""

import logging
import re
import secrets
import time
from functools import partial

from flask import Flask, Response, g, request

import cdp.web
from cdp import api
from cdp.api import problems
from cdp.assembly import Services

MAX_BODY_BYTES = 1024 * 1024
# A caller's own id is echoed when it cannot break a log line or a header.
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")

log = logging.getLogger("accord.request")


def create_app(services: Services) -> Flask:
    """Make the application around assembled services."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    app.extensions["accord"] = services
    app.before_request(partial(_begin, services))
    app.after_request(partial(_wait_for_checkpoint, services))
    app.after_request(_finish)
    api.register(app, services)
    cdp.web.register(app, services)
    app.register_error_handler(Exception, _answer_error)
    return app


def _begin(services: Services) -> None:
    services.log.take_weighty()  # of a call before that nobody waited for
    named = request.headers.get("X-Request-ID", "")
    g.request_id = named if REQUEST_ID.fullmatch(named) else secrets.token_hex(12)
    g.started = time.monotonic()


def _wait_for_checkpoint(services: Services, response: Response) -> Response:
    """Answer what weighs when it is signed; a header says by which checkpoint.

    Pages always wait; of the API what its table says. Streams of events do not.
    """
    if services.log.take_weighty() and g.get("sealed", True):
        size = services.checkpoints.cover()
        response.headers["Accord-Checkpoint"] = "pending" if size is None else str(size)
    return response


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-ID"] = g.request_id
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if response.is_json:
        headers["Content-Security-Policy"] = (
            "default-src 'none'; frame-ancestors 'none'"
        )
    # The rule, not the path: a path can hold what somebody typed.
    line = {
        "request": g.request_id,
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.monotonic() - g.started) * 1000, 1),
        "client": g.get("client"),
    }
    log.info("request", extra={"fields": line})
    return response


def _answer_error(err: Exception) -> Response:
    if api.is_api_path(request.path):
        return problems.render(err, tracking=api.is_tracking_path(request.path))
    return cdp.web.error_page(err)
