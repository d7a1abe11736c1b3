"""What every page function uses: the services, the page, the way on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import (
    Response,
    current_app,  # noqa: TID251  # the one accessor of the pages
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask import render_template as flask_render
from markupsafe import Markup

from cdp.assembly import Services
from cdp.database import Connection
from cdp.links import Links


def services() -> Services:
    """Give what the application was assembled from."""
    found: Services = current_app.extensions["accord"]
    return found


def links() -> Links:
    """Give the signer of links."""
    return services().links


def now() -> datetime:
    """Read the clock once per request, so that a page agrees with itself."""
    if "now" not in g:
        g.now = services().now()
    found: datetime = g.now
    return found


@contextmanager
def reading() -> Iterator[Connection]:
    """Open the database for a page that only shows."""
    with services().database.reading() as conn:
        yield conn


@contextmanager
def writing() -> Iterator[Connection]:
    """Open the one transaction of an act."""
    with services().database.transaction() as conn:
        yield conn


def page(template: str, status: int = 200, **values: object) -> Response:
    """Make a page."""
    return make_response(flask_render(template, **values), status)


def code(text: str | None) -> str:
    """Set an id or a hash as what it is: to be copied, not read aloud or translated."""
    return Markup("<code data-raw>{}</code>").format(text) if text else ""


def go(
    endpoint: str,
    anchor: str | None = None,
    **values: Any,  # noqa: ANN401  # as url_for takes them
) -> Response:
    """Send the browser on after an act, so that a reload repeats nothing."""
    address = url_for(endpoint, _anchor=anchor, **values)
    return make_response(redirect(address, code=303))


def is_secure() -> bool:
    """Tell if people reach us over TLS, so that cookies must not travel without."""
    return services().settings.public_url.startswith("https://")


def is_htmx() -> bool:
    """Tell if the page's script asks for a part, in place of a whole page."""
    return request.headers.get("HX-Request") == "true"
