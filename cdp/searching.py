"""Searching the audit log: what officers, machines and commands ask of it alike.

Each search is itself on record, in the transaction that reads, before anybody sees
what it found: who looked, why, and by which filters.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from audit import Body, Entry, Filters, Found, IndexTerms, UnknownEntryError
from cdp import identity
from cdp.assembly import Services
from cdp.database import Connection
from cdp.errors import InvalidInputError

MOST = 200
_OLDER, _NEWER = "o", "n"
_CURSOR = re.compile(r"[on][a-z]{3}_[0-9A-Z]{26}")
# Filters whose values name nobody, so that the record may say what was asked.
_OPEN = ("kind", "outcome", "purpose", "channel", "rule", "revision")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who searches, by a short name, and what for."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is asked: filters, the person they are about, and which page.

    `person` stands for all of a person's pseudonyms of today, merged ones too.
    """

    filters: Filters
    person: str | None = None
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Page:
    """What was found, newest first, and the cursors of the pages beside it.

    `newer` is there as soon as there is an entry: ask again later for what is new.
    """

    entries: tuple[Found, ...]
    older: str | None
    newer: str | None
    is_newest: bool

    def to_document(self) -> dict[str, object]:
        """Give the page as machines read it."""
        return {
            "entries": [entry_document(one) for one in self.entries],
            "older": self.older,
            "newer": self.newer,
        }


def search(services: Services, asked: Search, reader: Reader) -> Page:
    """Find a page of entries; the search is on record when this returns.

    Raises:
        InvalidInputError: The cursor is none that a page gave.
    """
    with services.database.transaction() as conn:
        return search_in(services, conn, asked, reader)


def search_in(
    services: Services, conn: Connection, asked: Search, reader: Reader
) -> Page:
    """Find a page inside a transaction that is open already."""
    asked = replace(asked, filters=_of_person(conn, asked))
    way, beside = _opened(asked.cursor)
    page = {"before": beside} if way == _OLDER else {"after": beside}
    try:
        found = services.log.find(conn, asked.filters, limit=asked.limit + 1, **page)
    except UnknownEntryError as err:
        raise _not_a_cursor() from err
    _note(services, conn, asked, found, reader)
    return _page(found, asked, way)


def entry_document(found: Found) -> dict[str, object]:
    """Give an entry as machines read it: its header in words, and its search terms."""
    header = found.header
    return {
        "id": found.entry_id,
        "at": found.at.isoformat().replace("+00:00", "Z"),
        "index": found.index,
        "act": header["k"],
        "outcome": header["out"],
        "purpose": header.get("pur"),
        "policy_revision": header.get("pol"),
        "ai_system": (header.get("ai") or {}).get("system"),
        "retention": header["cls"],
        "leaf_hash": found.leaf_hash.hex(),
        "bodies": found.bodies,
        "about": [
            {**asdict(terms), "rules": list(terms.rules)} for terms in found.terms
        ],
    }


def _of_person(conn: Connection, asked: Search) -> Filters:
    if asked.person is None:
        return asked.filters
    person = identity.resolve_person(conn, asked.person)
    records = identity.records_of_persons(conn, [person]) if person else []
    subjects = tuple(sorted({one.subject for one in records}))
    return replace(asked.filters, subjects=subjects)


def _page(found: tuple[Found, ...], asked: Search, way: str) -> Page:
    is_more = len(found) > asked.limit
    forward = way == _NEWER
    # The one entry too many is the farthest on the way of the search.
    shown = found[-asked.limit :] if forward else found[: asked.limit]
    older = shown[-1].entry_id if shown and (forward or is_more) else None
    newer = shown[0].entry_id if shown else None
    return Page(
        entries=shown,
        older=_cursor(_OLDER, older),
        newer=_cursor(_NEWER, newer) or (asked.cursor if forward else None),
        is_newest=not is_more if forward else not asked.cursor,
    )


def _cursor(way: str, entry_id: str | None) -> str | None:
    """Say where a page goes on; what it is made of is nobody's to lean on."""
    if entry_id is None:
        return None
    return base64.urlsafe_b64encode((way + entry_id).encode()).decode().rstrip("=")


def _opened(cursor: str) -> tuple[str, str | None]:
    if not cursor:
        return _OLDER, None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as err:
        raise _not_a_cursor() from err
    if not _CURSOR.fullmatch(text):
        raise _not_a_cursor()
    return text[0], text[1:]


def _not_a_cursor() -> InvalidInputError:
    return InvalidInputError({"cursor": "must be one that an answer gave"})


def _note(
    services: Services,
    conn: Connection,
    asked: Search,
    found: Iterable[Found],
    reader: Reader,
) -> None:
    """Put the search on record; whom it is about only where somebody was found.

    Somebody may type anything as a pseudonym; one that entries are found by is one.
    """
    filters = asked.filters
    named = {one for one, value in vars(filters).items() if value is not None}
    document = {
        "event": "audit.read",
        "page": "search",
        "reader": reader.name,
        "reason": reader.reason,
        "filters": sorted(named | ({"person"} if asked.person else set())),
        "asked": {one: getattr(filters, one) for one in _OPEN if one in named},
        "since": _text(filters.since),
        "until": _text(filters.until),
    }
    wanted = {filters.subject, *(filters.subjects or ())} - {None}
    about = sorted({t.subject for one in found for t in one.terms} & wanted, key=str)
    services.log.append(
        conn,
        Entry(at=services.now(), kind="audit.read", outcome="done"),
        [Body(subject=None, document=document)],
        [IndexTerms(subject=one, actor=reader.name) for one in about or [None]],
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
