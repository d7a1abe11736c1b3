"""The entrance: a code by e-mail, or the link beside it. A stranger learns nothing."""

import logging
from dataclasses import dataclass
from threading import Thread

from flask import Response, request, url_for

from cdp import access, profiles
from cdp.asking import Asked
from cdp.assembly import Services
from cdp.channels import CAN_FULFIL, Message
from cdp.errors import CdpError
from cdp.recording import record_sign_in
from cdp.web import csrf
from cdp.web.i18n import _, chosen_locale
from cdp.web.pages import go, now, page, services, writing
from cdp.web.portal import signals
from cdp.web.portal.person import COOKIE, current, remember
from consent import Circle, Permit

# We send this message ourselves; it serves the account, so it needs no consent.
CLIENT = "portal"
PURPOSE = "service_messages"
THREAD = "sign-in-mail"
LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, less the brackets

log = logging.getLogger("accord.web")


@dataclass(frozen=True, kw_only=True)
class _Letter:
    """What the message says, in the language of the page."""

    title: str
    text: str
    locale: str


def entrance() -> Response:
    if current() is not None:
        return go("portal.choices")
    return _entrance({})


def _entrance(problems: dict[str, str], status: int = 200) -> Response:
    return page(
        "portal/entrance.html", status, problems=problems, gpc=signals.is_sent()
    )


def send_code() -> Response:
    """Begin a sign-in; the answer is the same whether we know the address or not.

    So is the time it takes: permit and mail wait until the page is on its way.
    """
    csrf.check()
    address = request.form.get("email", "").strip()
    email = services().vault.normalise("email", address)
    if email is None or len(address) > LONGEST_ADDRESS:
        words = _("Enter an e-mail address, like name@example.org")
        return _entrance({"email": words}, 400)
    parts = services()
    with writing() as conn:
        circle = parts.asking.circle(conn, "email", email)
        digest = parts.vault.digest("email", email)
        started = access.start_sign_in(
            conn, digest, circle.asked, csrf.browser(), now()
        )
    letter = _letter(started)
    if circle.known:
        Thread(
            target=_deliver, args=(parts, email, circle, letter), name=THREAD
        ).start()
    return go("portal.code")


def _letter(started: access.Started) -> _Letter:
    link = url_for("portal.link", token=started.link_token)
    text = _(
        "Your code: %(code)s\n\nIt is good for ten minutes. Or open this page in the "
        "browser in which you asked for it:\n%(address)s\n\nYou did not ask for it? "
        "Then do nothing: nobody gets in without it.\n",
        code=started.code,
        address=services().settings.public_url + link,
    )
    title = _("Your code for the privacy centre")
    return _Letter(title=title, text=text, locale=chosen_locale())


def _deliver(parts: Services, email: str, circle: Circle, letter: _Letter) -> None:
    """Ask for a permit, hand the code to the channel, note what became of it."""
    asked = Asked(
        client=CLIENT,
        action="send",
        properties={
            "channel": "email",
            "purpose": PURPOSE,
            "content_class": "service",
            "data_categories": ["contact"],
            "can_fulfil": list(CAN_FULFIL),
        },
        resource_type="email",
        resource_id=email,
        via="portal",
    )
    with parts.database.transaction() as conn:
        permit = parts.asking.permit(conn, asked, parts.now())
    if not isinstance(permit, Permit):
        return
    try:
        _send(parts, permit, circle, letter)
        status = "sent"
    except CdpError as err:
        log.warning("sign-in mail failed", extra={"fields": {"code": err.code}})
        status = "failed"
    at = parts.now()
    with parts.database.transaction() as conn:
        parts.decisions.settle(conn, permit.id, status, at, CLIENT, at)


def _send(parts: Services, permit: Permit, circle: Circle, letter: _Letter) -> None:
    """Open the address under the permit, and hand the message to the mail channel."""
    with parts.database.reading() as conn:
        address = profiles.contact_point(conn, parts.vault, permit, circle)
    message = Message(
        id=permit.id,
        title=letter.title,
        text=letter.text,
        locale=letter.locale,
        sender=parts.settings.controller_name,
        why_url=parts.links.why_url(permit.answer.id, permit.subject, letter.locale),
    )
    parts.email.send(message, permit, address, parts.now())


def code() -> Response:
    return page("portal/code.html", problems={})


def enter_code() -> Response:
    csrf.check()
    typed = request.form.get("code", "")
    signed_in = _finish(typed)
    if signed_in is None:
        words = _(
            "This code does not fit, or it is too old. Check it, or ask for another."
        )
        return page("portal/code.html", 400, problems={"code": words})
    return signed_in


def link(token: str) -> Response:
    """Show a button; the link itself changes nothing, because scanners open links."""
    return page("portal/link.html", token=token)


def use_link(token: str) -> Response:
    csrf.check()
    return _finish(token) or page("portal/stale.html", 410)


def _finish(proof: str) -> Response | None:
    with writing() as conn:
        found = access.finish_sign_in(conn, proof, csrf.browser(), now())
        who = found.ref if found else None
        record_sign_in(
            services(),
            conn,
            "portal",
            actor=CLIENT if found else None,
            subject=who,
            succeeded=found is not None,
        )
        if found is None:
            return None
        token = access.create_session(conn, "person", found.ref, (), now())
    return remember(go("portal.choices"), token)


def sign_out() -> Response:
    csrf.check()
    token = request.cookies.get(COOKIE)
    if token:
        with writing() as conn:
            access.end_session(conn, token)
    response = go("portal.entrance")
    response.delete_cookie(COOKIE)
    return response
