"""A request to be erased in words: where it stands, why not, who was told."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from cdp import rights
from cdp.web.i18n import LazyString, _, day
from cdp.web.i18n import lazy as _l
from cdp.web.pages import now, services
from cdp.web.words import word

KIND = "request"  # of the link by which its person comes back to it
STATES: Mapping[str, LazyString] = {
    "open": _l("Open"),
    "overdue": _l("Overdue"),
    "refused": _l("Refused"),
    "cancelled": _l("Taken back"),
    "erased-here": _l("Erased here"),
    "erased-waiting": _l("Waiting for others"),
    "erased-everywhere": _l("Erased everywhere"),
}
TAGS: Mapping[str, str] = {
    "open": "wait",
    "overdue": "no",
    "refused": "no",
    "erased-here": "wait",
    "erased-waiting": "wait",
    "erased-everywhere": "yes",
}
GROUNDS: Mapping[str, LazyString] = {
    "identity-unproven": _l("It is not certain who is asking."),
    "unfounded": _l("The request is manifestly unfounded or excessive."),
    "expression": _l("Freedom of expression and information needs these data."),
    "legal-obligation": _l("A law obliges us to keep these data."),
    "public-health": _l("Public health needs these data."),
    "archiving": _l("An archive, research or statistics in the public interest."),
    "legal-claims": _l("Legal claims have to be made, exercised or defended."),
    "transaction": _l("An order or contract of yours is not finished."),
    "security": _l("The security of our systems needs these data."),
}
REASONS: Mapping[str, LazyString] = {
    "complexity": _l("The request is complex."),
    "many-requests": _l("There are many requests."),
}
ROLES: Mapping[str, LazyString] = {
    "channel": _l("channel system"),
    "source": _l("source"),
    "recipient": _l("recipient"),
}
ANSWERS: Mapping[str, LazyString] = {
    "asked": _l("Asked"),
    "confirmed": _l("Confirmed"),
    "failed": _l("Failed"),
    "overdue": _l("Overdue"),
}
ANSWER_TAGS: Mapping[str, str] = {"confirmed": "yes", "failed": "no", "overdue": "no"}
VIAS: Mapping[str, LazyString] = {
    "portal": _l("privacy centre"),
    "api": _l("channel system"),
    "officer": _l("officer"),
    "cli": _l("command line"),
}
REGIMES: Mapping[str, LazyString] = {
    "gdpr": _l("GDPR, one month"),
    "ccpa": _l("California, 45 days"),
}


def dated(when: datetime) -> Markup:
    """Write a day as what it is: to be read by people and by programs."""
    element = Markup('<time datetime="{}" data-raw>{}</time>')
    return element.format(when.date().isoformat(), day(when))


def state_of(request: rights.Request) -> str:
    """Name the state, as a code."""
    return rights.standing(request, now())


def state_words(request: rights.Request) -> str:
    """Name the state, for people."""
    return word(STATES, state_of(request))


def sentence_of(request: rights.Request) -> str:
    """Say to the person where the request stands, and what comes next."""
    state = state_of(request)
    expires = rights.backups_expire(services(), request)
    sentences = {
        "open": _(
            "We decide by %(day)s at the latest, and you can take it back until then.",
            day=day(request.due_at),
        ),
        "overdue": _(
            "We should have answered by %(day)s. You may complain to the authority.",
            day=day(request.due_at),
        ),
        "refused": _("We do not erase your data. The reason stands below."),
        "cancelled": _("You took this request back. Nothing was erased."),
        "erased-waiting": _(
            "Your data are erased, in our backups too. Others to whom we gave some of "
            "them have not all confirmed yet."
        ),
        "erased-everywhere": _(
            "Your data are erased, in our backups too, and everybody to whom we gave "
            "some of them has confirmed."
        ),
    }
    if expires is not None and state == "erased-here":
        return _(
            "Your data are erased here. Backups still hold them, sealed; the last is "
            "gone by %(day)s.",
            day=day(expires),
        )
    return sentences.get(state, state)
