"""Unmistakable personal values, and a search for them where none may be.

Stories use CANARY as the person's data; afterwards `search` reads the raw files
(database, write-ahead log, logs, exports) for each value in every spelling that code or
a format might give it.
"""

import base64
import gzip
import html
import io
import json
import quopri
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

CANARY = {
    "email": "perle-7431@canari-violet.example.test",
    "phone": "+33639987431",
    "given_name": "Zéphyrine",
    "family_name": "Quetzalcourt-Vœrdemont",
    "street": "1709 allée du Canari-Violet",
    "city": "Saint-Quetzal-sur-Ombrelle",
    "birth_date": "1931-07-19",
    "user_id": "canary-user-7f3d91c2",
}

# A name of nine letters in base64, cut at both ends, still has ten characters.
SHORTEST_NEEDLE = 8


@dataclass(frozen=True)
class Hit:
    """Where a value was found; shows the field and the spelling, not the value."""

    path: str
    field: str
    spelling: str
    offset: int


def search(paths: Iterable[Path]) -> list[Hit]:
    """Search files, and folders with all they hold, for every canary value."""
    return [
        hit
        for path in paths
        for file in _files(path)
        for hit in search_bytes(str(file), file.read_bytes())
    ]


def search_bytes(name: str, content: bytes) -> list[Hit]:
    """Search bytes, and what is compressed in them, for every canary value."""
    lowered = content.lower()
    found = [
        Hit(name, field, spelling, at)
        for needle, (field, spelling) in needles().items()
        if (at := lowered.find(needle)) >= 0
    ]
    for inner_name, inner in _unpacked(content):
        found += search_bytes(f"{name}!{inner_name}", inner)
    return found


@cache
def needles() -> dict[bytes, tuple[str, str]]:
    """Give every spelling of every value, in lower case, with what it spells."""
    found: dict[bytes, tuple[str, str]] = {}
    for field, value in CANARY.items():
        for text in _texts(field, value):
            for spelling, raw in _spellings(text):
                if len(raw) >= SHORTEST_NEEDLE:
                    found.setdefault(raw.lower(), (field, spelling))
    return found


def _texts(field: str, value: str) -> set[str]:
    """The same fact, written otherwise."""
    if field == "phone":
        national = value.removeprefix("+33")
        pairs = " ".join(national[1:][at : at + 2] for at in range(0, 8, 2))
        written = f"{national[0]} {pairs}"
        return {national, written, written.replace(" ", "."), written.replace(" ", "-")}
    if field == "birth_date":
        year, month, day = value.split("-")
        orders = [(year, month, day), (day, month, year), (month, day, year)]
        return {mark.join(order) for order in orders for mark in ("-", "/", ".", "")}
    bare = unicodedata.normalize("NFKD", value)
    plain = "".join(char for char in bare if not unicodedata.combining(char))
    forms = {value, bare, plain}
    return forms | {form.upper() for form in forms} | {form.lower() for form in forms}


def _spellings(text: str) -> Iterator[tuple[str, bytes]]:
    for charset in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
        try:
            raw = text.encode(charset)
        except UnicodeEncodeError:
            continue
        yield charset, raw
        yield f"hex of {charset}", raw.hex().encode()
        for shift in range(3):
            core = _base64_core(raw, shift)
            yield f"base64 of {charset}", core
            yield f"base64url of {charset}", core.translate(URLSAFE)
    for spelling, written in ESCAPES.items():
        yield spelling, written(text)


def _base64_core(raw: bytes, shift: int) -> bytes:
    """The characters that a value gives wherever it lies in what was encoded."""
    encoded = base64.b64encode(b"\0" * shift + raw)
    first = -(-shift * 8 // 6)
    last = (shift + len(raw)) * 8 // 6
    return encoded[first:last]


URLSAFE = bytes.maketrans(b"+/", b"-_")
ESCAPES: dict[str, Callable[[str], bytes]] = {
    "json": lambda text: json.dumps(text)[1:-1].encode(),
    "percent": lambda text: quote(text, safe="").encode(),
    "percent, path": lambda text: quote(text).encode(),
    "form": lambda text: quote_plus(text).encode(),
    "html": lambda text: html.escape(text).encode(),
    "html, numbered": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "python": lambda text: ascii(text)[1:-1].encode(),
    "reversed": lambda text: text[::-1].encode(),
}


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
    elif path.is_file():
        yield path
    else:
        # A search that has nothing to search must not look like a clean one.
        raise FileNotFoundError(path)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"\x1f\x8b"):
        yield "gzip", gzip.decompress(content)
    elif content.startswith((b"\x78\x01", b"\x78\x9c", b"\x78\xda")):
        try:
            yield "zlib", zlib.decompress(content)
        except zlib.error:
            return
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
