"""Signed notes: a text, an empty line, and a line for each signature. Pure.

Source: C2SP signed-note.
"""

import base64
import binascii
from dataclasses import dataclass

from audit.errors import VerificationError
from audit.keys import VerifierKey

DASH = "\N{EM DASH} "
KEY_HASH_BYTES = 4
# As golang.org/x/mod/sumdb/note: a note is read by people who want to be done.
MOST_SIGNATURES = 100
# An ML-DSA-44 signature has 3.3 KB in base64, and that many may stand under a note.
LONGEST_NOTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One line under a note: who signed, four bytes that tell the key, and how."""

    name: str
    key_hash: bytes
    value: bytes


@dataclass(frozen=True, kw_only=True)
class Note:
    """A text and what stands under it; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]


def parse_note(note: str) -> Note:
    """Take a note apart.

    Raises:
        VerificationError: It is not a note, or any line under it is no signature.
    """
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise VerificationError("a note is text, an empty line and signatures")
    if any(char < " " and char != "\n" for char in note) or not _is_utf8(note):
        raise VerificationError("a note is UTF-8 without control characters")
    found = lines.removesuffix("\n").split("\n")
    if len(found) > MOST_SIGNATURES:
        raise VerificationError(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(text=text + "\n", signatures=tuple(map(_signature, found)))


def signature_line(key: VerifierKey, signature: bytes) -> str:
    """Give the line that carries one signature."""
    encoded = base64.b64encode(key.key_hash + signature).decode()
    return f"{DASH}{key.name} {encoded}\n"


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    plain = name and not any(char.isspace() or char == "+" for char in name)
    raw = _decoded(encoded)
    if not line.startswith(DASH) or not plain or len(raw) <= KEY_HASH_BYTES:
        raise VerificationError("a line under the note is no signature")
    return Signature(
        name=name, key_hash=raw[:KEY_HASH_BYTES], value=raw[KEY_HASH_BYTES:]
    )


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as err:
        raise VerificationError("a signature under a note is base64") from err
    # The last digit has bits to spare: only one of its forms is taken.
    if base64.b64encode(raw).decode() != text:
        raise VerificationError("a signature under a note is base64")
    return raw


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
