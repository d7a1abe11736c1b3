"""Check a run of entries at once, and say which of them to look at closely. Pure.

Nearly every entry of nearly every log is as it was written, so the common case is one
pass with as few steps as it takes to be sure: the canonical form of a header is matched
as bytes, so that whatever passes is also canonical. What does not is left to the slow
way, which says what is wrong.
"""

import json
import re
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from audit import entry as entries
from audit.errors import InvalidEntryError

_WORD = rb"[A-Za-z0-9._:-]+"
# Sorted names, no blanks: RFC 8785. Strings hold nothing that would be escaped.
_HEADER = re.compile(
    rb'\{(?:"ai":\{"system":"' + _WORD + rb'"\},)?'
    rb'(?:"body":"([A-Za-z0-9_-]{43})",)?"cls":"[a-z]+","id":"(\w+)",'
    rb'"k":"' + _WORD + rb'","n":([0-9]+),"out":"[a-z]+",'
    rb'(?:"pol":"' + _WORD + rb'",)?(?:"prev":"' + _WORD + rb'",)?'
    rb'(?:"pur":"' + _WORD + rb'",)?'
    rb'"src":\{"n":([1-9][0-9]*),"w":"(' + _WORD + rb')"\},'
    rb'"t":([0-9]+),"ten":"' + _WORD + rb'","v":1\}',
    re.ASCII,
)
_SECOND_US = 1_000_000


# Tuples as they are read, in the order of the names below.
StoredRow = tuple[int | None, str, int, bytes, bytes, bytes]
SealedRow = tuple[str, int, bytes]


class Stored(NamedTuple):
    """An entry of the log, or of the outbox (without a place), as it was read."""

    idx: int | None
    entry_id: str
    at_us: int
    leaf: bytes
    leaf_hash: bytes
    parts: bytes


@dataclass
class Numbers:
    """The numbers of one writer that were met: all up to `upto`, and some beyond."""

    upto: int = 0
    beyond: set[int] = field(default_factory=set)

    def met(self, number: int) -> bool:
        """Count a number; False when it was met before."""
        if number <= self.upto or number in self.beyond:
            return False
        self.beyond.add(number)
        while self.upto + 1 in self.beyond:
            self.upto += 1
            self.beyond.remove(self.upto)
        return True

    def missing(self, promised: int) -> list[int]:
        """Name those up to a promised number that were not met."""
        gap = range(self.upto + 1, promised + 1)
        return [number for number in gap if number not in self.beyond]


def doubtful(rows: Iterable[StoredRow], numbers: dict[str, Numbers]) -> list[Stored]:
    """Give the rows that are not at once seen to be whole; count numbers of others."""
    match = _HEADER.fullmatch
    found = []
    for row in rows:
        _, entry_id, at_us, leaf, hashed, parts = row
        said = match(leaf)
        if said is None or sha256(b"\x00" + leaf).digest() != hashed:
            found.append(Stored(*row))
            continue
        body, header_id, count, number, writer, seconds = said.groups()
        is_whole = (
            header_id == entry_id.encode()
            and int(seconds) == at_us // _SECOND_US
            and int(count) == len(parts) // entries.PART_BYTES
            and body == _committed(parts)
        )
        if not is_whole or not _count(numbers, writer, int(number)):
            found.append(Stored(*row))
    return found


def _committed(parts: bytes) -> bytes | None:
    if len(parts) == entries.PART_BYTES:
        digest = sha256(b"\x00" + parts).digest()
        encoded = b2a_base64(digest, newline=False)[:43]
        return encoded.translate(_URL_SAFE)
    return entries.base64url(entries.parts_root(parts)).encode() if parts else None


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _count(numbers: dict[str, Numbers], writer: bytes, number: int) -> bool:
    name = writer.decode()
    known = numbers.get(name)
    if known is None:
        known = numbers[name] = Numbers()
    if number == known.upto + 1 and not known.beyond:
        known.upto = number
        return True
    return known.met(number)


def readable(leaf: bytes) -> dict[str, Any]:
    """Read a leaf as far as it is one; what is none says nothing."""
    try:
        found = json.loads(leaf)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def count_source(header: dict[str, Any], numbers: dict[str, Numbers]) -> bool:
    """Count the number that a header names; False when there is none or it is used."""
    source = header.get("src")
    if not isinstance(source, dict):
        return False
    name, number = source.get("w"), source.get("n")
    if not isinstance(name, str) or not isinstance(number, int):
        return False
    return numbers.setdefault(name, Numbers()).met(number)


def header_faults(row: Stored, header: dict[str, Any]) -> list[str]:
    """Say where the columns beside a leaf differ from what the leaf says."""
    faults = []
    if header.get("id") != row.entry_id:
        faults.append("the entry's id is not the one in its header")
    if header.get("t") != row.at_us // _SECOND_US:
        faults.append("the entry's time is not the one in its header")
    expected = entries.base64url(entries.parts_root(row.parts)) if row.parts else None
    count = len(row.parts) // entries.PART_BYTES
    if header.get("body") != expected or header.get("n") != count:
        faults.append("the commitments to its bodies do not fit its header")
    if not _is_canonical(row.leaf, header):
        faults.append("the entry is not in canonical form")
    return faults


def _is_canonical(leaf: bytes, header: dict[str, Any]) -> bool:
    try:
        return entries.canonical_bytes(header) == leaf
    except InvalidEntryError:
        return False


def changed_bodies(
    bodies: Iterable[SealedRow], parts_of: Mapping[str, bytes]
) -> tuple[int, list[tuple[str, int]]]:
    """Count the bodies whose entry is here, and name those that are not as written.

    Of an entry that came between two reads, the next check reads the bodies.
    """
    size = entries.PART_BYTES
    count, changed = 0, []
    for entry_id, part, sealed in bodies:
        parts = parts_of.get(entry_id)
        if parts is None:
            continue
        count += 1
        if parts[part * size + 32 : part * size + size] != sha256(sealed).digest():
            changed.append((entry_id, part))
    return count, changed
