"""My choices: a card per purpose, a row per channel, two equal answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from cdp.database import Connection
from cdp.errors import InvalidInputError, NotFoundError
from cdp.web.i18n import _, day, text_of
from cdp.web.pages import go, is_htmx, now, page, reading, services, writing
from cdp.web.portal import notices, signals, wishes
from cdp.web.portal.person import REFUSED, Person, Said, say, say_in, signed_in
from cdp.web.portal.receipts import Shown, receipt_url, shown_receipt
from cdp.web.registers import channel_words
from cdp.web.words import BASES, word
from consent import LedgerState, Purpose, list_receipts
from consent import Said as Spoken

# In addresses: the answer is about the purpose as a whole.
EVERYWHERE = "everywhere"
ANSWERS = {"accept": "grant", "refuse": "refuse"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One channel of a purpose, as the page shows it."""

    anchor: str
    label: str
    action: str
    accepted: bool
    refused: bool
    state_words: str
    receipt_url: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One purpose, as the page shows it."""

    anchor: str
    label: str
    description: str
    notice: str
    facts: Sequence[tuple[str, str]]
    rows: Sequence[Line]
    basis_words: str
    object_url: str


@dataclass(frozen=True, kw_only=True)
class _Past:
    """All that was said about a person, read once for the whole page."""

    person: Person
    said: Sequence[Spoken]
    receipts: Mapping[str, str]

    def state(self, purpose: str, channel: str | None) -> LedgerState:
        return services().ledger.fold_said(
            self.said, self.person.circle, (purpose, channel), now()
        )


@signed_in
def show(person: Person) -> Response:
    honoured = signals.honour(person)
    with reading() as conn:
        past = _past(conn, person)
    return page(
        "portal/choices.html",
        person=person,
        cards=[_card(past, purpose) for purpose in services().purposes],
        often=wishes.rows(person, past.said),
        gpc=honoured,
        saved=_saved(),
        undo=wishes.undo(),
    )


@signed_in
def choose(person: Person, purpose: str, channel: str) -> Response:
    """Record one answer to one row. One press, one act, one receipt."""
    asked = _purpose(purpose)
    answer = request.form.get("choice", "")
    if answer not in ANSWERS or channel not in _ways(asked):
        raise InvalidInputError({"choice": "accept or refuse, on a channel we use"})
    way = None if channel == EVERYWHERE else channel
    with writing() as conn:
        past = _past(conn, person)
        name, digest = notices.publish(conn, asked)
        evidence = {"form_id": "portal-choices", "text_digest": digest}
        act = ANSWERS[answer]
        if answer == "refuse" and past.state(purpose, way).consent == "granted":
            act = "withdraw"
        said = Said(
            act=act, purpose=purpose, channel=way, notice=name, evidence=evidence
        )
        lifted = signals.lifted_by(asked) if act == "grant" else ()
        recorded = say_in(conn, person, said, *lifted)[0]
    if is_htmx():
        return _one_row(person, asked, channel)
    return _back(recorded.receipt_id, f"{purpose}-{channel}")


@signed_in
def object_to(person: Person, purpose: str) -> Response:
    """Record an objection to something that rests on our interest, not on consent."""
    asked = _purpose(purpose)
    if _is_needed(asked):
        raise NotFoundError("nothing to object to")
    recorded = say(person, Said(act="object", purpose=purpose))[0]
    return _back(recorded.receipt_id, f"p-{purpose}")


@signed_in
def stop_marketing(person: Person) -> Response:
    """End all advertising at once: one press, one act, one receipt."""
    recorded = say(person, Said(act="object", kind="all_marketing"))[0]
    return _back(recorded.receipt_id, "live")


def _back(receipt_id: str, anchor: str) -> Response:
    saved = receipt_url(receipt_id).rpartition("/")[2]
    return go("portal.choices", anchor=anchor, saved=saved)


def _saved() -> Shown | None:
    token = request.args.get("saved")
    return shown_receipt(token) if token else None


def _one_row(person: Person, purpose: Purpose, channel: str) -> Response:
    with reading() as conn:
        card = _card(_past(conn, person), purpose)
    line = card.rows[_ways(purpose).index(channel)]
    return page("portal/one_row.html", card=card, line=line)


def _purpose(purpose_id: str) -> Purpose:
    found = services().purposes.get(purpose_id)
    if found is None:
        raise NotFoundError("no such purpose")
    return found


def _past(conn: Connection, person: Person) -> _Past:
    found = list_receipts(conn, person.own)
    return _Past(
        person=person,
        said=services().ledger.read(conn, person.circle.all_subjects),
        receipts={str(one["record_id"]): str(one["receipt_id"]) for one in found},
    )


def _card(past: _Past, purpose: Purpose) -> Card:
    ask = purpose.needs_consent
    may_object = not ask and not _is_needed(purpose)
    return Card(
        anchor=f"p-{purpose.id}",
        label=text_of(purpose.label),
        description=text_of(purpose.description),
        notice=notices.text(purpose),
        facts=_facts(purpose),
        rows=[_line(past, purpose, c) for c in _ways(purpose)] if ask else [],
        basis_words=_basis_words(past, purpose),
        object_url=url_for("portal.object_to", purpose=purpose.id)
        if may_object
        else "",
    )


def _ways(purpose: Purpose) -> tuple[str, ...]:
    """List the rows of a purpose; one that has no channel is answered as a whole."""
    return purpose.channels or (EVERYWHERE,)


def _facts(purpose: Purpose) -> list[tuple[str, str]]:
    return [
        (_("Legal basis"), word(BASES, purpose.basis["default"])),
        (_("Data used"), notices.data_list(purpose)),
        (_("Kept for"), notices.keeping(purpose)),
    ]


def _is_needed(purpose: Purpose) -> bool:
    return purpose.basis["default"] in ("contract", "legal_obligation")


def _basis_words(past: _Past, purpose: Purpose) -> str:
    state = past.state(purpose.id, None)
    if state.objections and not _is_needed(purpose) and state.decided_at:
        return _("You objected on %(day)s.", day=day(state.decided_at))
    return word(BASES, purpose.basis["default"])


def _line(past: _Past, purpose: Purpose, channel: str) -> Line:
    way = None if channel == EVERYWHERE else channel
    state = past.state(purpose.id, way)
    proof = state.evidence.get("consent", ())
    receipt = past.receipts.get(proof[-1], "") if proof else ""
    refused = state.consent in REFUSED or signals.is_opted_out(state, purpose)
    return Line(
        anchor=f"{purpose.id}-{channel}",
        label=channel_words(way) or _("This use of your data"),
        action=url_for("portal.choose", purpose=purpose.id, channel=channel),
        accepted=state.consent == "granted" and not refused,
        refused=refused,
        state_words=state_words(state, opted_out=refused),
        receipt_url=receipt_url(receipt) if receipt else "",
    )


def state_words(state: LedgerState, *, opted_out: bool = False) -> str:
    """Say where a choice stands, in words and with its date."""
    when = day(state.decided_at) if state.decided_at else ""
    if state.consent == "withdrawn":
        return _("Withdrawn on %(day)s", day=when)
    if state.consent == "refused":
        return _("Refused on %(day)s", day=when)
    if opted_out:
        return _("Refused: your opt-out request is honoured")
    if state.consent == "granted":
        return _("Accepted on %(day)s", day=when)
    if state.soft_opt_in is not None:
        return _(
            "Not asked; allowed since your purchase on %(day)s, until you refuse",
            day=day(state.soft_opt_in.sale_at),
        )
    return _("Not asked yet: we do nothing")
