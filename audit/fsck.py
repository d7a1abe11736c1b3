"""Rebuild every leaf hash, subtree, root and number from the database and compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit import fsck_store, merkle, runs, store
from audit.checkpoint import open_checkpoint
from audit.errors import VerificationError
from audit.keys import VerifierKey
from audit.runs import SealedRow, Stored, StoredRow
from audit.sealing import key_of
from audit.store import Connection, Row
from audit.tiles import STRIDE, WIDTH, is_stored

# Called after each run with how many entries were read.
Progress = Callable[[int], object]
RUN = 16 * WIDTH


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
    walk.compare_checkpoints()
    walk.compare_numbers()
    return walk.report()


class _Walk:
    """One pass over the database; collects what is broken."""

    def __init__(self, conn: Connection, key: VerifierKey, progress: Progress) -> None:
        self.conn = conn
        self.key = key
        self.progress = progress
        self.broken: list[Broken] = []
        self.frontier = merkle.Frontier()
        self.numbers: dict[str, runs.Numbers] = {}
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
        self.waiting = {row[1]: row for row in fsck_store.waiting(self.conn)}
        self.wanted_roots = {row.size for row in self.checkpoints}
        self.wanted_roots.add(self.stored_frontier.size)
        self.tiles_with_roots = {one // WIDTH for one in self.wanted_roots}

    def _stored_frontier(self) -> merkle.Frontier:
        try:
            return store.load_frontier(self.conn)
        except VerificationError as err:
            self.broken.append(Broken(what=f"the state of the tree: {err}"))
            return merkle.Frontier()

    def read_log(self) -> None:
        self.roots[0] = merkle.EMPTY_ROOT
        first = fsck_store.next_place(self.conn, 0)
        while first is not None:
            self._fill_gap(first)
            beyond = first - first % RUN + RUN
            rows = fsck_store.run(self.conn, first, beyond)
            self._check_run(rows, first, beyond)
            self._check_bodies(rows, fsck_store.bodies(self.conn, first, beyond))
            self.progress(self.frontier.size)
            # A run that is not full is the end, unless entries are missing.
            is_full = self.frontier.size == beyond
            beside = self.frontier.size
            first = beside if is_full else fsck_store.next_place(self.conn, beside)

    def _check_run(self, rows: Sequence[StoredRow], first: int, beyond: int) -> None:
        for row in rows if self.waiting else ():
            # A row moved while we read: it is in the log now.
            self.waiting.pop(row[1], None)
        doubted = runs.doubtful(rows, self.numbers)
        for row in doubted:
            self._check_row(row)
        is_whole = len(rows) == beyond - first == RUN and not doubted
        if is_whole:
            self._grow_fast([row[4] for row in rows])
            return
        for row in rows:
            self._fill_gap(Stored(*row).idx or 0)
            self._grow(Stored(*row).leaf_hash)

    def _fill_gap(self, place: int) -> None:
        while self.frontier.size < place:
            gone = self.frontier.size
            self.broken.append(Broken(index=gone, what="the entry is missing"))
            self._grow(bytes(merkle.HASH_BYTES))

    def _grow_fast(self, hashes: Sequence[bytes]) -> None:
        """Grow by whole tiles; only where a root is wanted inside one, leaf by leaf."""
        for start in range(0, RUN, WIDTH):
            tile = hashes[start : start + WIDTH]
            if self.frontier.size // WIDTH in self.tiles_with_roots:
                for one in tile:
                    self._grow(one)
            else:
                self._keep(self.frontier.add(STRIDE, merkle.subtree(tile)))

    def _grow(self, hashed: bytes) -> None:
        if len(hashed) != merkle.HASH_BYTES:
            hashed = bytes(merkle.HASH_BYTES)
        self._keep(self.frontier.append(hashed))

    def _keep(self, completed: Sequence[tuple[int, int, bytes]]) -> None:
        for level, number, found in completed:
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
        rows = list(self.waiting.values())
        for row in runs.doubtful(rows, self.numbers):
            self._check_row(row)
        self._check_bodies(rows, fsck_store.waiting_bodies(self.conn))
        # Only when some belong to no entry that was read is it asked to which.
        if fsck_store.count_bodies(self.conn) > self.bodies:
            for entry_id in fsck_store.orphans(self.conn):
                self.bodies += 1
                what = "a sealed body belongs to no entry"
                self.broken.append(Broken(entry_id=entry_id, what=what))

    def _check_bodies(
        self, rows: Sequence[StoredRow], bodies: Sequence[SealedRow]
    ) -> None:
        parts_of = {row[1]: row[5] for row in rows}
        count, changed = runs.changed_bodies(bodies, parts_of)
        self.bodies += count
        if changed:
            by_id = {row[1]: Stored(*row) for row in rows}
            for entry_id, part in changed:
                self._name(by_id[entry_id], f"sealed body {part} was changed")

    def _check_row(self, row: Stored) -> None:
        header = runs.readable(row.leaf)
        if merkle.leaf_hash(row.leaf) != row.leaf_hash:
            self._name(row, "the entry does not fit its leaf hash")
            # Its source can no longer be believed, nor can it be missed.
            runs.count_source(header, self.numbers)
            return
        for what in runs.header_faults(row, header):
            self._name(row, what)
        if not runs.count_source(header, self.numbers):
            self._name(row, "its writer's number was used before")

    def _name(self, row: Stored, what: str) -> None:
        written = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=row.at_us)
        self.broken.append(
            Broken(index=row.idx, entry_id=row.entry_id, written_at=written, what=what)
        )

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
            for number in self.numbers.get(name, runs.Numbers()).missing(promised):
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
