"""Requests to be erased: by due date, one with its preview, the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from cdp import access, rights
from cdp.errors import ConflictError, InvalidInputError, NotFoundError
from cdp.web.asked_to_erase import (
    ANSWER_TAGS,
    ANSWERS,
    GROUNDS,
    KIND,
    REASONS,
    REGIMES,
    ROLES,
    TAGS,
    VIAS,
    dated,
    state_of,
    state_words,
)
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.i18n import LazyString, _, moment, number
from cdp.web.i18n import lazy as _l
from cdp.web.pages import code, go, links, now, page, services, writing
from cdp.web.words import word

# By what an officer may look somebody up.
LOOK_UP: Mapping[str, LazyString] = {
    "email": _l("E-mail address"),
    "phone": _l("Telephone number"),
    "user_id": _l("User id"),
    "loyalty_id": _l("Loyalty number"),
    "person": _l("Person (per_…)"),
    "subject": _l("Pseudonym (sub_…)"),
}
TIES: Mapping[str, LazyString] = {
    "self": _l("asked about"),
    "exact": _l("joined for certain"),
    "probable": _l("joined by the model"),
}
STORES: Mapping[str, LazyString] = {
    "journeys": _l("journeys"),
    "identifiers": _l("identifiers"),
    "waiting": _l("events that journeys had not seen"),
    "events": _l("events"),
    "profiles": _l("profiles"),
    "contacts": _l("contacts"),
    "reach": _l("answers and failures by channel"),
    "permits": _l("permits cut off"),
    "decisions": _l("decisions cut off"),
    "sessions": _l("sessions and codes"),
    "bodies": _l("bodies of audit entries"),
    "keys": _l("keys destroyed"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request in the list."""

    url: str
    id: str
    state: str
    tag: str
    due: object
    via: str
    waiting: str


@with_role
def show(officer: Officer) -> Response:
    return _list(officer, {})


@with_role
def find(officer: Officer) -> Response:
    """Open a request for somebody who asked by letter, or in another way."""
    kind, value = request.form.get("kind", ""), request.form.get("value", "").strip()
    if kind not in LOOK_UP:
        raise InvalidInputError({"kind": "must be one of the list"})
    with writing() as conn:
        note(conn, officer, "requests")
        asked = services().asking.circle(conn, kind, value).asked
    if asked is None:
        words = _("Nobody is known by this, or not any more.")
        return _list(officer, {"value": words}, 404)
    made = rights.open_request(
        services(), asked, via="officer", actor=officer.name, regime=_chosen(REGIMES)
    )
    return go("dpo.request", request_id=made.id)


@with_role
def show_one(officer: Officer, request_id: str) -> Response:
    return _one(officer, request_id, {})


@with_role
def erase(officer: Officer, request_id: str) -> Response:
    """Carry it out, once the officer has proved again who it is (ASVS 7.5.3)."""
    if not _is_officer(officer, request.form.get("password", "")):
        problems = {"password": _("This is not your password.")}
        return _one(officer, request_id, problems, 400)
    return _decided(
        officer,
        request_id,
        lambda: rights.execute(services(), request_id, actor=officer.name),
    )


@with_role
def refuse(officer: Officer, request_id: str) -> Response:
    ground = request.form.get("ground", "")
    return _decided(
        officer,
        request_id,
        lambda: rights.refuse(
            services(), request_id, ground=ground, actor=officer.name
        ),
    )


@with_role
def extend(officer: Officer, request_id: str) -> Response:
    reason = request.form.get("reason", "")
    return _decided(
        officer,
        request_id,
        lambda: rights.extend(
            services(), request_id, reason=reason, actor=officer.name
        ),
    )


@with_role
def answer(officer: Officer, notice_id: str) -> Response:
    """Note what a system outside said to the officer."""
    state = request.form.get("state", "")
    if state not in rights.ANSWERS:
        raise InvalidInputError({"state": "must be confirmed or failed"})
    found = rights.answer(services(), notice_id, state, by=officer.name)
    return go("dpo.request", request_id=found.request, anchor="systems")


def _decided(officer: Officer, request_id: str, act: object) -> Response:
    try:
        act()  # type: ignore[operator]  # a closure of the three acts above
    except ConflictError:
        words = _("This cannot be done any more: look at where the request stands.")
        return _one(officer, request_id, {"state": words}, 409)
    return go("dpo.request", request_id=request_id)


def _is_officer(officer: Officer, password: str) -> bool:
    with writing() as conn:
        trial = access.begin_check(conn, officer.name, now())
    staff = trial.matches(password)
    if staff is None:
        return False
    with writing() as conn:
        access.end_check(conn, staff)
    return True


