"""History: everything that was said, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from cdp.web.pages import page, reading, services
from cdp.web.portal.person import Person, signed_in
from cdp.web.portal.receipts import act_words, receipt_url, scope_words
from cdp.web.words import METHODS, word
from consent import Said, list_receipts

YES = frozenset({"grant", "opt_in", "unrestrict", "unlimit"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was said."""

    at: datetime
    sentence: str
    kind: str
    how: str
    receipt_url: str


@signed_in
def show(person: Person) -> Response:
    with reading() as conn:
        said = services().ledger.read(conn, person.own)
        receipts = {
            str(one["record_id"]): str(one["receipt_id"])
            for one in list_receipts(conn, person.own)
        }
    newest = sorted(said, key=lambda one: (one.act.at, one.id), reverse=True)
    acts = [_line(one, receipts) for one in newest]
    return page("portal/history.html", person=person, acts=acts)


def _line(said: Said, receipts: Mapping[str, str]) -> Line:
    act, receipt = said.act, receipts.get(said.id, "")
    limit = (act.at_most, act.per) if act.at_most and act.per else None
    scope = scope_words(act.purpose, act.channel, act.kind)
    return Line(
        at=act.at,
        sentence=act_words(act.act, scope, limit),
        kind="yes" if act.act in YES else "no",
        how=word(METHODS, act.method),
        receipt_url=receipt_url(receipt) if receipt else "",
    )
