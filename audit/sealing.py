"""Sealing: signing what the log contains, and refusing to tell a second story.

Before a signature it is shown that the tree extends the last checkpoint of the
database, and the last one that was kept outside it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from audit import evidence_store, merkle, store
from audit.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from audit.errors import LogSplitError
from audit.kept import KeptNote
from audit.keys import VerifierKey
from audit.manifest import Manifest, manifest_text
from audit.search import to_us
from audit.signer import Signer
from audit.store import Connection, Row
from audit.tiles import TreeReader

RESUME = "see docs/audit.md, and go on with `accord audit resume`"


class Sealing:
    """Signs for one log. Every method works inside the caller's transaction."""

    def __init__(
        self, signer: Signer, now: Callable[[], datetime], kept: KeptNote | None
    ) -> None:
        """Sign with this key; without a kept note a restored backup is not noticed."""
        self._signer = signer
        self._now = now
        self.kept = kept

    def attest(self, manifest: Manifest) -> str:
        """Sign what is said of a file that was handed out."""
        return self._signer.attest(manifest_text(self._signer.key.name, manifest))

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys, the plain Ed25519 one first."""
        return self._signer.keys

    def seal(self, conn: Connection) -> Checkpoint | None:
        """Sign the tree if it grew since the last checkpoint.

        What is signed must have been sequenced in a transaction before: the note is
        kept outside before this one commits, and has to be true if it does not.

        Raises:
            LogSplitError: A signature now would be proof of two stories.
            NotKeptError: The note cannot be kept; nothing was signed.
        """
        store.lock_sequencer(conn)
        frontier = store.load_frontier(conn)
        last = store.newest_checkpoint(conn)
        self._refuse_split(conn, frontier, last)
        if frontier.size == (last.size if last else 0):
            return None
        now = self._now()
        made = self._signer.sign(frontier.size, frontier.root(), now)
        if self.kept:
            self.kept.write(made.note)
        store.add_checkpoint(conn, made.size, made.root, made.note, to_us(now))
        return made

    def refuse_split(self, conn: Connection) -> None:
        """Look, without signing, if this log may be signed.

        Raises:
            LogSplitError: It may not, with what to do.
        """
        frontier = store.load_frontier(conn)
        self._refuse_split(conn, frontier, store.newest_checkpoint(conn))

    def _refuse_split(
        self, conn: Connection, frontier: merkle.Frontier, last: Row | None
    ) -> None:
        why = self.kept.stopped() if self.kept else None
        if why is not None:
            raise LogSplitError(f"nothing is signed any more: {why}; {RESUME}")
        origins = evidence_store.origins(conn)
        if origins and origins[-1].origin != self._signer.key.name:
            raise LogSplitError("the log has a new name: start this process again")
        if last is not None:
            self._check_growth(conn, frontier, last)
        if self.kept:
            self._check_kept(conn, frontier, last, origins[-1] if origins else None)

    def _check_growth(
        self, conn: Connection, frontier: merkle.Frontier, last: Row
    ) -> None:
        if last.size > frontier.size:
            raise LogSplitError("the log is smaller than its last checkpoint")
        tree = read_tree(conn, frontier.size)
        if tree.root(last.size) != last.root:
            raise LogSplitError("the log no longer begins as its last checkpoint says")
        if tree.root(frontier.size) != frontier.root():
            raise LogSplitError("the state of the tree does not fit its hashes")

    def _check_kept(
        self,
        conn: Connection,
        frontier: merkle.Frontier,
        last: Row | None,
        began: Row | None,
    ) -> None:
        kept = self.kept.read() if self.kept else None
        if kept is None:
            if last is not None and _origin(last.note) == self._signer.key.name:
                raise LogSplitError(f"the last signed checkpoint is not here; {RESUME}")
            return
        if began is not None and read_checkpoint(began.previous).text == kept.text:
            return  # the first checkpoint under this name comes next
        if kept.origin != self._signer.key.name:
            raise LogSplitError(f"this database is from before a resumption; {RESUME}")
        open_checkpoint(kept.note, self._signer.key)
        if kept.size > frontier.size:
            raise LogSplitError(
                f"{kept.size} entries were signed and the database holds "
                f"{frontier.size}: an older backup was restored; {RESUME}"
            )
        if read_tree(conn, frontier.size).root(kept.size) != kept.root:
            raise LogSplitError(
                "the database does not begin as the last signed checkpoint says; "
                + RESUME
            )

    def trust_database(self, conn: Connection) -> Checkpoint | None:
        """Keep the database's newest checkpoint where none is kept; give it.

        For a folder that was lost while the database was not. Nothing is done where
        a note is kept.
        """
        last = store.newest_checkpoint(conn)
        if self.kept is None or last is None or self.kept.read() is not None:
            return None
        found = open_checkpoint(last.note, self._signer.key)
        self.kept.write(found.note)
        return found

    def begin_origin(self, conn: Connection, name: str) -> str | None:
        """Let the log go on under another name; give the note that the old one ends in.

        None when nothing was ever signed. The caller appends the entry that says so,
        commits, and starts again under the new name.
        """
        store.lock_sequencer(conn)
        last = store.newest_checkpoint(conn)
        kept = self.kept.read() if self.kept else None
        signed = kept or last
        if signed is None:
            return None
        size = last.size if last else 0
        previous = str(signed.note)
        evidence_store.add_origin(conn, name, size, previous, to_us(self._now()))
        return previous


def key_of(conn: Connection, key: VerifierKey, size: int) -> VerifierKey:
    """Give the key by the name that the log had at a checkpoint of this size."""
    rows = evidence_store.origins(conn)
    names = [row.origin for row in rows if row.from_size < size]
    if names:
        return replace(key, name=names[-1])
    if rows:
        return replace(key, name=_origin(rows[0].previous))
    return key


def current_origin(conn: Connection, first: str) -> str:
    """Give the name that the log has now; `first` until it was given another."""
    rows = evidence_store.origins(conn)
    return str(rows[-1].origin) if rows else first


def _origin(note: str) -> str:
    return note.partition("\n")[0]


def digest_of(note: str) -> str:
    """Name a checkpoint by its signed text: what a leaf can carry of it."""
    text = read_checkpoint(note).text
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def read_tree(conn: Connection, size: int) -> TreeReader:
    """Read the tree of `size` leaves from the database."""

    def fetch(level: int, first: int, wanted: int) -> list[bytes]:
        return store.fetch_hashes(conn, level, first, wanted)

    return TreeReader(fetch, size)
