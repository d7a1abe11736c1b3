"""Who is signed in to the console, and the record of what they look at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import Response, g, request

from audit import Body, Entry, IndexTerms
from cdp import access
from cdp.database import Connection
from cdp.errors import NotAllowedError
from cdp.web import csrf
from cdp.web.pages import go, is_secure, now, services

COOKIE = "accord_staff"
ROLE = "dpo"
REVIEW = "review in the console"  # why officers look, where they need not say
View = Callable[..., Response]


@dataclass(frozen=True, kw_only=True)
class Officer:
    """Somebody at the console."""

    name: str


def with_role(view: View) -> View:
    """Hand the officer to the view; others sign in, or are told what is missing."""

    @wraps(view)
    def guarded(**parts: str) -> Response:
        session = current_session()
        if session is None:
            return go("dpo.sign_in")
        if ROLE not in session.roles:
            raise NotAllowedError("this page needs the role dpo")
        if request.method == "POST":
            csrf.check()
        return view(Officer(name=session.ref), **parts)

    return guarded


def current_session() -> access.Session | None:
    """Find the session of this browser; one in use stays open."""
    if "staff_session" not in g:
        g.staff_session = _load()
    found: access.Session | None = g.staff_session
    return found


def _load() -> access.Session | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with services().database.reading() as conn:
        session = access.session(conn, token, now())
    if session is None or session.kind != "staff":
        return None
    if session.needs_touch(now()):
        with services().database.transaction() as conn:
            access.touch_session(conn, token, now())
    return session


def remember(response: Response, token: str) -> Response:
    """Give the browser the session, out of reach of scripts and other sites."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=is_secure()
    )
    return response


def note(
    conn: Connection,
    officer: Officer,
    page: str,
    *,
    kind: str = "audit.read",
    subject: str | None = None,
) -> None:
    """Record that the officer looks: which page, about whom. No view without it."""
    document = {
        "event": kind,
        "page": page,
        "officer": officer.name,
        "reason": REVIEW,
    }
    services().log.append(
        conn,
        Entry(at=now(), kind=kind, outcome="done"),
        [Body(subject=subject, document=document)],
        IndexTerms(subject=subject, actor=officer.name),
    )
