"""The audit log as a list of sentences; the search is the address of the page."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, request, url_for

from audit import Filters, Found, NotSealedError, UnknownEntryError
from cdp import searching
from cdp.database import Connection
from cdp.errors import InvalidInputError, NotFoundError
from cdp.web.dpo.officer import REVIEW, Officer, note, with_role
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
    campaign: str = ""
    rule: str = ""
    actor: str = ""
    subject: str = ""
    person: str = ""
    revision: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Give what is asked for, as the address holds it."""
        return {name: value for name, value in asdict(self).items() if value}

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
        del asked["person"]
        return Filters(
            **asked,
            since=since,
            until=until + timedelta(days=1) if until else None,
        )


@with_role
def show(officer: Officer) -> Response:
    asked = Search.of(request.args)
    found = _find(asked, officer, request.args.get("cursor", ""))
    newer = None if found.is_newest else found.newer
    return page(
        "dpo/entries.html",
        officer=officer,
        asked=asked,
        rows=[row(one) for one in found.entries],
        older_url=_beside(asked, found.older),
        newer_url=_beside(asked, newer),
        kinds=list(KINDS.items()),
        outcomes=list(OUTCOMES.items()),
        purposes=choices_of("purposes"),
        channels=choices_of("channels"),
        rules=_rules(),
    )


def _find(asked: Search, officer: Officer, cursor: str) -> searching.Page:
    search = searching.Search(
        filters=asked.filters(),
        person=asked.person or None,
        cursor=cursor,
        limit=PAGE,
    )
    reader = searching.Reader(name=officer.name, reason=REVIEW)
    try:
        return searching.search(services(), search, reader)
    except InvalidInputError:  # a cursor of no page: begin with the newest
        return searching.search(services(), replace(search, cursor=""), reader)


def _beside(asked: Search, cursor: str | None) -> str:
    values: dict[str, Any] = {**asked.given, "cursor": cursor}
    return url_for("dpo.entries", **values) if cursor else ""


def _rules() -> list[tuple[str, str]]:
    catalogue = services().bundle.catalogue
    return sorted((one.code, title(one.code)) for one in catalogue)


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
        signed = services().log.checkpoint(conn)
    sealed = signed and found.index is not None and found.index < signed.size
    return page(
        "dpo/entry.html",
        file_url=url_for("dpo.entry_proof", entry_id=entry_id) if sealed else "",
        officer=officer,
        sentence=entry_sentence(found),
        pairs=_pairs(found),
        proof=proof,
        raw=json.dumps(found.header, indent=2, ensure_ascii=False),
    )


@with_role
def download(officer: Officer, entry_id: str) -> Response:
    """Give the proof as a file for somebody else; it names nobody."""
    with writing() as conn:
        found = _load(conn, entry_id)
        try:
            proof = services().log.proof(conn, found.entry_id)
        except NotSealedError as err:
            raise NotFoundError("no checkpoint covers it yet") from err
        note(conn, officer, "proof")
    response = Response(proof.text, mimetype="text/plain")
    name = f"{found.entry_id}.tlog-proof"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


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
