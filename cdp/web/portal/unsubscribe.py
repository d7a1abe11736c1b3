"""Stop a kind of message by the link in one: by a button, or by one click."""

from flask import Response, make_response, request

from cdp.errors import InvalidInputError, NotFoundError
from cdp.links import Stop
from cdp.web.i18n import _
from cdp.web.pages import links, page, writing
from cdp.web.portal.person import Said, current, is_refused, of_subject, say_in
from cdp.web.portal.receipts import receipt_url
from cdp.web.registers import channel_words, purpose_words

# RFC 8058 section 3.1: this exact body, without cookie or any other context.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def show(token: str) -> Response:
    """Show a button. Opening the page changes nothing: mail scanners open links."""
    asked = links().read_stop(token)
    return page(
        "portal/unsubscribe.html",
        person=current(),
        stop_words=stop_words(asked.purpose, asked.channel),
    )


def stop(token: str) -> Response:
    """Stop, by the button or by one click; whoever holds the link may, repeatedly."""
    one_click = request.form.get(ONE_CLICK[0])
    asked = _read(token, one_click=one_click is not None)
    if one_click is None:
        return end(asked.subject, asked.purpose, asked.channel)
    if one_click != ONE_CLICK[1]:
        raise InvalidInputError({ONE_CLICK[0]: "must be One-Click"})
    receipt = _record(asked)
    answer = make_response(_("Unsubscribed.") + "\n")
    answer.mimetype = "text/plain"
    if receipt:
        answer.headers["Link"] = f'<{receipt_url(receipt)}>; rel="describedby"'
    return answer


def _read(token: str, *, one_click: bool) -> Stop:
    try:
        return links().read_stop(token)
    except NotFoundError as err:
        if one_click:
            raise InvalidInputError({"token": "is not one of ours"}) from err
        raise


def end(subject: str, purpose: str, channel: str) -> Response:
    """Stop one purpose on one channel, and say that it is done."""
    asked = Stop(subject=subject, purpose=purpose, channel=channel)
    receipt = _record(asked)
    return page(
        "portal/unsubscribed.html",
        person=current(),
        stopped_words=_stopped_words(asked.purpose, asked.channel),
        receipt_url=receipt_url(receipt) if receipt else "",
    )


def _record(asked: Stop) -> str:
    """Record the withdrawal once; a repetition finds it done, and changes nothing."""
    with writing() as conn:
        person = of_subject(conn, asked.subject)
        if person is None:
            return ""  # erased since: there is nobody left to write to
        if is_refused(conn, person, asked.purpose, asked.channel):
            return ""
        said = Said(act="withdraw", purpose=asked.purpose, channel=asked.channel)
        return say_in(conn, person, said)[0].receipt_id


def stop_words(purpose: str | None, channel: str | None) -> str:
    """Say what the button does."""
    return _(
        "%(purpose)s will no longer reach you on this channel: %(channel)s.",
        purpose=purpose_words(purpose),
        channel=channel_words(channel),
    )


def _stopped_words(purpose: str, channel: str) -> str:
    return _(
        "%(purpose)s no longer reaches you on this channel: %(channel)s.",
        purpose=purpose_words(purpose),
        channel=channel_words(channel),
    )
