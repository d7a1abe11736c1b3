"""Each form carries a token tied to this browser, or to who is signed in on it."""

from flask import Response, g, request

from cdp import access
from cdp.errors import InvalidInputError
from cdp.web.pages import is_secure

BROWSER = "accord_browser"


def token() -> str:
    """Give the token for a form on the page being made."""
    return access.csrf_token(_session() or browser())


def check() -> None:
    """Refuse a form that did not come from a page of ours.

    Raises:
        InvalidInputError: The token is missing, or another browser's.
    """
    held = _session() or request.cookies.get(BROWSER, "")
    sent = request.form.get("csrf_token", "")
    if not held or not access.is_csrf_token(held, sent):
        raise InvalidInputError({"csrf_token": "load the page again"})


def browser() -> str:
    """Name this browser by a random value, for as long as it stays open."""
    if "browser" not in g:
        g.browser = request.cookies.get(BROWSER) or access.new_browser()
    found: str = g.browser
    return found


def keep_browser(response: Response) -> Response:
    """Give the browser its value, if this page needed one."""
    made = g.get("browser")
    if made and made != request.cookies.get(BROWSER):
        response.set_cookie(
            BROWSER, made, httponly=True, samesite="Lax", secure=is_secure()
        )
    return response


def _session() -> str:
    """The session of this face; the portal's and the console's are strangers."""
    return request.cookies.get(g.get("session_cookie", ""), "")
