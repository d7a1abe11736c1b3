"""Global Privacy Control: a browser's wish, recorded for the person signed in."""

from flask import request

from cdp.web.pages import now, reading, services
from cdp.web.portal.person import Person, Said, say
from consent import LedgerState, Purpose

# https://www.w3.org/TR/gpc/ section 3.1: only the exact value 1 is the signal.
HEADER, VALUE = "Sec-GPC", "1"
# What the signal asks for: no sale, no sharing, no targeted advertising.
KINDS = ("sale", "share", "targeted_ads")


def is_sent() -> bool:
    """Tell if this browser sends the signal with this request."""
    return request.headers.get(HEADER) == VALUE


def honour(person: Person) -> bool:
    """Record the signal as an opt-out, once; tell if it is to be shown as honoured.

    A later absence is not a change of mind, so nothing is ever taken back here. Who
    said yes to the notice that the browser says no is not asked by the browser again.
    """
    with reading() as conn:
        state = services().ledger.fold(conn, person.circle, None, None, now())
    missing = [kind for kind in KINDS if kind not in state.opt_outs]
    if is_sent() and missing and not state.signal_answered:
        evidence = {"signal": "sec-gpc"}
        say(
            person,
            *(
                Said(act="opt_out", kind=kind, method="signal", evidence=evidence)
                for kind in missing
            ),
        )
    return is_sent()


def concerns(purpose: Purpose) -> bool:
    """Tell if a purpose is what the opt-outs are about: data goes to advertisers."""
    return "ad_network" in purpose.channels


def is_opted_out(state: LedgerState, purpose: Purpose) -> bool:
    """Tell if an opt-out stands against a purpose."""
    return concerns(purpose) and any(kind in state.opt_outs for kind in KINDS)


def lifted_by(purpose: Purpose) -> tuple[Said, ...]:
    """Give what a yes to a purpose takes back: the person's own later word counts."""
    if not concerns(purpose):
        return ()
    return tuple(Said(act="opt_in", kind=kind) for kind in KINDS)
