"""The Merkle tree of RFC 6962: roots, proofs and their verification. Pure functions.

Nothing here reads a store: a proof is first a list of leaf ranges, whose hashes
whoever has the leaves looks up (`tiles.py`).
"""

import hashlib
from collections.abc import Iterable, Sequence

from audit.errors import VerificationError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Range = tuple[int, int]  # leaves [first, end)


def leaf_hash(leaf: bytes) -> bytes:
    """Hash one leaf.

    Source: RFC 6962 section 2.1; leaves are hashed under a 0x00 prefix and nodes
    under 0x01, so that no leaf can pass for a node.
    """
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The complete subtrees that a growing tree consists of, widest first.

    Holds at most 64 hashes however large the tree is. Not safe to share between
    threads.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Continue from a stored frontier, or start an empty tree.

        Raises:
            VerificationError: The hashes cannot belong to a tree of this size.
        """
        if size < 0 or len(hashes) != size.bit_count():
            raise VerificationError("the frontier does not fit the size of the tree")
        _check_hashes(hashes)
        self.size = size
        self.hashes = list(hashes)

    def append(self, hashed_leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf; return the subtrees it completes as (level, number, hash)."""
        return self.add(0, hashed_leaf)

    def add(self, level: int, hashed: bytes) -> list[tuple[int, int, bytes]]:
        """Add a whole subtree of 2**level leaves, where one of its width may begin.

        Returns:
            This subtree and those it completes, as (level, number, hash).
        """
        completed = [(level, self.size >> level, hashed)]
        self.hashes.append(hashed)
        self.size += 1 << level
        rest = self.size >> level
        while rest % 2 == 0:
            level, rest = level + 1, rest // 2
            right = self.hashes.pop()
            self.hashes[-1] = node_hash(self.hashes[-1], right)
            completed.append((level, rest - 1, self.hashes[-1]))
        return completed

    def root(self) -> bytes:
        """Give the root hash of the tree so far."""
        return fold(self.hashes)


def subtree(hashes: Sequence[bytes]) -> bytes:
    """Give the root over a power of two of neighbouring hashes.

    Written as loops over whole levels: this is where checking a log spends its time.
    """
    sha256 = hashlib.sha256
    level = hashes
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def fold(subtrees: Sequence[bytes]) -> bytes:
    """Join neighbouring subtrees, widest first, into one root."""
    if not subtrees:
        return EMPTY_ROOT
    found = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        found = node_hash(left, found)
    return found


def tree_hash(leaves: Iterable[bytes]) -> bytes:
    """Give the root hash over unhashed leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    return frontier.root()


def complete_subtrees(wanted: Range) -> list[tuple[int, int]]:
    """Cut a range into the complete subtrees (level, number) that make its hash.

    The range must begin where a subtree of its width could begin, as every range
    of a proof does.
    """
    first, end = wanted
    found = []
    while first < end:
        level = (end - first).bit_length() - 1
        found.append((level, first >> level))
        first += 1 << level
    return found


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Name the ranges whose hashes prove that a leaf is in a tree, lowest first.

    Source: RFC 6962 section 2.1.1, PATH(m, D[n]).
    """
    if not 0 <= index < size:
        raise VerificationError("the index is outside the tree")
    found: list[Range] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Name the ranges whose hashes prove that a tree extends an older one.

    Source: RFC 6962 section 2.1.2, PROOF(m, D[n]).
    """
    if not 0 < old <= new:
        raise VerificationError("the older tree must hold 1 to all of the leaves")
    found: list[Range] = []
    first, end, whole = 0, new, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first, whole = middle, False
    if not whole:
        found.append((first, end))
    return found[::-1]


def check_inclusion(
    hashed_leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf is in the tree with this root.

    Raises:
        VerificationError: It is not, or the proof is not exactly as long as it
            must be.

    Source: RFC 9162 section 2.1.3.2.
    """
    _check_hashes([hashed_leaf, root, *path])
    ranges = inclusion_ranges(index, size)
    if len(path) != len(ranges):
        raise VerificationError("the inclusion proof has the wrong length")
    found = hashed_leaf
    for (first, _), sibling in zip(ranges, path, strict=True):
        if first > index:
            found = node_hash(found, sibling)
        else:
            found = node_hash(sibling, found)
    if found != root:
        raise VerificationError("the entry is not in the tree of this checkpoint")


def check_consistency(
    old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the newer tree holds all of the older one, unchanged.

    An older tree of size 0 is refused: it proves nothing, and a proof that proves
    nothing must not look like one (as the reference of Certificate Transparency).

    Raises:
        VerificationError: It does not, or the proof has the wrong length.

    Source: RFC 9162 section 2.1.4.2.
    """
    _check_hashes([old_root, new_root, *path])
    ranges = consistency_ranges(old, new)
    if len(path) != len(ranges):
        raise VerificationError("the consistency proof has the wrong length")
    if old == new:
        if old_root != new_root:
            raise VerificationError("two trees of one size have different roots")
        return
    # A complete older tree is itself the first piece, so the proof leaves it out.
    pieces = list(zip(ranges, path, strict=True))
    older = newer = old_root if old.bit_count() == 1 else pieces.pop(0)[1]
    for (first, _), sibling in pieces:
        if first < old:
            older = node_hash(sibling, older)
            newer = node_hash(sibling, newer)
        else:
            newer = node_hash(newer, sibling)
    if older != old_root or newer != new_root:
        raise VerificationError("the newer tree does not extend the older one")


def _split(width: int) -> int:
    """Give the largest power of two below a width."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hashes(hashes: Iterable[bytes]) -> None:
    # An empty leaf hash compared with an empty root must not pass for a proof.
    if any(len(one) != HASH_BYTES for one in hashes):
        raise VerificationError("a hash must have 32 bytes")
