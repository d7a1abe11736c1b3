"""Find entries a page at a time, in the order of the log, both ways.

Three stretches in one order: postings for what has them, then the rest of the log,
then what still waits for its place. A page begins beside an entry, not at a number of
entries to skip, so the last page of a search costs what the first does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from audit import index_store, postings
from audit.errors import UnknownEntryError
from audit.index_store import Stretch
from audit.indexing import term
from audit.postings import BLOCK, FULL
from audit.search import Filters, Found, load_found, to_us
from audit.store import Connection

FIRST_BLOCKS, MOST_BLOCKS = 4, 128
# How many places are looked at together, when postings say that they may fit.
LOOKS = 128

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which page: the entries beside one entry, or the newest.

    `before` asks for what is older than that entry, `after` for what is newer; with
    neither the newest are given. The entries come newest first in every case.
    """

    before: str | None = None
    after: str | None = None
    limit: int = 50

    @property
    def newest_first(self) -> bool:
        """Tell which way the search goes."""
        return self.after is None


def find(conn: Connection, filters: Filters, page: Page) -> tuple[Found, ...]:
    """Find the entries of a page, newest first.

    Raises:
        UnknownEntryError: There is no entry where the page should begin.
    """
    ids = _Search(conn, filters, page).ids()
    return load_found(conn, ids if page.newest_first else ids[::-1])


