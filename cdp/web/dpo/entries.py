"""The audit log as a list of sentences; the search is the address of the page."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Response, request, url_for

from audit import Filters, Found, NotSealedError, UnknownEntryError
from cdp.database import Connection
from cdp.errors import NotFoundError
from cdp.web.dpo.officer import Officer, note, with_role
from cdp.web.dpo.sentences import entry_sentence, row
from cdp.web.i18n import _, moment
from cdp.web.pages import code, page, services, writing
from cdp.web.reasons import sentence, title
from cdp.web.registers import choices_of
from cdp.web.words import KINDS, OUTCOMES, word

PAGE = 50
PLAIN = re.compile(r"[A-Za-z0-9._:-]{1,80}")


@dataclass(frozen=True, kw_only=True)
class Search:
    """What the address asks for, as it was typed; wrong values ask for nothing."""

    since: str = ""
    until: str = ""
    kind: str = ""
    outcome: str = ""
    purpose: str = ""
    channel: str = ""
    rule: str = ""
    actor: str = ""
    subject: str = ""

    @property
    def any(self) -> bool:
        """Tell if anything is asked for."""
        return any(asdict(self).values())

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Search":
        """Read the address."""
        names = cls.__dataclass_fields__
        given = {name: args.get(name, "").strip() for name in names}
        plain = {n: value for n, value in given.items() if PLAIN.fullmatch(value)}
        return cls(**plain)

    def filters(self) -> Filters:
        """Say it to the log; a day counts to its end."""
        asked = {name: value or None for name, value in asdict(self).items()}
        since, until = _day(asked.pop("since")), _day(asked.pop("until"))
        return Filters(
            **asked,
            since=since,
            until=until + timedelta(days=1) if until else None,
        )


@with_role
def show(officer: Officer) -> Response:
    search = Search.of(request.args)
    before = request.args.get("before")
    with writing() as conn:
        found = _find(conn, search, before)
        note(conn, officer, "entries")
    return page(
        "dpo/entries.html",
        officer=officer,
        asked=search,
        rows=[row(one) for one in found],
        next_url=_older(search, found[-1].entry_id) if len(found) == PAGE else "",
        kinds=list(KINDS.items()),
        outcomes=list(OUTCOMES.items()),
        purposes=choices_of("purposes"),
        channels=choices_of("channels"),
        rules=_rules(),
    )


def _find(conn: Connection, search: Search, before: str | None) -> tuple[Found, ...]:
    log, filters = services().log, search.filters()
    try:
        return log.find(conn, filters, before=before, limit=PAGE)
    except UnknownEntryError:
        return log.find(conn, filters, limit=PAGE)


def _rules() -> list[tuple[str, str]]:
    catalogue = services().bundle.catalogue
    return sorted((one.code, title(one.code)) for one in catalogue)


def _older(search: Search, before: str) -> str:
    asked = {name: value for name, value in asdict(search).items() if value}
    return url_for("dpo.entries", before=before, **asked)


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text or ""), time(), UTC)
    except ValueError:
        return None


@with_role
def show_one(officer: Officer, entry_id: str) -> Response:
    with writing() as conn:
        found = _load(conn, entry_id)
        note(conn, officer, "entry")
        proof = proof_facts(conn, found)
    return page(
        "dpo/entry.html",
        officer=officer,
        sentence=entry_sentence(found),
        pairs=_pairs(found),
        proof=proof,
        raw=json.dumps(found.header, indent=2, ensure_ascii=False),
    )


def _load(conn: Connection, entry_id: str) -> Found:
    try:
        return services().log.entry(conn, entry_id)
    except UnknownEntryError as err:
        raise NotFoundError("no such entry") from err


def _pairs(found: Found) -> list[tuple[str, str]]:
    rules = sorted({rule for terms in found.terms for rule in terms.rules})
    return [
        (_("What"), word(KINDS, found.header["k"])),
        (_("Outcome"), word(OUTCOMES, found.header["out"])),
        (_("Time"), moment(found.at)),
        (_("Reasons"), " ".join(sentence(rule) for rule in rules)),
        (_("Persons concerned"), str(len({t.subject for t in found.terms}))),
    ]


def proof_facts(conn: Connection, found: Found) -> list[tuple[str, str]]:
    """Say where an entry stands in the log, and whether a signature covers it."""
    pairs = [
        (_("Entry"), code(found.entry_id)),
        (_("Leaf hash"), code(found.leaf_hash.hex())),
    ]
    if found.index is not None:
        pairs.append((_("Place in the log"), str(found.index)))
    try:
        proof = services().log.proof(conn, found.entry_id)
    except NotSealedError:
        return [*pairs, (_("Signature"), _("The next checkpoint will cover it."))]
    size = proof.note.split("\n")[1]
    covered = _("Covered by the signed checkpoint of %(size)s entries.", size=size)
    steps = str(len(proof.path))
    return [*pairs, (_("Signature"), covered), (_("Hashes in the proof"), steps)]
