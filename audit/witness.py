"""The witness: sees that a log only grows, and says so with its signature.

Knows origin, size and root of each log and nothing else. Needs no database.

Source: C2SP tlog-witness (add-checkpoint), C2SP tlog-cosignature.
"""

import base64
import binascii
import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit import merkle
from audit.checkpoint import SIZE, Checkpoint, check_signature, read_checkpoint
from audit.errors import MissingSignatureError, VerificationError
from audit.kept import KeptNote
from audit.keys import VerifierKey
from audit.signer import Cosigner

# tlog-witness: a proof in a tree of 2^63 leaves has no more.
MOST_PROOF_LINES = 63
# 16 signatures, as signed-note asks for, of the largest kind, and a proof.
MOST_BYTES = 128 * 1024
OLD = "old "
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
OK, MALFORMED, NOT_SIGNED, UNKNOWN, CONFLICT, NO_PROOF = 200, 400, 403, 404, 409, 422


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A checkpoint, and the proof that it extends the tree of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def body(self) -> bytes:
        """The request as it travels."""
        lines = [f"{OLD}{self.old}", *(_encoded(one) for one in self.proof), ""]
        return ("\n".join(lines) + "\n" + self.note).encode()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a witness says: an HTTP status and a text."""

    status: int
    text: str
    content_type: str = TEXT_TYPE


def parse_submission(body: bytes) -> Submission:
    """Read an add-checkpoint request.

    Raises:
        VerificationError: It is none.
    """
    if len(body) > MOST_BYTES:
        raise VerificationError("the request is too long")
    try:
        head, _, note = body.decode().partition("\n\n")
        first, *proof = head.split("\n")
        hashes = tuple(base64.b64decode(line, validate=True) for line in proof)
    except (UnicodeError, binascii.Error, ValueError) as err:
        raise VerificationError("the request is not of the right form") from err
    old = first.removeprefix(OLD)
    if not first.startswith(OLD) or SIZE.fullmatch(old) is None:
        raise VerificationError("the first line says how large the tree was")
    if len(hashes) > MOST_PROOF_LINES:
        raise VerificationError("the proof is too long")
    if any(len(one) != merkle.HASH_BYTES for one in hashes):
        raise VerificationError("a hash of a proof has 32 bytes")
    return Submission(old=int(old), proof=hashes, note=note)


class Witness:
    """Cosigns for the logs it knows. Safe between threads and between processes.

    What it has cosigned is on disk before anybody is told, one file for each log in
    `folder`; a process that dies in between has cosigned nothing that it would deny.
    """

    def __init__(
        self,
        folder: Path,
        logs: Sequence[VerifierKey],
        cosigner: Cosigner,
        now: Callable[[], datetime],
    ) -> None:
        """Serve these logs; several keys of one name are one log."""
        self._folder = folder
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._cosigner = cosigner
        self._now = now

    def add_checkpoint(self, body: bytes) -> Answer:
        """Look at a submission; cosign if the tree only grew."""
        try:
            asked = parse_submission(body)
            signed = read_checkpoint(asked.note)
        except VerificationError as err:
            return _refusal(MALFORMED, str(err))
        keys = self._logs.get(signed.origin)
        if keys is None:
            return _refusal(UNKNOWN, "this log is not known here")
        if not _is_signed(asked.note, keys):
            return _refusal(NOT_SIGNED, "no key of this log has signed this")
        if asked.old > signed.size:
            return _refusal(MALFORMED, "the tree was larger than it is")
        with self._turn(signed.origin) as kept:
            return self._move(kept, asked, signed)

    def _move(self, kept: KeptNote, asked: Submission, signed: Checkpoint) -> Answer:
        before = kept.read()
        size = before.size if before else 0
        root = before.root if before else merkle.EMPTY_ROOT
        if asked.old != size or (size == signed.size and root != signed.root):
            return Answer(status=CONFLICT, text=f"{size}\n", content_type=SIZE_TYPE)
        try:
            _check_growth(asked, signed, root)
        except VerificationError as err:
            return _refusal(NO_PROOF, str(err))
        if before is None or size < signed.size:
            kept.write(asked.note)
        return Answer(status=OK, text=self._cosigner.cosign(signed.text, self._now()))

    @contextmanager
    def _turn(self, origin: str) -> Iterator[KeptNote]:
        """Let one at a time compare and set what is known of a log."""
        name = hashlib.sha256(origin.encode()).hexdigest()
        # A file of its own for each turn: the lock is between open files, so threads
        # wait for one another as processes do.
        with (self._folder / f"{name}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield KeptNote(self._folder / f"{name}.checkpoint")


def _check_growth(asked: Submission, signed: Checkpoint, root: bytes) -> None:
    if asked.old in (0, signed.size):
        # Everything extends an empty tree, and a tree extends itself.
        if asked.proof:
            raise VerificationError("there is nothing to prove")
        return
    merkle.check_consistency(asked.old, signed.size, asked.proof, root, signed.root)


def _is_signed(note: str, keys: Sequence[VerifierKey]) -> bool:
    """Tell if some key of the log has signed, and none of its signatures is wrong."""
    held = 0
    for key in keys:
        try:
            check_signature(note, key)
        except MissingSignatureError:
            continue
        except VerificationError:
            return False
        held += 1
    return held > 0


def _refusal(status: int, why: str) -> Answer:
    return Answer(status=status, text=why + "\n")


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
