"""The fast way passes only what the slow way finds nothing wrong with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import entry as entries
from audit import merkle, runs
from audit.entry import Entry, Source
from audit.runs import Numbers, Stored
from tests.unit.audit.helpers import NOW, REVISION

SOURCE = Source(installation="here", writer="w1.0", number=1)
ENTRIES = (
    Entry(at=NOW, kind="auth", outcome="deny", id="ent_" + "0" * 26),
    Entry(
        at=NOW, kind="ai.use", outcome="done", id="ent_" + "1" * 26,
        revision=REVISION, purpose="newsletter", ai={"system": "copywriter"},
    ),
)  # fmt: skip


def stored(entry: Entry = ENTRIES[0], parts: bytes = b"", **changes: object) -> Stored:
    leaf = entries.canonical_bytes(entries.header(entry, SOURCE, parts))
    at_us = int(NOW.timestamp()) * 1_000_000 + 5
    row = Stored(0, str(entry.id), at_us, leaf, merkle.leaf_hash(leaf), parts)
    return row._replace(**changes)


def relaid(old: bytes, new: bytes, entry: Entry = ENTRIES[0]) -> Stored:
    """Change a leaf and make its hash fit."""
    row = stored(entry)
    leaf = row.leaf.replace(old, new)
    assert leaf != row.leaf
    return row._replace(leaf=leaf, leaf_hash=merkle.leaf_hash(leaf))


def whats(row: Stored) -> list[str]:
    return runs.header_faults(row, runs.readable(row.leaf))


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("parts", [b"", b"p" * 64, b"q" * 192])
def test_what_was_written_passes(entry: Entry, parts: bytes) -> None:
    row = stored(entry, parts)
    assert runs.doubtful([row], {}) == []
    assert whats(row) == []


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (stored(entry_id="ent_" + "2" * 26), "the entry's id is not"),
        (stored(at_us=5), "the entry's time is not"),
        (stored()._replace(parts=b"x" * 64), "the commitments to its bodies"),
        (relaid(b'"n":0', b'"n":1'), "the commitments to its bodies"),
        (relaid(b'"k":', b'"k" :'), "not in canonical form"),
        (relaid(b'"v":1}', b'"v":1.5}'), ""),
        (relaid(b'"v":1}', b'"v":1e999}'), "not in canonical form"),
        (relaid(b'"v":1}', b'"v":1,"w":"new"}'), ""),
    ],
)
def test_what_does_not_fit_is_doubted_and_named(row: Stored, what: str) -> None:
    assert runs.doubtful([row], {}) == [row]
    assert [what for one in whats(row) if what in one] == [what] * bool(what)


def test_a_number_used_twice_is_doubted() -> None:
    numbers: dict[str, Numbers] = {}
    row = stored()
    assert runs.doubtful([row, row], numbers) == [row]
    assert numbers["w1.0"].upto == 1
    assert not runs.count_source(runs.readable(row.leaf), numbers)


@given(st.permutations(range(1, 30)), st.integers(0, 40))
def test_numbers_may_come_in_any_order(order: list[int], promised: int) -> None:
    numbers = Numbers()
    assert all(numbers.met(one) for one in order)
    assert not any(numbers.met(one) for one in order)
    assert numbers.missing(promised) == list(range(30, promised + 1))


def test_a_changed_body_is_named_with_its_part() -> None:
    parts = b"".join(entries.body_part(b"c" * 32, sealed) for sealed in (b"a", b"b"))
    bodies = [("ent_1", 0, b"a"), ("ent_1", 1, b"x"), ("ent_2", 0, b"later")]
    assert runs.changed_bodies(bodies, {"ent_1": parts}) == (2, [("ent_1", 1)])


@given(st.integers(0, 8))
def test_a_subtree_has_the_root_of_its_leaves(level: int) -> None:
    hashes = [merkle.leaf_hash(bytes([n % 256])) for n in range(2**level)]
    frontier, whole = merkle.Frontier(), merkle.Frontier()
    for one in hashes:
        frontier.append(one)
    whole.add(level, merkle.subtree(hashes))
    assert (whole.size, whole.root()) == (frontier.size, frontier.root())
