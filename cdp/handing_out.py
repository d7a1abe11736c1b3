"""What a search finds as a file for somebody else: JSON Lines or CSV, and signed.

The file has headers and search terms, never bodies. Beside it stands a manifest that
the log's key has signed, so that who receives it can tell that it is whole.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from audit import Found, Manifest
from cdp.assembly import Services
from cdp.errors import UnavailableError
from cdp.searching import MOST, Reader, Search, entry_document, search

COLUMNS = ("id", "at", "index", "act", "outcome", "purpose", "policy_revision",
           "ai_system", "retention", "leaf_hash", "bodies")  # fmt: skip
ABOUT = ("subject", "actor", "channel", "campaign", "decision", "rules")
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def hand_out(
    services: Services,
    asked: Search,
    reader: Reader,
    form: str,
    write: Callable[[bytes], object],
) -> str:
    """Write all that a search finds, newest first; give the signed manifest.

    Every page that is read is on record before it is written.

    Args:
        services: The installation.
        asked: The search; its limit and cursor do not count.
        reader: Who asks, and what for.
        form: `csv` or `jsonl`.
        write: Takes the bytes of the file, piece by piece.

    Raises:
        UnavailableError: This process has no key to sign with.
    """
    sealing = services.log.sealing
    if sealing is None:
        raise UnavailableError("this process cannot sign what it would hand out")
    digest, rows = hashlib.sha256(), 0
    for lines, count in _written(services, asked, reader, form):
        digest.update(lines)
        write(lines)
        rows += count
    said = {"form": form, "filters": _said(asked), "reader": reader.name}
    named = f"sha256:{digest.hexdigest()}"
    return sealing.attest(Manifest(digest=named, rows=rows, asked=said))


def _written(
    services: Services, asked: Search, reader: Reader, form: str
) -> Iterator[tuple[bytes, int]]:
    lines = _csv if form == "csv" else _jsonl
    if form == "csv":
        yield _row([*COLUMNS, *ABOUT]), 0
    cursor: str | None = ""
    while cursor is not None:
        page = search(services, replace(asked, limit=MOST, cursor=cursor), reader)
        yield b"".join(lines(one) for one in page.entries), len(page.entries)
        cursor = page.older


def _jsonl(found: Found) -> bytes:
    text = json.dumps(entry_document(found), ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _csv(found: Found) -> bytes:
    """Give a row for each person that an entry is about; one where it is about none."""
    document = entry_document(found)
    plain = [document[name] for name in COLUMNS]
    terms = [vars(one) for one in found.terms] or [{}]
    return b"".join(
        _row([*plain, *(_joined(one.get(name)) for name in ABOUT)]) for one in terms
    )


def _joined(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def _row(cells: list[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([_plain(one) for one in cells])  # RFC 4180
    return text.getvalue().encode()


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _said(asked: Search) -> Mapping[str, object]:
    given: dict[str, object] = dict(vars(asked.filters)) | {"person": asked.person}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in given.items()
        if value is not None
    }
