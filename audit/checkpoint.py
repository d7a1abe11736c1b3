"""A signed statement of the log's size and root, as text that others can read too.

Source: C2SP tlog-checkpoint (three lines) inside a C2SP signed-note (signatures), with
the timed signatures of C2SP tlog-cosignature.
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass

from audit.errors import MissingSignatureError, VerificationError
from audit.keys import Kind, VerifierKey
from audit.merkle import HASH_BYTES
from audit.note import parse_note

TIME_BYTES = 8
LATEST_TIME = (1 << 63) - 1
NAME_LIMIT = 255
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
# tlog-cosignature: the label of what an ML-DSA-44 key signs, of twelve bytes.
SUBTREE_LABEL = b"subtree/v1\n\x00"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """At this size the log had this root; `note` is the signed text."""

    origin: str
    size: int
    root: bytes
    note: str

    @property
    def text(self) -> str:
        """What was signed: the lines above the signatures."""
        return parse_note(self.note).text


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Give the text that is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def timed(seconds: int, signature: bytes) -> bytes:
    """Join a time and a signature as the two timed types carry them."""
    return seconds.to_bytes(TIME_BYTES, "big") + signature


def signed_message(key: VerifierKey, text: str, seconds: int) -> bytes:
    """Give the bytes that a key of its kind signs for a checkpoint's text.

    Args:
        key: Whose signature it is; an ML-DSA-44 signature names its key.
        text: The whole text of the checkpoint; further lines than three are not
            covered by ML-DSA-44.
        seconds: When it is signed, since 1970; no part of a plain Ed25519 signature.

    Raises:
        VerificationError: The text is no checkpoint, or a name is too long to sign.

    Source: C2SP tlog-cosignature, "Ed25519 signed message" and "ML-DSA-44 signed
    message" (the subtree of the second is from draft-ietf-plants-merkle-tree-certs).
    """
    if key.kind is Kind.ED25519:
        return text.encode()
    if key.kind is Kind.COSIGNATURE:
        return f"cosignature/v1\ntime {seconds}\n{text}".encode()
    origin, size, root = _fields(text)
    return b"".join(
        (
            SUBTREE_LABEL,
            _short(key.name),
            struct.pack(">Q", seconds),
            _short(origin),
            struct.pack(">QQ", 0, size),
            root,
        )
    )


def _short(text: str) -> bytes:
    raw = text.encode()
    if len(raw) > NAME_LIMIT:
        raise VerificationError("a name that ML-DSA-44 signs has at most 255 bytes")
    return bytes([len(raw)]) + raw


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Read a signed checkpoint; signatures by unknown keys are passed over.

    Raises:
        VerificationError: It is malformed, not signed by the key, or about another
            log than the key's.
    """
    check_signature(note, key)
    signed = read_checkpoint(note)
    if signed.origin != key.name:
        raise VerificationError("the checkpoint is about another log than the key's")
    return signed


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint without believing it: nothing about who signed is checked.

    Raises:
        VerificationError: It is malformed.
    """
    origin, size, root = _fields(parse_note(note).text)
    return Checkpoint(origin=origin, size=size, root=root, note=note)


def check_signature(note: str, key: VerifierKey) -> int:
    """Check the signature of one key under a note; give the second it was made.

    A plain Ed25519 signature carries no time: 0.

    Raises:
        MissingSignatureError: There is none by this key.
        VerificationError: There is one that does not hold.
    """
    parsed = parse_note(note)
    times = [
        _check(key, parsed.text, one.value)
        for one in parsed.signatures
        if (one.name, one.key_hash) == (key.name, key.key_hash)
    ]
    if not times:
        raise MissingSignatureError("the note carries no signature by this key")
    return max(times)


def _check(key: VerifierKey, text: str, signature: bytes) -> int:
    if key.kind is Kind.ED25519:
        key.verify(signed_message(key, text, 0), signature)
        return 0
    if len(signature) <= TIME_BYTES:
        raise VerificationError("the signature carries no time")
    seconds = int.from_bytes(signature[:TIME_BYTES], "big")
    if seconds > LATEST_TIME:
        raise VerificationError("the signature's time is out of range")
    key.verify(signed_message(key, text, seconds), signature[TIME_BYTES:])
    return seconds


def _fields(text: str) -> tuple[str, int, bytes]:
    """Take origin, size and root from a checkpoint's text.

    Raises:
        VerificationError: It is malformed.
    """
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0]:  # noqa: PLR2004  # three lines and the last end
        raise VerificationError("a checkpoint has an origin, a size and a root")
    origin, size, root = lines[0], lines[1], _decoded(lines[2])
    if SIZE.fullmatch(size) is None:
        raise VerificationError("a checkpoint's size is a plain decimal number")
    if len(root) != HASH_BYTES:
        raise VerificationError("a checkpoint's root has 32 bytes")
    return origin, int(size), root


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as err:
        raise VerificationError("a checkpoint's root is base64") from err
