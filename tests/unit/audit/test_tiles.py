"""Hashes computed from stored levels equal those computed from all leaves."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle
from audit.tiles import TreeReader, is_stored

LEAVES = [hashlib.sha256(str(n).encode()).digest() for n in range(70_000)]


class Store:
    """Keeps what the log keeps, and counts what is read."""

    def __init__(self, size: int) -> None:
        self.levels = {0: LEAVES[:size]}
        frontier = merkle.Frontier()
        for leaf in LEAVES[:size]:
            for level, _, found in frontier.append(leaf):
                if is_stored(level):
                    self.levels.setdefault(level, []).append(found)
        self.root = frontier.root()
        self.read = 0

    def fetch(self, level: int, first: int, count: int) -> list[bytes]:
        self.read += count
        return self.levels[level][first : first + count]


@pytest.fixture(scope="module")
def big() -> Store:
    return Store(70_000)


def test_the_root_of_a_large_tree_needs_few_hashes(big: Store) -> None:
    big.read = 0
    assert TreeReader(big.fetch, 70_000).root(70_000) == big.root
    assert big.read <= 3 * 256


@settings(max_examples=25, deadline=None)
@given(index=st.integers(0, 69_999))
def test_each_leaf_of_a_large_tree_is_proved(big: Store, index: int) -> None:
    path = TreeReader(big.fetch, 70_000).inclusion(index, 70_000)
    merkle.check_inclusion(LEAVES[index], index, 70_000, path, big.root)


@settings(max_examples=25, deadline=None)
@given(old=st.integers(1, 70_000))
def test_each_beginning_of_a_large_tree_is_proved(big: Store, old: int) -> None:
    tree = TreeReader(big.fetch, 70_000)
    path = tree.consistency(old, 70_000)
    merkle.check_consistency(old, 70_000, path, tree.root(old), big.root)
