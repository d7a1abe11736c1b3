"""How often: the person's own limit, altogether and for each way of reaching them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request, url_for

from cdp.database import Connection
from cdp.errors import InvalidInputError
from cdp.web.i18n import _, day
from cdp.web.pages import go, now, services, writing
from cdp.web.portal.person import Person, Said, say_in, signed_in
from cdp.web.portal.receipts import receipt_url
from cdp.web.registers import channel_words
from cdp.web.words import wish_words
from consent import Circle, SubjectId, Tie, Wish
from consent import Said as Spoken

# In addresses: the limit holds over all ways together.
ALTOGETHER = "altogether"
NO_LIMIT = "none"
PERIODS = ("day", "week", "month")
# Ways that reach out to somebody; what waits on a site or in a shop is no contact.
_REACHING = ("email", "sms", "push", "call", "call_automated", "post")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One limit, as the page shows it."""

    way: str
    label: str
    action: str
    chosen: str
    options: Sequence[tuple[str, str]]
    state_words: str


@dataclass(frozen=True, kw_only=True)
class Undo:
    """The way back from what was just saved."""

    action: str
    value: str


def rows(person: Person, said: Sequence[Spoken]) -> list[Row]:
    """List what the person asked for, one line for each way."""
    return [_row(person, said, way) for way in _ways()]


def undo() -> Undo | None:
    """Offer the way back, if the address names what stood before."""
    way, value = request.args.get("way", ""), request.args.get("was", "")
    if way not in _ways() or not _is_value(value):
        return None
    return Undo(action=url_for("portal.limit", way=way), value=value)


@signed_in
def limit(person: Person, way: str) -> Response:
    """Record how often is enough. One press, one act, one receipt."""
    value = request.form.get("often", "")
    if way not in _ways() or not _is_value(value):
        raise InvalidInputError({"often": "one of the choices, for a way we use"})
    channel = None if way == ALTOGETHER else way
    with writing() as conn:
        said = services().ledger.read(conn, person.own)
        before = _value(_strictest(_standing(person, said, channel)))
        _lift_others(conn, person, said, channel)
        recorded = say_in(conn, person, _act(value, channel))[0]
    saved = receipt_url(recorded.receipt_id).rpartition("/")[2]
    return go("portal.choices", anchor="often", saved=saved, way=way, was=before)


def _ways() -> tuple[str, ...]:
    used = {one for p in services().purposes if not p.is_service for one in p.channels}
    return (ALTOGETHER, *(way for way in _REACHING if way in used))


def _limits() -> list[int]:
    points = services().bundle.data["breakpoints"]["wish_limits"]
    return [one for one in points if isinstance(one, int)]  # type: ignore[attr-defined]


def _is_value(value: str) -> bool:
    per, _sign, most = value.partition("-")
    known = most.isdecimal() and int(most) in _limits()
    return value == NO_LIMIT or (per in PERIODS and known)


def _act(value: str, channel: str | None) -> Said:
    if value == NO_LIMIT:
        return Said(act="unlimit", channel=channel)
    per, _sign, most = value.partition("-")
    return Said(act="limit", channel=channel, at_most=int(most), per=per)


def _standing(
    person: Person, said: Sequence[Spoken], channel: str | None
) -> list[tuple[SubjectId, Wish, datetime]]:
    """List who of the person's own subjects asked for exactly this, and when."""
    spoken = {one.id: one.act.at for one in said}
    found = []
    for subject in person.own:
        alone = Circle(person=None, subjects=((subject, Tie.SELF),))
        state = services().ledger.fold_said(said, alone, (None, channel), now())
        last = max(
            (spoken[one] for one in state.evidence.get("wishes", ())), default=None
        )
        exact = (wish for wish in state.wishes if wish.channel == channel)
        found += [(subject, wish, last) for wish in exact if last is not None]
    return found


def _lift_others(
    conn: Connection, person: Person, said: Sequence[Spoken], channel: str | None
) -> None:
    """Let the last word count, also where another record of hers said the first."""
    others = {subject for subject, *_ in _standing(person, said, channel)}
    for subject in sorted(others - {person.subject}):
        again = Person(subject=subject, circle=person.circle)
        say_in(conn, again, Said(act="unlimit", channel=channel))


def _strictest(
    standing: Sequence[tuple[SubjectId, Wish, datetime]],
) -> tuple[Wish, datetime] | None:
    order = sorted(
        standing,
        key=lambda one: (-PERIODS.index(one[1].per), one[1].at_most),
    )
    return order[0][1:] if order else None


def _value(found: tuple[Wish, datetime] | None) -> str:
    return f"{found[0].per}-{found[0].at_most}" if found else NO_LIMIT


def _row(person: Person, said: Sequence[Spoken], way: str) -> Row:
    channel = None if way == ALTOGETHER else way
    found = _strictest(_standing(person, said, channel))
    chosen = _value(found)
    options = [(NO_LIMIT, _("No limit"))]
    options += [(f"{per}-1", _capital(wish_words(1, per))) for per in PERIODS]
    if found and chosen not in dict(options):
        words = wish_words(found[0].at_most, found[0].per)
        options.append((chosen, _capital(words)))
    return Row(
        way=way,
        label=channel_words(channel) if channel else _("All of them together"),
        action=url_for("portal.limit", way=way),
        chosen=chosen,
        options=options,
        state_words=_state_words(found),
    )


def _state_words(found: tuple[Wish, datetime] | None) -> str:
    if found is None:
        return _("You have set no limit: ours hold")
    words = _capital(wish_words(found[0].at_most, found[0].per))
    return _("%(limit)s, since %(day)s", limit=words, day=day(found[1]))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
