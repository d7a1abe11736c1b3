"""Rebuild every leaf hash, subtree, root and number from the database and compare."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from audit import entry as entries
from audit import merkle, store
from audit.checkpoint import open_checkpoint
from audit.errors import VerificationError
from audit.keys import VerifierKey
from audit.sealing import key_of
from audit.store import Connection, Row
from audit.tiles import is_stored

# Called now and then with how many entries were read.
Progress = Callable[[int], object]
PROGRESS_EVERY = 1000


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One thing that does not hold: which entry, written when, and what is wrong.

    Without an index the entry still waits in the outbox, or is not there at all.
    """

    index: int | None = None
    entry_id: str | None = None
    written_at: datetime | None = None
    what: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the check found over the whole log and the outbox."""

    entries: int
    pending: int
    broken: tuple[Broken, ...]
    root_hex: str
    checkpoint_size: int
    bodies: int

    @property
    def intact(self) -> bool:
        """Tell if everything holds."""
        return not self.broken


def check(
    conn: Connection, vkey: VerifierKey | str, progress: Progress | None = None
) -> Report:
    """Check the log, the outbox, the sealed bodies, checkpoints and numbering.

    Needs no private key. Safe beside writers: what is handed out before the log is
    read must be in it, and what comes later is left for the next check.
    """
    key = VerifierKey.parse(vkey) if isinstance(vkey, str) else vkey
    walk = _Walk(conn, key, progress or (lambda _: None))
    walk.read_promises()
    walk.read_log()
    walk.read_outbox()
    walk.read_bodies()
    walk.compare_checkpoints()
    walk.compare_numbers()
    return walk.report()


@dataclass
class _Numbers:
    """The numbers of one writer that were met: all up to `upto`, and some beyond."""

    upto: int = 0
    beyond: set[int] = field(default_factory=set)

    def met(self, number: int) -> bool:
        if number <= self.upto or number in self.beyond:
            return False
        self.beyond.add(number)
        while self.upto + 1 in self.beyond:
            self.upto += 1
            self.beyond.remove(self.upto)
        return True

    def missing(self, promised: int) -> list[int]:
        gap = range(self.upto + 1, promised + 1)
        return [number for number in gap if number not in self.beyond]


class _Walk:
    """One pass over the database; collects what is broken."""

    def __init__(self, conn: Connection, key: VerifierKey, progress: Progress) -> None:
        self.conn = conn
        self.key = key
        self.progress = progress
        self.broken: list[Broken] = []
        self.frontier = merkle.Frontier()
        self.numbers: dict[str, _Numbers] = {}
        self.roots: dict[int, bytes] = {}
        self.bodies = 0
        self.outbox_size = 0

    def read_promises(self) -> None:
        """Read what the log must live up to, before the log itself."""
        self.promised = store.writers(self.conn)
        self.stored_frontier = self._stored_frontier()
        self.checkpoints = list(store.stream(self.conn, store.checkpoint, "size"))
        self.nodes = {
            (row.level, row.number): row.hash for row in store.nodes(self.conn)
        }
        self.waiting = {row.entry_id: row for row in store.pending(self.conn)}
        self.wanted_roots = {row.size for row in self.checkpoints}
        self.wanted_roots.add(self.stored_frontier.size)

    def _stored_frontier(self) -> merkle.Frontier:
        try:
            return store.load_frontier(self.conn)
        except VerificationError as err:
            self.broken.append(Broken(what=f"the state of the tree: {err}"))
            return merkle.Frontier()

    def read_log(self) -> None:
        self.roots[0] = merkle.EMPTY_ROOT
        for row in store.stream(self.conn, store.log, "idx"):
            while self.frontier.size < row.idx:
                gone = self.frontier.size
                self.broken.append(Broken(index=gone, what="the entry is missing"))
                self._grow(bytes(merkle.HASH_BYTES))
            # A row moved while we read: it is in the log now.
            self.waiting.pop(row.entry_id, None)
            self._check_row(row, row.idx)
            self._grow(row.leaf_hash)
            if self.frontier.size % PROGRESS_EVERY == 0:
                self.progress(self.frontier.size)
        self.progress(self.frontier.size)

    def _grow(self, hashed: bytes) -> None:
        if len(hashed) != merkle.HASH_BYTES:
            hashed = bytes(merkle.HASH_BYTES)
        for level, number, found in self.frontier.append(hashed):
            if is_stored(level):
                self._compare_node(level, number, found)
        if self.frontier.size in self.wanted_roots:
            self.roots[self.frontier.size] = self.frontier.root()

    def _compare_node(self, level: int, number: int, found: bytes) -> None:
        first, end = number << level, (number + 1) << level
        promised = None if end <= self.stored_frontier.size else found
        if self.nodes.pop((level, number), promised) != found:
            what = f"the stored tree over entries {first} to {end - 1} differs"
            self.broken.append(Broken(index=first, what=what))

    def read_outbox(self) -> None:
        self.outbox_size = len(self.waiting)
        for row in self.waiting.values():
            self._check_row(row, None)

    def _check_row(self, row: Row, index: int | None) -> None:
        if merkle.leaf_hash(row.leaf) != row.leaf_hash:
            self._name(row, index, "the entry does not fit its leaf hash")
            # Its source can no longer be believed, nor can it be missed.
            self._count(_readable(row.leaf))
            return
        header = _readable(row.leaf)
        for what in _header_faults(row, header):
            self._name(row, index, what)
        if not self._count(header):
            self._name(row, index, "its writer's number was used before")

    def _count(self, header: dict[str, Any]) -> bool:
        source = header.get("src")
        if not isinstance(source, dict):
            return False
        name, number = source.get("w"), source.get("n")
        if not isinstance(name, str) or not isinstance(number, int):
            return False
        return self.numbers.setdefault(name, _Numbers()).met(number)

    def _name(self, row: Row, index: int | None, what: str) -> None:
        written = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=row.at_us)
        self.broken.append(
            Broken(index=index, entry_id=row.entry_id, written_at=written, what=what)
        )

    def read_bodies(self) -> None:
        for row in store.stream_bodies(self.conn):
            self.bodies += 1
            start = row.part * entries.PART_BYTES
            part = (row.parts or b"")[start : start + entries.PART_BYTES]
            if row.parts is None:
                what = "a sealed body belongs to no entry"
                self.broken.append(Broken(entry_id=row.entry_id, what=what))
            elif not entries.part_matches(part, row.sealed):
                self._name(row, row.idx, f"sealed body {row.part} was changed")

    def compare_checkpoints(self) -> None:
        size = self.stored_frontier.size
        if self.roots.get(size) != self.stored_frontier.root():
            self.broken.append(Broken(what="the state of the tree does not fit"))
        for level, number in sorted(self.nodes):
            what = f"the stored subtree {number} of level {level} has no entries"
            self.broken.append(Broken(what=what))
        # One false root makes every later one false: name the first.
        for row in self.checkpoints:
            what = self._checkpoint_fault(row)
            if what:
                self.broken.append(Broken(what=f"checkpoint {row.size}: {what}"))
                return

    def _checkpoint_fault(self, row: Row) -> str:
        try:
            signed = open_checkpoint(row.note, key_of(self.conn, self.key, row.size))
        except VerificationError as err:
            return str(err)
        if signed.size != row.size or signed.root != row.root:
            return "its columns differ from its signed text"
        if row.size not in self.roots:
            return "it covers more entries than there are"
        if self.roots[row.size] != signed.root:
            return "the entries do not give its signed root"
        return ""

    def compare_numbers(self) -> None:
        for name, promised in sorted(self.promised.items()):
            for number in self.numbers.get(name, _Numbers()).missing(promised):
                what = f"entry number {number} of writer {name} is missing"
                self.broken.append(Broken(what=what))

    def report(self) -> Report:
        return Report(
            entries=self.frontier.size,
            pending=self.outbox_size,
            broken=tuple(self.broken),
            root_hex=self.frontier.root().hex(),
            checkpoint_size=self.checkpoints[-1].size if self.checkpoints else 0,
            bodies=self.bodies,
        )


def _readable(leaf: bytes) -> dict[str, Any]:
    try:
        found = json.loads(leaf)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _header_faults(row: Row, header: dict[str, Any]) -> list[str]:
    """Say where the columns beside a leaf differ from what the leaf says."""
    faults = []
    if header.get("id") != row.entry_id:
        faults.append("the entry's id is not the one in its header")
    if header.get("t") != row.at_us // 1_000_000:
        faults.append("the entry's time is not the one in its header")
    expected = entries.base64url(entries.parts_root(row.parts)) if row.parts else None
    if header.get("body") != expected:
        faults.append("the commitments to its bodies do not fit its header")
    return faults
