"""What one entry says: its header, its canonical bytes, the commitment to its bodies.

A header carries no personal data: every value is from a closed vocabulary or has a
fixed pattern, so nothing that a person typed can reach a leaf. What is personal is
in a body, which is sealed elsewhere and can be destroyed without changing the leaf.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit import merkle
from audit.canonical import canonical_json
from audit.errors import InvalidEntryError, VerificationError

KINDS = frozenset(
    {
        "policy.decision", "consent.change", "permit.issue", "permit.outcome",
        "data.read", "data.write", "data.export",
        "identity.link", "identity.merge", "identity.split", "identity.review",
        "ai.use", "key.create", "key.destroy", "key.rotate",
        "subject.erase", "request.change", "policy.publish",
        "auth", "config", "audit.read", "journey.step", "message.send",
        "log.resume",
    }
)  # fmt: skip
# Whoever did one of these is answered when a signed checkpoint covers it.
WEIGHTY = frozenset(
    {
        "consent.change", "subject.erase", "request.change", "policy.publish",
        "key.create", "key.destroy", "key.rotate", "log.resume",
    }
)  # fmt: skip
OUTCOMES = frozenset({"allow", "deny", "error", "done"})
RETENTIONS = frozenset({"short", "standard", "legal"})

ID = re.compile(r"[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\Z")
REVISION = re.compile(r"sha256:[0-9a-f]{64}\Z")
TERM = re.compile(r"[a-z][a-z0-9_-]{0,63}\Z")
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}\Z")

# 64 bytes over a 32-byte output: with one fixed length HMAC's zero padding of short
# keys cannot make two salts one, and the commitment hides even a guessable body.
SALT_BYTES = 64
PART_BYTES = 64
LEAF_LIMIT = 4096
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
COMMITMENT = b"accord/audit/body/v1\x00"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What happened, in words that name nobody.

    `purpose` and `ai["system"]` must come from a register: a caller never passes on
    what a client sent without looking it up first. Without an `id` the log gives one.
    """

    at: datetime
    kind: str
    outcome: str
    id: str | None = None
    revision: str | None = None
    purpose: str | None = None
    retention: str = "standard"
    ai: Mapping[str, str] | None = None
    # Of the checkpoint that the log ended in under the name before.
    previous: str | None = None


@dataclass(frozen=True, kw_only=True)
class Body:
    """The erasable part: pseudonyms and details of one subject (None: nobody)."""

    subject: str | None
    document: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who wrote an entry, and as the how-manieth: what makes a loss visible."""

    installation: str
    writer: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A body made ready for sealing: salt and document, and what hides both."""

    plaintext: bytes = field(repr=False)
    commitment: bytes


def new_id(prefix: str, now: datetime) -> str:
    """Make an id: a three-letter prefix and a ULID, so that ids sort by time.

    Ids are not secrets: 80 of the 128 bits are random, which is enough to be unique.
    """
    number = int(now.timestamp() * 1000) << 80 | secrets.randbits(80)
    text = "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
    return f"{prefix.removesuffix('_')}_{text}"


def pack_body(document: Mapping[str, object]) -> Packed:
    """Give the bytes to seal for a body, and the commitment that the leaf will keep."""
    canonical = canonical_bytes(document)
    salt = secrets.token_bytes(SALT_BYTES)
    return Packed(plaintext=salt + canonical, commitment=_commit(salt, canonical))


def check_body(plaintext: bytes, commitment: bytes) -> bytes:
    """Check an opened body against its commitment; return its canonical JSON.

    Raises:
        VerificationError: This is not the body that the entry was written with.
    """
    if not hmac.compare_digest(commitment_of(plaintext), commitment):
        raise VerificationError("the body is not the one that was committed to")
    return plaintext[SALT_BYTES:]


def commitment_of(plaintext: bytes) -> bytes:
    """Give the commitment to an opened body: its salt, then its canonical JSON.

    Raises:
        VerificationError: It is too short to hold a salt.
    """
    salt, canonical = plaintext[:SALT_BYTES], plaintext[SALT_BYTES:]
    if len(salt) != SALT_BYTES:
        raise VerificationError("a body begins with a salt of exactly 64 bytes")
    return _commit(salt, canonical)


