"""Hashes of any part of the tree, from leaf hashes and every eighth level above.

Keeping one hash for each complete run of 256, 65,536 … leaves is what C2SP
tlog-tiles keeps: a proof reads a few runs of at most 256 hashes, however large the
log. Pure: where the hashes are stored is the caller's.
"""

from collections.abc import Callable

from audit import merkle

STRIDE = 8  # levels from one stored level to the next: tiles of 256 hashes
WIDTH = 1 << STRIDE

# (stored level, first number, count) → that many hashes, in order
Fetch = Callable[[int, int, int], list[bytes]]


def is_stored(level: int) -> bool:
    """Tell if subtrees of this level are kept; leaves stand in the log itself."""
    return level > 0 and level % STRIDE == 0


class TreeReader:
    """Computes subtree hashes, roots and proofs; remembers what it has fetched."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Read a tree of `size` leaves through `fetch`."""
        self._fetch = fetch
        self._size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self, size: int) -> bytes:
        """Give the root that the tree had when it held `size` leaves."""
        return self.range_hash((0, size))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Prove that a leaf is in the tree of `size` leaves."""
        return [self.range_hash(r) for r in merkle.inclusion_ranges(index, size)]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove that the tree of `new` leaves extends the one of `old`."""
        return [self.range_hash(r) for r in merkle.consistency_ranges(old, new)]

    def range_hash(self, wanted: merkle.Range) -> bytes:
        """Give the hash over a range of leaves."""
        subtrees = merkle.complete_subtrees(wanted)
        return merkle.fold([self._subtree(level, n) for level, n in subtrees])

    def _subtree(self, level: int, number: int) -> bytes:
        base = level - level % STRIDE
        count = 1 << (level - base)
        first = number * count
        tile = self._tile(base, first // WIDTH)
        hashes = tile[first % WIDTH : first % WIDTH + count]
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [merkle.node_hash(left, right) for left, right in pairs]
        return hashes[0]

    def _tile(self, level: int, tile: int) -> list[bytes]:
        if (level, tile) not in self._tiles:
            complete = self._size >> level
            count = min(WIDTH, complete - tile * WIDTH)
            self._tiles[level, tile] = self._fetch(level, tile * WIDTH, count)
        return self._tiles[level, tile]
