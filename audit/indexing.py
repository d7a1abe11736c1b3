"""Make the postings of entries that have their place; searches read them.

Derived from the search terms that were written with the entries, a run at a time and
apart from them: an entry is found before as well, only not as fast.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from audit import index_store, postings
from audit.postings import BLOCK
from audit.store import Connection, Row

RUN = 256  # others who write wait as long as one run takes


def extend(conn: Connection, limit: int = RUN) -> int:
    """Make the postings of the next entries, as part of the caller's transaction.

    Returns:
        How many entries that were; 0 when all of the log has postings.
    """
    index_store.lock(conn)
    first = index_store.indexed(conn)
    # A run ends with its block, so that each set is written once.
    limit = min(limit, BLOCK - first % BLOCK)
    rows = index_store.unindexed(conn, first, limit)
    if not rows:
        return 0
    block = first // BLOCK
    _keep(conn, block, rows)
    times = [row.written_us for row in rows]
    index_store.widen_span(conn, block, min(times), max(times))
    size: int = max(row.idx for row in rows) + 1
    index_store.set_indexed(conn, size)
    return size - first


def _keep(conn: Connection, block: int, rows: Sequence[Row]) -> None:
    places: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for term in _terms_of(row):
            places[term].add(row.idx % BLOCK)
    masks = {term: postings.mask_of(found) for term, found in places.items()}
    for old in _stored(conn, masks, block):
        masks[old.term] |= postings.unpack(old.places)
    kept = [
        {"term": term, "block": block, "places": postings.pack(mask)}
        for term, mask in sorted(masks.items())
    ]
    if kept:
        index_store.keep_postings(conn, kept)


def _stored(conn: Connection, terms: Iterable[str], block: int) -> Iterator[Row]:
    asked = sorted(terms)
    # A statement takes a limited number of values.
    for start in range(0, len(asked), RUN):
        part = asked[start : start + RUN]
        yield from index_store.read_postings(conn, part, block, block)


def _terms_of(row: Row) -> Iterator[str]:
    if row.entry_id is None:  # its terms were taken away altogether
        return
    for name in (*index_store.EXACT, "subject"):
        value = getattr(row, name)
        if value:
            yield term(name, value)
    for rule in row.rules.split():
        yield term("rule", rule)


def term(name: str, value: str) -> str:
    """Name a term as postings do."""
    return f"{name}:{value}"
