"""Who is signed in, and what they say: the one way from a page to the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from flask import Response, g, request

from cdp import access
from cdp.database import Connection
from cdp.web import csrf
from cdp.web.pages import go, is_secure, now, services, writing
from consent import Act, Circle, Recorded, SubjectId

COOKIE = "accord_person"
# Saying no after a yes is a withdrawal: its own word, and no harder.
REFUSED = frozenset({"refused", "withdrawn"})
View = Callable[..., Response]


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person at the portal: the subject that signed in, and its circle."""

    subject: SubjectId
    circle: Circle

    @property
    def own(self) -> tuple[SubjectId, ...]:
        """The subjects whose past this person may see: no merely probable one."""
        return tuple(who for who, tie in self.circle.subjects if tie.carries_grants)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says on a page: the act, its scope, its proof."""

    act: str
    purpose: str | None = None
    channel: str | None = None
    kind: str | None = None
    at_most: int | None = None
    per: str | None = None
    method: str = "web_form"
    notice: tuple[str, str, str] | None = None
    evidence: Mapping[str, str | bool] | None = None


def signed_in(view: View) -> View:
    """Hand the person to the view, or send the browser to the entrance."""

    @wraps(view)
    def guarded(**parts: str) -> Response:
        person = current()
        if person is None:
            return go("portal.entrance")
        if request.method == "POST":
            csrf.check()
        return view(person, **parts)

    return guarded


def current() -> Person | None:
    """Find who is signed in to the portal on this browser."""
    if "person" not in g:
        g.person = _load()
    found: Person | None = g.person
    return found


def _load() -> Person | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with services().database.reading() as conn:
        session = access.session(conn, token, now())
        if session is None or session.kind != "person":
            return None
        person = of_subject(conn, session.ref)
    if session.needs_touch(now()):
        with writing() as conn:
            access.touch_session(conn, token, now())
    return person


def of_subject(conn: Connection, subject: str) -> Person | None:
    """Find the circle around a subject; None when nobody is there any more."""
    circle = services().asking.circle(conn, "subject", subject)
    if not circle.known:
        return None
    return Person(subject=SubjectId(subject), circle=circle)


def remember(response: Response, token: str) -> Response:
    """Give the browser the session, out of reach of scripts and other sites."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=is_secure()
    )
    return response


def say(person: Person, *statements: Said) -> list[Recorded]:
    """Record what a person says, all of it or nothing, in one transaction."""
    with writing() as conn:
        return say_in(conn, person, *statements)


def say_in(conn: Connection, person: Person, *statements: Said) -> list[Recorded]:
    """Record what a person says inside a transaction that is open already."""
    return [
        services().ledger.append(
            conn,
            Act(
                subject=person.subject,
                act=one.act,
                at=now(),
                method=one.method,
                purpose=one.purpose,
                channel=one.channel,
                kind=one.kind,
                at_most=one.at_most,
                per=one.per,
                notice=one.notice,
                evidence=one.evidence or {},
            ),
            now(),
            circle=person.circle,
            actor="portal",
        )
        for one in statements
    ]


def is_refused(conn: Connection, person: Person, purpose: str, channel: str) -> bool:
    """Tell if this person has said no to a purpose on a channel, and not yes since."""
    state = services().ledger.fold(conn, person.circle, purpose, channel, now())
    return state.consent in REFUSED
