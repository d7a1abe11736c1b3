"""Seal and open bytes: AES-256-GCM, bound to their installation, row and column.

Knows ciphers, not where keys come from. A sealed value is

    0x01 format | suite u8 | key version u32 | nonce 12 | ciphertext | tag 16
"""

import json
import secrets
import struct
from dataclasses import dataclass
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cdp.errors import SealBrokenError

FORMAT = 0x01
AES_256_GCM = 0x01  # the suite byte: other ciphers can follow without a new format
HEADER = struct.Struct(">BBI")
NONCE_BYTES = 12  # NIST SP 800-38D: random nonces allow 2^32 messages under one key
TAG_BYTES = 16
KEY_BYTES = 32
SHORTEST = HEADER.size + NONCE_BYTES + TAG_BYTES
LONGEST_PART = 0xFFFF


@dataclass(frozen=True, slots=True)
class RowRef:
    """The place of a sealed value; it opens nowhere else."""

    table: str
    row_id: str
    column: str
    version: int = 1  # of the plaintext's schema


class Opened:
    """A personal value between the vault and its one use; shows itself to no log.

    `str()`, `repr()`, f-strings, `json.dumps` and `pickle` give nothing away, so that a
    value can only leave by a name that a reader of the code can search for.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def text(self) -> str:
        """Give the value as text."""
        return self.raw.decode()

    def json(self) -> object:
        """Give the value that was sealed as JSON."""
        return json.loads(self.raw)

    def __repr__(self) -> str:
        return "<Opened: hidden>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an opened value is not written anywhere; seal it instead")


def join_parts(*parts: str | int | bytes) -> bytes:
    """Join parts so that no two lists of parts give the same bytes.

    Each part follows its length as u16: a "|" join would be ambiguous wherever a part
    may hold the separator.
    """
    joined = bytearray()
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        if len(raw) > LONGEST_PART:
            raise ValueError("a part of what a seal is bound to is over 65,535 bytes")
        joined += len(raw).to_bytes(2, "big") + raw
    return bytes(joined)


def bind_row(installation: str, row: RowRef) -> bytes:
    """Give the bytes that tie a value to one installation, row, column and schema."""
    return join_parts(
        "accord/seal/1",
        installation,
        row.table,
        row.row_id,
        row.column,
        row.version,
    )


def header(version: int) -> bytes:
    """Give the first bytes of everything that this version of a key seals."""
    return HEADER.pack(FORMAT, AES_256_GCM, version)


def key_version(sealed: bytes) -> int:
    """Read which version of its key sealed this value.

    Raises:
        SealBrokenError: These bytes were not sealed by us.
    """
    if len(sealed) < SHORTEST:
        raise SealBrokenError("a sealed value is cut short")
    found_format, suite, version = HEADER.unpack_from(sealed)
    if (found_format, suite) != (FORMAT, AES_256_GCM):
        raise SealBrokenError("a sealed value has an unknown format or cipher")
    return int(version)


class Cipher:
    """One key, ready for use; safe to share between threads."""

    __slots__ = ("_aead", "_header", "_version")

    def __init__(self, key: bytes, version: int = 1) -> None:
        """Take a key of 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._aead = AESGCM(key)
        self._version = version
        self._header = header(version)

    def seal(self, bound_to: bytes, plaintext: bytes) -> bytes:
        """Seal a value; it opens only with this key and the same `bound_to`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        # The header is authenticated too: nobody can relabel a suite or a version.
        sealed = self._aead.encrypt(nonce, plaintext, self._header + bound_to)
        return self._header + nonce + sealed

    def open(self, bound_to: bytes, sealed: bytes) -> bytes:
        """Open what `seal` sealed.

        Raises:
            SealBrokenError: Other key, other place, or changed bytes. Stop and look.
        """
        if key_version(sealed) != self._version:
            raise SealBrokenError("a sealed value names another version of its key")
        start = HEADER.size + NONCE_BYTES
        nonce = sealed[HEADER.size : start]
        try:
            return self._aead.decrypt(nonce, sealed[start:], self._header + bound_to)
        except InvalidTag as err:
            raise SealBrokenError(
                "a sealed value does not open under its key and place"
            ) from err
