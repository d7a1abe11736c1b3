"""AuditLog: append, sequence, seal, prove, find. The only writer of the log.

An entry is written in the transaction of what it records: into an outbox, without
waiting for anybody. One sequencer then gives the rows their places in the tree, and
the signer states size and root.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count

from audit import entry as entries
from audit import indexing, merkle, store
from audit.backlog import Backlog
from audit.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from audit.cosigned import newest_note
from audit.drafts import Appended, Draft, Sealer, seal_draft
from audit.entry import WEIGHTY, Body, Entry, Source
from audit.errors import NotSealedError, UnknownEntryError
from audit.finding import Page, find
from audit.kept import KeptNote
from audit.keys import VerifierKey
from audit.proof import OpenedBody, Proof, part_path
from audit.sealing import Sealing, key_of, read_tree
from audit.search import Filters, Found, IndexTerms, load_found
from audit.signer import Signer
from audit.store import Connection
from audit.tiles import is_stored

Clock = Callable[[], datetime]

BATCH = 4096
# Threads of one process number their entries apart: a shared counter row would make
# PostgreSQL commit them one after the other.
LANES = 32

_lanes = count()
_thread = threading.local()


@dataclass(frozen=True, kw_only=True)
class SealedBody:
    """A body that the log cannot open, and what is needed to open and check it."""

    subject: str | None
    part: int
    aad: bytes
    sealed: bytes
    commitment: bytes


# Opens a body, or gives None where its key was destroyed.
BodyOpener = Callable[[SealedBody], bytes | None]


class AuditLog:
    """The log of one installation. Safe to share between threads.

    Every method works on the caller's connection and inside its transaction; none
    commits.
    """

    def __init__(
        self,
        *,
        writer: str,
        installation: str,
        seal_body: Sealer,
        signer: Signer | None,
        now: Clock,
        kept: KeptNote | None = None,
    ) -> None:
        """Write as `writer`; without a signer, append and read but never seal.

        The last signed note is kept outside the database, in `kept`.

        A writer name of its own for each process keeps processes from waiting for
        one another; a shared name is slower, not wrong.
        """
        self.installation = installation
        self._writer = writer
        self._seal_body = seal_body
        self._backlog: Backlog | None = None
        self.sealing = Sealing(signer, now, kept) if signer else None

    def refuse_when_late(self, backlog: Backlog) -> None:
        """From now on append nothing while too much waits for its place.

        For processes that answer callers; who works through a file rather waits.
        """
        self._backlog = backlog

    def append(
        self,
        conn: Connection,
        entry: Entry,
        bodies: Sequence[Body] = (),
        index: IndexTerms | Sequence[IndexTerms] = (),
    ) -> Appended:
        """Record an entry with its bodies, as part of the caller's transaction.

        When the transaction commits, the entry is durable and will be sequenced.
        One `IndexTerms` for each subject that the entry is to be found by; without
        any, the subjects of the bodies.

        Raises:
            InvalidEntryError: A header field is outside its vocabulary.
            BacklogError: Too much waits; nothing was written.
        """
        draft = Draft(entry=entry, bodies=bodies, index=index)
        return self.append_all(conn, [draft])[0]

    def append_all(
        self, conn: Connection, drafts: Sequence[Draft]
    ) -> tuple[Appended, ...]:
        """Record entries in this order, as `append` does each of them.

        All in one statement for each table: on PostgreSQL an entry of its own costs
        four waits for the server, and here that is the cost of all together.

        Raises:
            InvalidEntryError: A header field of one is outside its vocabulary.
            BacklogError: Too much waits; nothing was written.
        """
        if self._backlog is not None:
            self._backlog.check(conn)
        if not drafts:
            return ()
        seal = partial(self._seal_body, conn)
        sealed = [seal_draft(self.installation, one, seal) for one in drafts]
        writer = f"{self._writer}.{_lane()}"
        first = store.next_numbers(conn, writer, len(sealed))
        rows = [
            one.row(Source(installation=self.installation, writer=writer, number=at))
            for at, one in enumerate(sealed, first)
        ]
        store.add_pending(
            conn,
            rows,
            [body for one in sealed for body in one.bodies],
            [term for one in sealed for term in one.terms],
        )
        is_weighty = any(one.entry.kind in WEIGHTY for one in drafts)
        _thread.weighty = getattr(_thread, "weighty", False) or is_weighty
        return tuple(
            Appended(entry_id=one.id, leaf_hash=row["leaf_hash"])
            for one, row in zip(sealed, rows, strict=True)
        )

    @staticmethod
    def take_weighty() -> bool:
        """Tell if this thread wrote what should be signed before it is answered.

        Since it was asked last: choices, requests, erasures, keys, policies.
        """
        found = bool(getattr(_thread, "weighty", False))
        _thread.weighty = False
        return found

    def sequence(self, conn: Connection, limit: int = BATCH) -> int:
        """Give outbox rows their places in the log; return how many.

        One transaction at a time does this; others wait. A row whose hash does not
        fit its leaf is left where it is: fsck names it, and the rest goes on.
        """
        return self.sequence_run(conn, limit)[0]

    def sequence_run(self, conn: Connection, limit: int) -> tuple[int, bool]:
        """Do what `sequence` does; tell as well if what was there before is done.

        Only entries that came meanwhile are left then, or none that can move on.
        """
        store.lock_sequencer(conn)
        waiting = store.pending(conn, limit)
        rows = [row for row in waiting if merkle.leaf_hash(row.leaf) == row.leaf_hash]
        if not rows:
            return 0, True
        frontier = store.load_frontier(conn)
        first = frontier.size
        nodes = [
            done
            for row in rows
            for done in frontier.append(row.leaf_hash)
            if is_stored(done[0])
        ]
        store.move(conn, rows, first)
        store.add_nodes(conn, nodes)
        store.save_frontier(conn, frontier)
        return len(rows), len(waiting) < limit

    def seal(self, conn: Connection) -> Checkpoint | None:
        """Sign the tree if it grew since the last checkpoint.

        Sequence in a transaction before this one: the note is kept outside the
        database before this one commits.

        Raises:
            LogSplitError: The stored tree does not extend what was signed; a signature
                now would be proof of two stories.
            NotKeptError: The note cannot be kept outside; nothing was signed.
        """
        return self.sealing.seal(conn) if self.sealing else None

    def refuse_split(self, conn: Connection) -> None:
        """Look if this log may be signed.

        Raises:
            LogSplitError: It may not, with what to do.
        """
        if self.sealing:
            self.sealing.refuse_split(conn)

    def begin_origin(self, conn: Connection, name: str) -> str | None:
        """Let the log go on under another name; give the note that the old one ends in.

        None when nothing was ever signed. The caller appends the entry that says so
        in the same transaction, then opens the log anew.
        """
        return self.sealing.begin_origin(conn, name) if self.sealing else None

    def trust_database(self, conn: Connection) -> Checkpoint | None:
        """Keep the database's newest checkpoint where none is kept; give it."""
        return self.sealing.trust_database(conn) if self.sealing else None

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys under which this process signs; none if it does not."""
        return self.sealing.keys if self.sealing else ()

    def checkpoint(self, conn: Connection) -> Checkpoint | None:
        """Read the newest signed checkpoint, and check our signature on it."""
        last = store.newest_checkpoint(conn)
        if last is None:
            return None
        if self.sealing:
            key = key_of(conn, self.sealing.keys[0], last.size)
            return open_checkpoint(last.note, key)
        return read_checkpoint(last.note)

    def sealed(self, conn: Connection, first: int, limit: int) -> list[bytes]:
        """Read leaves from `first` on, in order; none that no checkpoint covers."""
        last = self.checkpoint(conn)
        count = min(limit, last.size - first) if last else 0
        return store.fetch_leaves(conn, first, count) if count > 0 else []

    def proof(self, conn: Connection, entry_id: str, note: str | None = None) -> Proof:
        """Prove that an entry is in a sealed tree: that of `note`, or the newest.

        Raises:
            UnknownEntryError: There is no such entry.
            NotSealedError: This checkpoint does not cover it.
        """
        row = store.entry(conn, entry_id)
        if row is None:
            raise UnknownEntryError("no entry has this id")
        text = newest_note(conn) if note is None else note
        size = read_checkpoint(text).size if text else 0
        if row.idx is None or text is None or size <= row.idx:
            raise NotSealedError("the next checkpoint will cover this entry")
        path = read_tree(conn, size).inclusion(row.idx, size)
        return Proof(index=row.idx, leaf=row.leaf, path=tuple(path), note=text)

    def disclose(
        self,
        conn: Connection,
        entry_id: str,
        opener: BodyOpener,
        note: str | None = None,
    ) -> Proof:
        """Prove an entry together with what its bodies say, where they still open.

        Whoever calls has the right to hand that out, and records it.

        Raises:
            UnknownEntryError: There is no such entry.
            NotSealedError: The checkpoint does not cover it.
            VerificationError: A body is not the one that the entry was written with.
        """
        proof = self.proof(conn, entry_id, note)
        parts = entries.split_parts(store.entries(conn, [entry_id])[0].parts)
        opened = []
        for body in self.bodies(conn, entry_id):
            plaintext = opener(body)
            if plaintext is not None:
                entries.check_body(plaintext, body.commitment)
                opened.append(
                    OpenedBody(
                        part=body.part,
                        plaintext=plaintext,
                        digest=hashlib.sha256(body.sealed).digest(),
                        path=part_path(parts, body.part),
                    )
                )
        return replace(proof, bodies=tuple(opened))

    def root(self, conn: Connection, size: int) -> bytes:
        """Give the root that the tree had when it held so many entries."""
        return read_tree(conn, size).root(size)

    def consistency(self, conn: Connection, old: int, new: int) -> list[bytes]:
        """Prove that the tree of `new` leaves extends the one of `old`."""
        return read_tree(conn, new).consistency(old, new)

    def entry(self, conn: Connection, entry_id: str) -> Found:
        """Read one entry.

        Raises:
            UnknownEntryError: There is no such entry.
        """
        found = load_found(conn, [entry_id])
        if not found:
            raise UnknownEntryError("no entry has this id")
        return found[0]

    def find(
        self,
        conn: Connection,
        filters: Filters,
        before: str | None = None,
        limit: int = 50,
        *,
        after: str | None = None,
    ) -> tuple[Found, ...]:
        """Find entries, newest first, in the order of the log.

        `before` is the last id of the newer page, `after` the first of the older one.

        Raises:
            UnknownEntryError: There is no entry where the page should begin.
        """
        return find(conn, filters, Page(before=before, after=after, limit=limit))

    def index(self, conn: Connection) -> int:
        """Make a run of entries fast to find; return how many, 0 when all are.

        Nothing depends on it but time: what is not indexed is found as well.
        """
        return indexing.extend(conn)

    def bodies(self, conn: Connection, entry_id: str) -> tuple[SealedBody, ...]:
        """Read the sealed bodies that still exist, for whoever holds the keys."""
        row = store.entry(conn, entry_id)
        if row is None:
            raise UnknownEntryError("no entry has this id")
        return tuple(
            SealedBody(
                subject=one.subject,
                part=one.part,
                aad=entries.body_aad(self.installation, entry_id, one.part),
                sealed=one.sealed,
                commitment=row.parts[one.part * entries.PART_BYTES :][:32],
            )
            for one in store.bodies(conn, entry_id)
        )

    def forget(self, conn: Connection, subject: str) -> int:
        """Delete a subject's bodies and its name in the search; return the bodies.

        No leaf, root or proof changes.
        """
        return store.forget(conn, subject)[0]

    def pending(self, conn: Connection) -> int:
        """Count the entries that wait for their place in the log."""
        return store.pending_count(conn)

    def has_work(self, conn: Connection) -> bool:
        """Tell if there is anything to sequence or to seal."""
        last = store.newest_checkpoint(conn)
        sealed = last.size if last else 0
        return bool(store.pending(conn, 1)) or store.load_frontier(conn).size > sealed


def _lane() -> int:
    if not hasattr(_thread, "lane"):
        _thread.lane = next(_lanes) % LANES
    return int(_thread.lane)
