"""My data erased: what that means, the request, and where it stands."""

from flask import Response, url_for

from cdp import profiles, rights
from cdp.errors import NotFoundError
from cdp.web.asked_to_erase import (
    GROUNDS,
    KIND,
    REASONS,
    TAGS,
    dated,
    sentence_of,
    state_of,
    state_words,
)
from cdp.web.i18n import _
from cdp.web.pages import code, go, links, page, reading, services
from cdp.web.portal.person import Person, current, signed_in
from cdp.web.words import word

OPEN = ("open", "overdue")


@signed_in
def show(person: Person) -> Response:
    """Explain; nothing is asked for by opening the page."""
    return page("portal/erase.html", person=person)


@signed_in
def ask(person: Person) -> Response:
    """Take the request in. An officer decides: a code by mail is a weak proof."""
    made = rights.open_request(
        services(),
        person.subject,
        via="portal",
        actor="portal",
        regime=_regime(person),
    )
    return go("portal.request", token=links().sign(KIND, made.id))


def status(token: str) -> Response:
    """Show where a request stands, to whoever holds its link."""
    found = _load(token)
    person = current()
    return page(
        "portal/request.html",
        person=person,
        state=state_words(found),
        tag=TAGS.get(state_of(found), ""),
        sentence=sentence_of(found),
        pairs=_pairs(found),
        is_refused=found.state == "refused",
        cancel_url=url_for("portal.cancel_request", token=token)
        if person and _is_own(person, found)
        else "",
        contact=services().settings.controller_contact,
    )


@signed_in
def cancel(person: Person, token: str) -> Response:
    """Take one's own request back."""
    found = _load(token)
    if not _is_own(person, found):
        raise NotFoundError("this link is not valid")
    rights.cancel(services(), found.id, actor="portal")
    return go("portal.request", token=token)


def _load(token: str) -> rights.Request:
    (request_id,) = links().read(KIND, token, 1)
    with reading() as conn:
        return rights.load(conn, request_id)


def _is_own(person: Person, found: rights.Request) -> bool:
    return state_of(found) in OPEN and found.subject in person.circle.all_subjects


def _regime(person: Person) -> str:
    """Count by California's law only where nothing else may hold."""
    with reading() as conn:
        facts = profiles.facts(conn, services().vault, person.circle)
    places = set(facts.places)
    american = {place for place in places if place.split("-")[0] == "US"}
    return "ccpa" if places and places == american else "gdpr"


def _pairs(found: rights.Request) -> list[tuple[str, object]]:
    extended = word(REASONS, found.extended_for) if found.extended_for else ""
    refused = word(GROUNDS, found.refused_for) if found.refused_for else ""
    return [
        (_("Reference"), code(found.id)),
        (_("Received on"), dated(found.received_at)),
        (_("Answer at the latest on"), dated(found.due_at)),
        (_("Why it takes longer"), extended),
        (_("Decided on"), dated(found.decided_at) if found.decided_at else ""),
        (_("Reason"), refused),
        (_("Law"), found.law() or ""),
    ]
