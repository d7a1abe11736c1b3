"""A signed statement of the log's size and root, as text that others can read too.

Source: C2SP tlog-checkpoint (three lines) inside a C2SP signed-note (signatures).
"""

import base64
import binascii
import re
from dataclasses import dataclass

from audit.errors import VerificationError
from audit.keys import VerifierKey
from audit.merkle import HASH_BYTES
from audit.note import open_note

SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """At this size the log had this root; `note` is the signed text."""

    origin: str
    size: int
    root: bytes
    note: str


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Give the text that is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Read a signed checkpoint; signatures by unknown keys are passed over.

    Raises:
        VerificationError: It is malformed, not signed by the key, or about another
            log than the key's.
    """
    text = open_note(note, key)
    origin, size, root = _fields(text)
    if origin != key.name:
        raise VerificationError("the checkpoint is about another log than the key's")
    return Checkpoint(origin=origin, size=size, root=root, note=note)


def _fields(text: str) -> tuple[str, int, bytes]:
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
