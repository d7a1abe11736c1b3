"""Staff sign in with name and password; each try is in the audit log."""

from flask import Response, request

from audit import Body, Entry, IndexTerms
from cdp import access
from cdp.database import Connection
from cdp.web import csrf
from cdp.web.dpo.officer import COOKIE, current_session, remember
from cdp.web.i18n import _
from cdp.web.pages import go, now, page, services, writing


def show() -> Response:
    if current_session() is not None:
        return go("dpo.today")
    return _form({}, "")


def _form(problems: dict[str, str], name: str, status: int = 200) -> Response:
    return page("dpo/sign_in.html", status, problems=problems, name=name)


def enter() -> Response:
    csrf.check()
    name = request.form.get("name", "").strip()
    with writing() as conn:
        trial = access.begin_check(conn, name, now())
    # Hashing takes a tenth of a second: no transaction is open meanwhile.
    staff = trial.matches(request.form.get("password", ""))
    with writing() as conn:
        _note(conn, staff)
        if staff is not None:
            access.end_check(conn, staff)
            token = access.create_session(conn, "staff", staff.name, staff.roles, now())
            return remember(go("dpo.today"), token)
    words = _("Name and password do not fit together.")
    return _form({"password": words}, name, 400)


def _note(conn: Connection, staff: access.Staff | None) -> None:
    """Record a try; a wrong name is not kept, because people type passwords there."""
    name = staff.name if staff else None
    services().log.append(
        conn,
        Entry(at=now(), kind="auth", outcome="allow" if staff else "deny"),
        [Body(subject=None, document={"event": "auth", "staff": name})],
        IndexTerms(actor=name),
    )


def sign_out() -> Response:
    csrf.check()
    token = request.cookies.get(COOKIE)
    if token:
        with writing() as conn:
            access.end_session(conn, token)
    response = go("dpo.sign_in")
    response.delete_cookie(COOKIE)
    return response
