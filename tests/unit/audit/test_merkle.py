"""The tree gives the known answers, and no proof holds but the right one."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import VerificationError, merkle

VECTORS = Path(__file__).parents[2] / "vectors" / "merkle" / "reference_tree.json"
KNOWN = json.loads(VECTORS.read_text())
LEAVES = [bytes.fromhex(one) for one in KNOWN["leaves"]]


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 section 2.1 words it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    both = reference_root(leaves[:k]) + reference_root(leaves[k:])
    return hashlib.sha256(b"\x01" + both).digest()


def proof(leaves: list[bytes], ranges: list[merkle.Range]) -> list[bytes]:
    return [reference_root(leaves[first:end]) for first, end in ranges]


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_its_known_roots(size: int) -> None:
    assert merkle.tree_hash(LEAVES[:size]).hex() == KNOWN["roots"][size]


def test_the_frontier_completes_the_known_subtrees() -> None:
    frontier = merkle.Frontier()
    for leaf in LEAVES:
        for level, number, found in frontier.append(merkle.leaf_hash(leaf)):
            assert found.hex() == KNOWN["nodes"][level][number]


trees = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@given(leaves=trees)
def test_roots_equal_the_recursive_definition(leaves: list[bytes]) -> None:
    assert merkle.tree_hash(leaves) == reference_root(leaves)


@given(leaves=trees, data=st.data())
def test_every_leaf_has_a_proof_and_no_changed_proof_holds(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    root, hashed = reference_root(leaves), merkle.leaf_hash(leaves[index])
    path = proof(leaves, merkle.inclusion_ranges(index, size))
    merkle.check_inclusion(hashed, index, size, path, root)
    for wrong in [*changed(path, data), [*path, root]]:
        with pytest.raises(VerificationError):
            merkle.check_inclusion(hashed, index, size, wrong, root)
    with pytest.raises(VerificationError):
        merkle.check_inclusion(flip(hashed, data), index, size, path, root)
    with pytest.raises(VerificationError):
        merkle.check_inclusion(hashed, size, size, path, root)


@given(leaves=trees, data=st.data())
def test_a_tree_extends_each_of_its_beginnings_and_nothing_else(
    leaves: list[bytes], data: st.DataObject
) -> None:
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    roots = reference_root(leaves[:old]), reference_root(leaves)
    path = proof(leaves, merkle.consistency_ranges(old, new))
    merkle.check_consistency(old, new, path, *roots)
    for wrong in [*changed(path, data), [*path, roots[1]]]:
        with pytest.raises(VerificationError):
            merkle.check_consistency(old, new, wrong, *roots)
    for place in (0, 1):
        forged = list(roots)
        forged[place] = flip(roots[place], data)
        with pytest.raises(VerificationError):
            merkle.check_consistency(old, new, path, *forged)


def changed(path: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    if not path:
        return []
    place = data.draw(st.integers(0, len(path) - 1))
    flipped = [*path[:place], flip(path[place], data), *path[place + 1 :]]
    return [flipped, path[:-1], [*path[:place], path[place][:-1], *path[place + 1 :]]]


def flip(raw: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    flipped = bytearray(raw)
    flipped[place // 8] ^= 1 << place % 8
    return bytes(flipped)


@given(leaves=trees, data=st.data())
def test_a_stored_frontier_continues_where_it_stopped(
    leaves: list[bytes], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    first = merkle.Frontier()
    for leaf in leaves[:cut]:
        first.append(merkle.leaf_hash(leaf))
    again = merkle.Frontier(first.size, first.hashes)
    for leaf in leaves[cut:]:
        again.append(merkle.leaf_hash(leaf))
    assert again.root() == reference_root(leaves)


def test_an_empty_older_tree_proves_nothing() -> None:
    empty = merkle.EMPTY_ROOT
    with pytest.raises(VerificationError):
        merkle.check_consistency(0, 0, [], empty, empty)
    with pytest.raises(VerificationError):
        merkle.check_consistency(0, 1, [], empty, merkle.tree_hash([b""]))


def test_an_empty_hash_is_no_hash() -> None:
    with pytest.raises(VerificationError):
        merkle.check_inclusion(b"", 0, 1, [], b"")


@pytest.mark.parametrize(("size", "count"), [(1, 0), (0, 1), (3, 1), (-1, 0)])
def test_a_frontier_of_the_wrong_length_is_refused(size: int, count: int) -> None:
    with pytest.raises(VerificationError):
        merkle.Frontier(size, [bytes(32)] * count)


def test_a_larger_older_tree_is_refused() -> None:
    with pytest.raises(VerificationError):
        merkle.consistency_ranges(3, 2)
