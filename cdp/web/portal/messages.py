"""My messages: every time a system asked about this person, allowed or stopped."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response

from audit import Filters
from cdp.database import Connection
from cdp.web.asked import answer_words, asked_words
from cdp.web.pages import page, reading, services
from cdp.web.portal.person import Person, signed_in
from cdp.web.portal.why import why_path
from consent import DecisionRecord

SHOWN = 50
KINDS = ("policy.decision", "permit.issue")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One time that somebody asked."""

    at: datetime
    sentence: str
    allowed: bool
    url: str


@signed_in
def show(person: Person) -> Response:
    with reading() as conn:
        wanted = sorted(_decisions_about(conn, person), reverse=True)[:SHOWN]
        lines = [_line(services().decisions.load(conn, one)) for one in wanted]
    return page("portal/messages.html", person=person, messages=lines)


def _decisions_about(conn: Connection, person: Person) -> set[str]:
    """Find the newest decisions about any subject of this person."""
    return {
        terms.decision
        for subject in person.own
        for kind in KINDS
        for entry in services().log.find(
            conn, Filters(subject=subject, kind=kind), limit=SHOWN
        )
        for terms in entry.terms
        if terms.decision and terms.subject == subject
    }


def _line(record: DecisionRecord) -> Line:
    said = asked_words(record)
    if not record.allowed:
        said = f"{said} {answer_words(record)}"
    return Line(
        at=record.at,
        sentence=said,
        allowed=record.allowed,
        url=why_path(record),
    )