class _Search:
    """One search on its way; reads each stretch only while the page is not full."""

    def __init__(self, conn: Connection, filters: Filters, page: Page) -> None:
        self.conn = conn
        self.page = page
        self.back = page.newest_first
        self.wanted = _wanted(filters)
        self.tests = index_store.conditions(self.wanted)
        self.period = _Period(conn, self.wanted["since_us"], self.wanted["until_us"])
        # Once, and before the log: what gets postings meanwhile is found by its terms.
        self.indexed = index_store.indexed(conn)

    def ids(self) -> list[str]:
        """Give ids in the direction of the search."""
        waiting, placed = self._start()
        found = self._from(waiting, placed)
        if waiting is not None:
            # On PostgreSQL the entry may have got its place while we read.
            waiting, placed = self._start()
            found = found if placed is None else self._from(None, placed)
        return found

    def _start(self) -> Bounds:
        """Give the outbox id or the place beside which the page begins."""
        named = self.page.before or self.page.after
        if named is None:
            return None, None
        waiting, placed = index_store.place_of(self.conn, named)
        if waiting is None and placed is None:
            raise UnknownEntryError("no entry has this id")
        return (None, placed) if placed is not None else (waiting, None)

    def _from(self, waiting: int | None, placed: int | None) -> list[str]:
        outbox, log, posted = [], [], []
        if placed is None or not self.back:
            # First: what moves to the log meanwhile is seen twice, but never not.
            outbox = self._waiting(waiting)
        if self.back:
            log = self._tail(placed, len(outbox))
            posted = self._posted(placed, len(outbox) + len(log))
        elif waiting is None:
            posted = self._posted(placed, 0)
            log = self._tail(placed, len(posted))
        steps = (outbox, log, posted) if self.back else (posted, log, outbox)
        joined = dict.fromkeys(one for step in steps for one in step)
        return list(joined)[: self.page.limit]

    def _stretch(self, after: int | None, before: int | None, have: int) -> Stretch:
        return Stretch(
            after=after,
            before=before,
            newest_first=self.back,
            limit=self.page.limit - have,
        )

    def _waiting(self, start: int | None) -> list[str]:
        after, before = (None, start) if self.back else (start, None)
        stretch = self._stretch(after, before, 0)
        return index_store.find_waiting(self.conn, self.tests, stretch)

    def _tail(self, start: int | None, have: int) -> list[str]:
        if have >= self.page.limit:
            return []
        after, before = self.indexed - 1, None
        if start is not None:
            after, before = (after, start) if self.back else (max(after, start), None)
        stretch = self._stretch(after, before, have)
        return index_store.find_placed(self.conn, self.tests, stretch)

    def _posted(self, start: int | None, have: int) -> list[str]:
        first, end = 0, self.indexed
        if start is not None:
            first, end = (0, min(end, start)) if self.back else (start + 1, end)
        missing = self.page.limit - have
        found: list[str] = []
        if missing <= 0 or first >= end:
            return found
        places = self._places(first, end)
        while len(found) < missing:
            looks = list(islice(places, LOOKS))
            fits = index_store.fitting(self.conn, looks, self.tests) if looks else {}
            found += [fits[place] for place in looks if place in fits]
            if len(looks) < LOOKS:
                break
        return found

    def _places(self, first: int, end: int) -> Iterator[int]:
        """Give the places that may fit, in the direction of the search."""
        groups = _groups(self.wanted)
        for blocks in self._chunks(first // BLOCK, (end - 1) // BLOCK):
            held = self._held(groups, blocks)
            for block in blocks:
                mask = postings.between(block, first, end)
                for group in groups:
                    mask &= _union(held, group, block)
                found = list(postings.places_of(self.period.cut(block, mask)))
                for place in found if self.back else found[::-1]:
                    yield block * BLOCK + place

    def _chunks(self, low: int, high: int) -> Iterator[list[int]]:
        """Give blocks to look at, few at first: most searches end soon."""
        blocks = [one for one in range(low, high + 1) if self.period.meets(one)]
        if self.back:
            blocks.reverse()
        width = FIRST_BLOCKS
        while blocks:
            yield blocks[:width]
            blocks, width = blocks[width:], min(width * 2, MOST_BLOCKS)

    def _held(
        self, groups: Sequence[Sequence[str]], blocks: Sequence[int]
    ) -> dict[tuple[str, int], int]:
        names = [name for group in groups for name in group]
        if not names:
            return {}
        rows = index_store.read_postings(self.conn, names, min(blocks), max(blocks))
        return {(row.term, row.block): postings.unpack(row.places) for row in rows}


class _Period:
    """Which blocks, and which of their places, lie in a period; none: all do."""

    def __init__(self, conn: Connection, since: Any, until: Any) -> None:  # noqa: ANN401  # microseconds or None
        self.conn, self.since, self.until = conn, since, until
        self.asked = since is not None or until is not None
        rows = index_store.read_spans(conn, since, until) if self.asked else ()
        self.spans = {row.block: row for row in rows}

    def meets(self, block: int) -> bool:
        return not self.asked or block in self.spans

    def cut(self, block: int, mask: int) -> int:
        if not self.asked or not mask:
            return mask
        span = self.spans[block]
        begins = self.since is None or span.first_us >= self.since
        ends = self.until is None or span.last_us < self.until
        if begins and ends:
            return mask
        first = block * BLOCK
        inside = index_store.places_in_period(
            self.conn, (first, first + BLOCK), self.since, self.until
        )
        return mask & postings.mask_of(place - first for place in inside)


def _union(
    held: Mapping[tuple[str, int], int], group: Sequence[str], block: int
) -> int:
    mask = 0
    for name in group:
        mask |= held.get((name, block), 0)
    return mask & FULL


def _groups(wanted: Mapping[str, Any]) -> list[list[str]]:
    """Name the terms that must meet; of each group one is enough."""
    groups = [
        [term(name, str(wanted[name]))]
        for name in (*index_store.EXACT, "rule")
        if wanted.get(name)
    ]
    subjects = wanted.get("subjects")
    if isinstance(subjects, tuple):
        groups.append([term("subject", one) for one in subjects])
    return groups


def _wanted(filters: Filters) -> dict[str, Any]:
    wanted: dict[str, Any] = dict(vars(filters))
    one = wanted.pop("subject")
    if one:
        others = filters.subjects
        wanted["subjects"] = (one,) if others is None or one in others else ()
    for name in ("since", "until"):
        moment = wanted.pop(name)
        wanted[name + "_us"] = None if moment is None else to_us(moment)
    return wanted
