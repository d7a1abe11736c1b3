"""The proof of one entry, as a file that travels. Pure.

The text is that of C2SP tlog-proof: extra data, index, hashes, then the signed
checkpoint. The extra data is the entry itself, so that the file needs no other; and
where somebody opened them for the reader, what its bodies say.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audit import merkle
from audit.canonical import canonical_json
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.entry import SALT_BYTES, base64url, commitment_of
from audit.errors import VerificationError
from audit.keys import VerifierKey
from audit.retrace import check_canonical

HEADER = "c2sp.org/tlog-proof@v1"
FORMAT = "accord-audit-proof/v1"
INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
# A tree of 2^64 leaves has no longer path; a body part stands in such a tree too.
LONGEST_PATH = 64
LONGEST_TEXT = 2**25


@dataclass(frozen=True, kw_only=True)
class OpenedBody:
    """What one body says, and how it hangs in the header: for one reader's eyes.

    `plaintext` is the salt and the canonical document, `digest` the SHA-256 of the
    sealed form, `path` leads from both to the header's `body`.
    """

    part: int
    plaintext: bytes = field(repr=False)
    digest: bytes
    path: tuple[bytes, ...]

    @property
    def document(self) -> Any:  # noqa: ANN401  # any JSON object
        """What it says."""
        return json.loads(self.plaintext[SALT_BYTES:])


@dataclass(frozen=True, kw_only=True)
class Proof:
    """An entry, where it stands, and the hashes that lead to a signed root."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    note: str
    bodies: tuple[OpenedBody, ...] = ()

    @property
    def leaf_hash(self) -> bytes:
        """The hash of the entry in the tree."""
        return merkle.leaf_hash(self.leaf)

    @property
    def text(self) -> str:
        """The file. Other verifiers of the format pass over what is extra."""
        extra: dict[str, object] = {"format": FORMAT, "leaf": self.leaf.decode()}
        if self.bodies:
            extra["bodies"] = [_body_shape(one) for one in self.bodies]
        hashes = "".join(_base64(one) + "\n" for one in self.path)
        told = _base64(canonical_json(extra))
        return f"{HEADER}\nextra {told}\nindex {self.index}\n{hashes}\n{self.note}"

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a proof file; nothing in it is believed before `verify_proof`.

        Raises:
            VerificationError: It is none, or does not carry its entry.
        """
        if len(text) > LONGEST_TEXT:
            raise VerificationError("the proof is far too long")
        above, blank, note = text.partition("\n\n")
        lines = above.split("\n")
        if not blank or lines[0] != HEADER:
            raise VerificationError(f"this is not a proof ({HEADER})")
        if not lines[1:] or not lines[1].startswith("extra "):
            raise VerificationError("the proof does not carry its entry")
        found = INDEX.fullmatch(lines[2]) if lines[2:] else None
        if found is None:
            raise VerificationError("a proof names the index of its entry")
        leaf, bodies = _extra(_raw(lines[1].removeprefix("extra ")))
        path = _path(lines[3:])
        index = int(found[1])
        return cls(index=index, leaf=leaf, path=path, note=note, bodies=bodies)


def verify_proof(proof: Proof, key: VerifierKey | str) -> Checkpoint:
    """Check that an entry is in a log signed by this key, and that its bodies are its.

    Raises:
        VerificationError: The proof does not hold.
    """
    verifier = VerifierKey.parse(key) if isinstance(key, str) else key
    signed = open_checkpoint(proof.note, verifier)
    merkle.check_inclusion(
        proof.leaf_hash, proof.index, signed.size, proof.path, signed.root
    )
    header = check_canonical(proof.leaf)
    for body in proof.bodies:
        _check_body(body, header)
    return signed


def _check_body(body: OpenedBody, header: dict[str, Any]) -> None:
    part = merkle.leaf_hash(commitment_of(body.plaintext) + body.digest)
    # The header is in the tree by now: what it says of its bodies is what was signed.
    count, root = header.get("n"), _url_raw(header.get("body"))
    if not isinstance(count, int):
        raise VerificationError("the header does not say how many bodies there are")
    try:
        merkle.check_inclusion(part, body.part, count, body.path, root)
    except VerificationError as err:
        raise VerificationError(f"body {body.part} is not the entry's: {err}") from err


def part_path(parts: Sequence[bytes], part: int) -> tuple[bytes, ...]:
    """Give the hashes that lead from one part of an entry to its header's `body`."""
    ranges = merkle.inclusion_ranges(part, len(parts))
    return tuple(merkle.tree_hash(parts[first:end]) for first, end in ranges)


def _body_shape(body: OpenedBody) -> dict[str, object]:
    return {
        "part": body.part,
        "salt": body.plaintext[:SALT_BYTES].hex(),
        "document": body.document,
        "digest": body.digest.hex(),
        "path": [one.hex() for one in body.path],
    }


def _extra(raw: bytes) -> tuple[bytes, tuple[OpenedBody, ...]]:
    try:
        extra = json.loads(raw)
        if extra["format"] != FORMAT:
            raise VerificationError(f"the proof does not carry its entry ({FORMAT})")
        bodies = tuple(_opened(one) for one in extra.get("bodies", ()))
        return extra["leaf"].encode(), bodies
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as err:
        raise VerificationError("what is extra in the proof is malformed") from err


def _opened(shape: dict[str, Any]) -> OpenedBody:
    if len(shape["path"]) > LONGEST_PATH or not isinstance(shape["part"], int):
        raise VerificationError("what is extra in the proof is malformed")
    plaintext = bytes.fromhex(shape["salt"]) + canonical_json(shape["document"])
    return OpenedBody(
        part=shape["part"],
        plaintext=plaintext,
        digest=bytes.fromhex(shape["digest"]),
        path=tuple(bytes.fromhex(one) for one in shape["path"]),
    )


def _path(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > LONGEST_PATH:
        raise VerificationError("the proof has more hashes than a tree could have")
    return tuple(map(_raw, lines))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as err:
        raise VerificationError("the values of a proof are base64") from err
    # The last digit has bits to spare: only one of its forms is taken.
    if _base64(raw) != text:
        raise VerificationError("the values of a proof are base64")
    return raw


def _url_raw(text: object) -> bytes:
    """Read the header's base64url without padding, in its one form."""
    if not isinstance(text, str):
        raise VerificationError("the entry has no bodies")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as err:
        raise VerificationError("the header's body is base64url") from err
    if base64url(raw) != text:
        raise VerificationError("the header's body is base64url")
    return raw
