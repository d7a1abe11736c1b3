"""A request in words that programs read, the same for the API and the command line."""

from datetime import datetime, timedelta

from cdp import access
from cdp.assembly import Services
from cdp.errors import InvalidInputError
from cdp.rights.erase import Erased, Whom
from cdp.rights.requests import Request

OFFICER = "dpo"


def standing(request: Request, now: datetime) -> str:
    """Say where a request stands, as people are told.

    Open or overdue; refused or cancelled; erased-here while a backup could still open;
    erased-waiting while a system outside has not confirmed; erased-everywhere.
    """
    if request.state == "open":
        return "overdue" if request.is_overdue(now) else "open"
    if request.state == "executed":
        return "erased-here" if request.shredded_at is None else "erased-waiting"
    return "erased-everywhere" if request.state == "done" else request.state


def backups_expire(services: Services, request: Request) -> datetime | None:
    """Say when the last backup from before is gone, if none has to be feared longer."""
    if request.state != "executed" or request.decided_at is None:
        return None
    if request.shredded_at is not None:
        return None
    return request.decided_at + timedelta(days=services.settings.backup_days)


def describe(services: Services, request: Request) -> dict[str, object]:
    """Give everything of a request that names nobody."""
    now = services.now()
    expires = backups_expire(services, request)
    return {
        "id": request.id,
        "kind": "erasure",
        "state": standing(request, now),
        "regime": request.regime,
        "via": request.via,
        "received_at": _text(request.received_at),
        "due_at": _text(request.due_at),
        "extended_for": request.extended_for,
        "decided_by": request.decided_by,
        "decided_at": _text(request.decided_at),
        "refused_for": request.refused_for,
        "law": request.law(),
        "audit_entry": request.audit_entry,
        "backups_expire_at": _text(expires),
        "report": dict(request.report),
        "systems": [one.to_document(now) for one in request.notices],
    }


def describe_preview(whom: Whom, goes: Erased) -> dict[str, object]:
    """Give what an erasure would do."""
    return {
        "records": goes.records,
        "ties": dict(whom.ties),
        "stores": dict(goes.stores),
        "suppressed": goes.suppressed,
        "systems": [f"{one.role} {one.system}" for one in goes.shared],
    }


def check_officer(services: Services, name: str) -> None:
    """Let only officers decide.

    Raises:
        InvalidInputError: Nobody of this name has the role dpo.
    """
    with services.database.reading() as conn:
        staff = {one.name: one.roles for one in access.list_staff(conn)}
    if OFFICER not in staff.get(name, frozenset()):
        raise InvalidInputError({"by": f"must be somebody with the role {OFFICER}"})


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
