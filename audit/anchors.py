"""Anchors: a checkpoint in somebody else's hands, so that the past has a date.

An append-only file on another volume, and time stamps of RFC 3161. Witnesses are more:
they refuse a second story; an anchor only shows it afterwards.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import rfc3161_client
from cryptography import x509

from audit import evidence_store, store
from audit.checkpoint import open_checkpoint, read_checkpoint
from audit.errors import NotKeptError, VerificationError
from audit.keys import VerifierKey
from audit.sealing import read_tree
from audit.search import to_us
from audit.store import Connection

# Longer than any line that is written: two signatures and a few signatures more.
TAIL_BYTES = 64 * 1024
STAMP = "rfc3161"
SHA256 = rfc3161_client.HashAlgorithm.SHA256


class StampRequest:
    """What a time-stamping authority is asked: a digest, and a number used once."""

    def __init__(self, stamped: bytes) -> None:
        """Ask for a time stamp over these bytes; only their SHA-256 leaves."""
        builder = rfc3161_client.TimestampRequestBuilder(stamped, SHA256)
        self._request = builder.build()
        self._stamped = stamped

    @property
    def body(self) -> bytes:
        """The request as it travels (DER)."""
        return self._request.as_bytes()

    def check(self, token: bytes, certificates: "Certificates") -> datetime:
        """Check the answer to this very request; give the time it states.

        Raises:
            VerificationError: It is no answer to it, or not by whom it must be.
        """
        builder = rfc3161_client.VerifierBuilder.from_request(self._request)
        return certificates.check(token, self._stamped, builder)


class Certificates:
    """Whose time stamps are believed."""

    def __init__(self, pem: bytes) -> None:
        """Take certificates: those that signed themselves are roots.

        Raises:
            VerificationError: There is no root certificate in this text.
        """
        try:
            found = x509.load_pem_x509_certificates(pem)
        except ValueError as err:
            raise VerificationError("the file holds no certificates (PEM)") from err
        self._roots = [one for one in found if one.issuer == one.subject]
        self._others = [one for one in found if one.issuer != one.subject]
        if not self._roots:
            raise VerificationError("the file holds no root certificate")

    def check(
        self,
        token: bytes,
        stamped: bytes,
        builder: rfc3161_client.VerifierBuilder | None = None,
    ) -> datetime:
        """Check a time stamp over these bytes; give the time it states.

        Raises:
            VerificationError: It is over something else, by somebody else, or changed.

        Source: RFC 3161 section 2.4.2; certificates are looked at as of that time.
        """
        builder = builder or rfc3161_client.VerifierBuilder()
        # Lists of our own: the builder would go on filling those it was given.
        for root in self._roots:
            builder = builder.add_root_certificate(root)
        for one in self._others:
            builder = builder.add_intermediate_certificate(one)
        try:
            answer = rfc3161_client.decode_timestamp_response(token)
            builder.build().verify_message(answer, stamped)
        except (rfc3161_client.VerificationError, ValueError) as err:
            raise VerificationError(f"the time stamp does not hold: {err}") from err
        return answer.tst_info.gen_time


@dataclass(frozen=True, kw_only=True)
class Stamped:
    """A checkpoint with a time stamp: its note, the token over it, and the time."""

    size: int
    note: str
    token: bytes
    at: datetime


def add_stamp(
    conn: Connection, size: int, place: str, token: bytes, at: datetime
) -> None:
    """Keep a time stamp that was checked."""
    evidence_store.add_anchor(conn, size, STAMP, place, token, to_us(at))


def last_stamp(conn: Connection, place: str) -> Stamped | None:
    """Give the newest checkpoint that has a time stamp from this place."""
    row = evidence_store.newest_anchor(conn, STAMP, place)
    signed = evidence_store.checkpoint_at(conn, row.size) if row else None
    if row is None or signed is None:
        return None
    return Stamped(
        size=row.size,
        note=signed.note,
        token=row.token,
        at=datetime.fromtimestamp(row.made_at_us / 1_000_000, UTC),
    )


def checkpoints_above(conn: Connection, size: int, limit: int) -> list[str]:
    """Read the notes of checkpoints of more than `size` entries, smallest first."""
    return [row.note for row in evidence_store.checkpoints_above(conn, size, limit)]


class AnchorFile:
    """A file that only grows, one signed checkpoint a line.

    One process at a time writes. A line that a power cut tore is left as it is; the
    next one begins on a line of its own.
    """

    def __init__(self, path: Path) -> None:
        """Write to this path, best on a volume that this machine can only append to."""
        self.path = path

    def append(self, notes: Sequence[str]) -> None:
        """Add notes; when this returns they are on disk.

        Raises:
            NotKeptError: They are not, or not all.
        """
        lines = "".join(json.dumps({"checkpoint": note}) + "\n" for note in notes)
        try:
            torn = not self._tail().endswith(b"\n")
            with self.path.open("ab") as file:
                file.write(b"\n" * torn + lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as err:
            raise NotKeptError(f"{self.path.name} cannot be written") from err

    def last_note(self) -> str | None:
        """Give the last whole note; None where there is none.

        Raises:
            NotKeptError: The file cannot be read.
        """
        try:
            lines = self._tail().splitlines()
        except OSError as err:
            raise NotKeptError(f"{self.path.name} cannot be read") from err
        return next(_whole(reversed(lines)), None)

    def notes(self) -> Iterator[str]:
        """Read every whole note, oldest first; none where there is no file."""
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from _whole(file)

    def _tail(self) -> bytes:
        if not self.path.exists():
            return b"\n"
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - TAIL_BYTES))
            return file.read() or b"\n"


def _whole(lines: Iterable[bytes]) -> Iterator[str]:
    """Pass over lines that were torn."""
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("checkpoint"), str):
            yield found["checkpoint"]


def compare_notes(
    conn: Connection, key: VerifierKey, notes: Iterable[str]
) -> Iterator[str]:
    """Compare notes that somebody kept with the log; say what does not fit.

    What a restored backup took away, and the log says so itself, fits.
    """
    size = store.load_frontier(conn).size
    tree = read_tree(conn, size)
    ends = _ends(conn, key.name)
    for note in notes:
        signed = read_checkpoint(note)
        end = ends.get(signed.origin, size)
        try:
            open_checkpoint(note, replace(key, name=signed.origin))
        except VerificationError as err:
            yield f"the note of {signed.size} entries: {err}"
            continue
        if signed.origin not in ends:
            yield f"the note of {signed.size} entries is about another log"
        elif signed.size > end and signed.origin == key.name:
            yield f"{signed.size} entries were signed, and the log holds {size}"
        elif signed.size <= end and tree.root(signed.size) != signed.root:
            yield f"the log does not begin as its note of {signed.size} entries says"


def _ends(conn: Connection, name: str) -> dict[str, int]:
    """Give the names the log had, and how many entries it ended with under each."""
    rows = evidence_store.origins(conn)
    names = [read_checkpoint(row.previous).origin for row in rows]
    ends = {old: int(row.from_size) for old, row in zip(names, rows, strict=True)}
    return ends | {name: store.load_frontier(conn).size}