def body_part(commitment: bytes, sealed: bytes) -> bytes:
    """Join what the leaf keeps of one body: its commitment and the sealed digest.

    The commitment binds what was said; the digest lets anybody without a key see
    that the stored ciphertext is still the one written.
    """
    return commitment + hashlib.sha256(sealed).digest()


def part_matches(part: bytes, sealed: bytes) -> bool:
    """Tell if a sealed body is the one that its part was made for."""
    return part[32:] == hashlib.sha256(sealed).digest()


def parts_root(parts: bytes) -> bytes:
    """Give the RFC 6962 root over the parts, so that one can go and the rest stay."""
    return merkle.tree_hash(split_parts(parts))


def split_parts(parts: bytes) -> list[bytes]:
    """Take the parts of an entry apart: one for each body."""
    return [parts[at : at + PART_BYTES] for at in range(0, len(parts), PART_BYTES)]


def header(entry: Entry, source: Source, parts: bytes) -> dict[str, object]:
    """Compose the header of an entry.

    Raises:
        InvalidEntryError: A field is outside its vocabulary.
    """
    _check(entry, source)
    found: dict[str, object] = {
        "v": 1,
        "id": entry.id,
        "t": int(entry.at.timestamp()),
        "ten": source.installation,
        "src": {"w": source.writer, "n": source.number},
        "k": entry.kind,
        "out": entry.outcome,
        "cls": entry.retention,
        "n": len(parts) // PART_BYTES,
    }
    if parts:
        found["body"] = base64url(parts_root(parts))
    if entry.revision:
        found["pol"] = entry.revision
    if entry.purpose:
        found["pur"] = entry.purpose
    if entry.ai:
        found["ai"] = dict(entry.ai)
    if entry.previous:
        found["prev"] = entry.previous
    return found


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """Give the one byte form of a JSON object (RFC 8785).

    Raises:
        InvalidEntryError: It holds something that JSON has no canonical form for.
    """
    try:
        return canonical_json(document)
    except ValueError as err:
        raise InvalidEntryError({"document": "must be canonical JSON"}) from err


def body_aad(installation: str, entry_id: str, part: int) -> bytes:
    """Name the one place where a sealed body may be opened.

    Each item has its length before it: a plain join is ambiguous when an item
    contains the separator.
    """
    items = ("audit.body", "1", installation, entry_id, str(part))
    encoded = [item.encode() for item in items]
    return b"".join(len(item).to_bytes(2, "big") + item for item in encoded)


def base64url(raw: bytes) -> str:
    """Encode without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _commit(salt: bytes, canonical: bytes) -> bytes:
    return hmac.digest(salt, COMMITMENT + canonical, "sha256")


def _check(entry: Entry, source: Source) -> None:
    rules: Sequence[tuple[str, bool, str]] = (
        ("id", bool(entry.id and ID.match(entry.id)), "three letters, _ and a ULID"),
        ("at", entry.at.tzinfo is not None, "a time with its zone"),
        ("kind", entry.kind in KINDS, "one of KINDS"),
        ("outcome", entry.outcome in OUTCOMES, "one of OUTCOMES"),
        ("revision", _fits(REVISION, entry.revision), "sha256: and 64 hex digits"),
        ("purpose", _fits(TERM, entry.purpose), "the id of a registered purpose"),
        ("retention", entry.retention in RETENTIONS, "one of RETENTIONS"),
        ("previous", _fits(REVISION, entry.previous), "sha256: and 64 hex digits"),
        ("ai", _ai_fits(entry.ai), "the id of a registered AI system"),
        ("installation", _fits(NAME, source.installation), "a short plain name"),
        ("writer", _fits(NAME, source.writer), "a short plain name"),
    )
    wrong = {name: f"must be {what}" for name, good, what in rules if not good}
    if wrong:
        raise InvalidEntryError(wrong)


def _fits(pattern: re.Pattern[str], value: str | None) -> bool:
    return value is None or pattern.match(value) is not None


def _ai_fits(ai: Mapping[str, str] | None) -> bool:
    return ai is None or (set(ai) == {"system"} and _fits(TERM, ai["system"]))