def _chosen(options: Mapping[str, LazyString]) -> str:
    chosen = request.form.get("regime", "")
    return chosen if chosen in options else next(iter(options))


def _list(officer: Officer, problems: dict[str, str], status: int = 200) -> Response:
    with writing() as conn:
        note(conn, officer, "requests")
        waiting = rights.list_requests(conn)
        finished = rights.list_requests(conn, finished=True)
    return page(
        "dpo/requests.html",
        status,
        officer=officer,
        problems=problems,
        waiting=[_line(one) for one in waiting],
        finished=[_line(one) for one in finished],
        kinds=list(LOOK_UP.items()),
        regimes=list(REGIMES.items()),
    )


def _line(one: rights.Request) -> Line:
    left = [notice for notice in one.notices if notice.state != "confirmed"]
    return Line(
        url=url_for("dpo.request", request_id=one.id),
        id=one.id,
        state=state_words(one),
        tag=TAGS.get(state_of(one), ""),
        due=dated(one.due_at),
        via=word(VIAS, one.via),
        waiting=number(len(left)) if one.notices else "",
    )


def _one(
    officer: Officer, request_id: str, problems: dict[str, str], status: int = 200
) -> Response:
    with writing() as conn:
        found = rights.load(conn, request_id)
        note(conn, officer, "request", subject=found.subject)
    is_open = found.state == "open"
    return page(
        "dpo/request.html",
        status,
        officer=officer,
        problems=problems,
        id=found.id,
        state=state_words(found),
        tag=TAGS.get(state_of(found), ""),
        pairs=_pairs(found),
        went=_stores(found.report),
        preview=_preview(found) if is_open else None,
        systems=_systems(found),
        is_open=is_open,
        may_extend=is_open and found.extended_for is None,
        grounds=_grounds(found),
        reasons=list(REASONS.items()),
    )


def _grounds(found: rights.Request) -> list[tuple[str, str]]:
    laws = rights.REFUSALS[found.regime]
    return [
        (one, _("%(reason)s (%(law)s)", reason=word(GROUNDS, one), law=law))
        for one, law in laws.items()
    ]


def _pairs(found: rights.Request) -> list[tuple[str, object]]:
    expires = rights.backups_expire(services(), found)
    status_url = url_for("portal.request", token=links().sign(KIND, found.id))
    refused = word(GROUNDS, found.refused_for) if found.refused_for else ""
    longer = word(REASONS, found.extended_for) if found.extended_for else ""
    gone = found.shredded_at
    return [
        (_("Number"), code(found.id)),
        (_("Received on"), moment(found.received_at)),
        (_("Came by"), word(VIAS, found.via)),
        (_("Counted by"), word(REGIMES, found.regime)),
        (_("Answer at the latest on"), dated(found.due_at)),
        (_("Why it takes longer"), longer),
        (_("Pseudonym"), code(found.subject)),
        (_("Decided on"), moment(found.decided_at) if found.decided_at else ""),
        (_("Decided by"), found.decided_by),
        (_("Reason"), refused),
        (_("Law"), found.law()),
        (_("Last backup gone by"), dated(expires) if expires else ""),
        (_("No backup opens since"), dated(gone) if gone else ""),
        (_("Entry in the audit log"), code(found.audit_entry)),
        (_("Page for the person"), code(services().settings.public_url + status_url)),
    ]


def _preview(found: rights.Request) -> Mapping[str, object] | None:
    try:
        whom, goes = rights.preview(services(), str(found.subject))
    except NotFoundError:
        return None
    ties = [(word(TIES, tie), number(count)) for tie, count in whom.ties.items()]
    shared = [
        _("%(system)s (%(role)s)", system=one.system, role=word(ROLES, one.role))
        for one in goes.shared
    ]
    return {
        "ties": ties,
        "rows": _counts(goes.stores),
        "shared": ", ".join(shared),
        "suppressed": number(goes.suppressed),
    }


def _stores(report: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    stores = report.get("stores")
    return _counts(stores) if isinstance(stores, Mapping) else ()


def _counts(stores: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(word(STORES, name), number(count)) for name, count in stores.items()]


def _systems(found: rights.Request) -> list[Mapping[str, object]]:
    return [
        {
            "system": one.system,
            "role": word(ROLES, one.role),
            "state": word(ANSWERS, one.standing(now())),
            "tag": ANSWER_TAGS.get(one.standing(now()), "wait"),
            "due": dated(one.due_at),
            "by": one.settled_by or "",
            "url": url_for("dpo.answer", notice_id=one.id)
            if one.state != "confirmed"
            else "",
        }
        for one in found.notices
    ]
