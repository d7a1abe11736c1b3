"""The statements of searching: search terms of entries, and the postings of terms.

Entries that wait for their place, and those whose postings are not made yet, are found
by their terms; all others by postings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from audit import store
from audit.prepared import Prepared
from audit.store import Connection, Row, index, log, outbox, posting, span, state

EXACT = ("kind", "outcome", "revision", "purpose", "actor", "channel", "campaign",
         "decision")  # fmt: skip
_INDEXED = "index"  # the row of audit_state that says how far postings were made

Condition = sa.ColumnElement[bool]


def conditions(wanted: Mapping[str, Any]) -> list[Condition]:
    """Say what one row of search terms must be like: exact terms, a rule, a period."""
    tests = [index.c[name] == wanted[name] for name in EXACT if wanted.get(name)]
    if wanted.get("subjects") is not None:
        tests.append(index.c.subject.in_(wanted["subjects"]))
    if wanted.get("rule"):
        tests.append(index.c.rules.contains(f" {wanted['rule']} ", autoescape=True))
    if wanted.get("since_us") is not None:
        tests.append(index.c.at_us >= wanted["since_us"])
    if wanted.get("until_us") is not None:
        tests.append(index.c.at_us < wanted["until_us"])
    return tests


def terms(conn: Connection, ids: Sequence[str]) -> Sequence[Row]:
    """Read the search terms of entries."""
    found = sa.select(index).where(index.c.entry_id.in_(ids))
    return conn.execute(found.order_by(index.c.entry_id, index.c.row)).all()


# ---- what has no postings yet


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of the outbox or the log: strictly between two places, this way."""

    after: int | None
    before: int | None
    newest_first: bool
    limit: int


def find_waiting(
    conn: Connection, tests: Sequence[Condition], stretch: Stretch
) -> list[str]:
    """Find entries in the outbox; the places are its ids."""
    return _find(conn, outbox.c.id, tests, stretch)


def find_placed(
    conn: Connection, tests: Sequence[Condition], stretch: Stretch
) -> list[str]:
    """Find entries of the log by their terms."""
    return _find(conn, log.c.idx, tests, stretch)


def _find(
    conn: Connection,
    place: sa.Column[int],
    tests: Sequence[Condition],
    stretch: Stretch,
) -> list[str]:
    named = place.table.c.entry_id
    fits = sa.select(index.c.entry_id).where(index.c.entry_id == named, *tests)
    found = sa.select(named).where(fits.exists())
    if stretch.after is not None:
        found = found.where(place > stretch.after)
    if stretch.before is not None:
        found = found.where(place < stretch.before)
    order = place.desc() if stretch.newest_first else place
    return list(conn.execute(found.order_by(order).limit(stretch.limit)).scalars())


def place_of(conn: Connection, entry_id: str) -> tuple[int | None, int | None]:
    """Give where an entry stands: its id in the outbox, or its place in the log."""
    waits = sa.select(outbox.c.id).where(outbox.c.entry_id == entry_id)
    waiting = conn.execute(waits).scalar()
    stands = sa.select(log.c.idx).where(log.c.entry_id == entry_id)
    return waiting, conn.execute(stands).scalar()


# ---- postings


def indexed(conn: Connection) -> int:
    """Give how many entries have postings: all places below this number."""
    found = sa.select(state.c.size).where(state.c.name == _INDEXED)
    return conn.execute(found).scalar() or 0


def set_indexed(conn: Connection, size: int) -> None:
    """Keep how many entries have postings."""
    change = state.update().where(state.c.name == _INDEXED).values(size=size)
    if not conn.execute(change).rowcount:
        conn.execute(state.insert().values(name=_INDEXED, size=size, frontier=b""))


def unindexed(conn: Connection, first: int, limit: int) -> Sequence[Row]:
    """Read rows of terms of the next entries without postings, each with its place."""
    both = log.outerjoin(index, index.c.entry_id == log.c.entry_id)
    found = sa.select(log.c.idx, log.c.at_us.label("written_us"), index)
    found = found.select_from(both)
    return conn.execute(found.where(log.c.idx.between(first, first + limit - 1))).all()


def read_postings(
    conn: Connection, terms: Sequence[str], first: int, last: int
) -> Sequence[Row]:
    """Read the sets of terms over a run of blocks."""
    found = sa.select(posting).where(
        posting.c.term.in_(terms), posting.c.block.between(first, last)
    )
    return conn.execute(found).all()


def keep_postings(conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Put sets in place of those of the same terms and blocks."""
    _KEEP_POSTINGS.run(conn, *rows)


def read_spans(conn: Connection, since: int | None, until: int | None) -> Sequence[Row]:
    """Read between which times the entries of blocks lie, where a period meets them."""
    found = sa.select(span)
    if since is not None:
        found = found.where(span.c.last_us >= since)
    if until is not None:
        found = found.where(span.c.first_us < until)
    return conn.execute(found).all()


def widen_span(conn: Connection, block: int, first_us: int, last_us: int) -> None:
    """Make the times of a block's entries cover these too."""
    old = conn.execute(sa.select(span).where(span.c.block == block)).first()
    if old is None:
        values = {"block": block, "first_us": first_us, "last_us": last_us}
        conn.execute(span.insert().values(**values))
        return
    wider = {
        "first_us": min(first_us, old.first_us),
        "last_us": max(last_us, old.last_us),
    }
    conn.execute(span.update().where(span.c.block == block).values(**wider))


def places_in_period(
    conn: Connection, places: tuple[int, int], since: int | None, until: int | None
) -> list[int]:
    """Give those of the places [first, end) whose entries lie in a period."""
    found = sa.select(log.c.idx).where(log.c.idx.between(places[0], places[1] - 1))
    if since is not None:
        found = found.where(log.c.at_us >= since)
    if until is not None:
        found = found.where(log.c.at_us < until)
    return list(conn.execute(found).scalars())


def fitting(
    conn: Connection, places: Sequence[int], tests: Sequence[Condition]
) -> dict[int, str]:
    """Give those of the places where one row of terms passes all tests.

    Postings are of whole entries; an entry about many people has a row for each.
    """
    fits = sa.select(index.c.entry_id).where(index.c.entry_id == log.c.entry_id, *tests)
    found = sa.select(log.c.idx, log.c.entry_id).where(
        log.c.idx.in_(places), fits.exists()
    )
    return {row.idx: row.entry_id for row in conn.execute(found)}


def _keeping(dialect: str) -> Any:  # noqa: ANN401  # two dialects, no common type
    made = _INSERTS[dialect](posting)
    return made.on_conflict_do_update(
        index_elements=["term", "block"], set_={"places": made.excluded.places}
    )


_INSERTS: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_KEEP_POSTINGS = Prepared(posting.c.keys(), _keeping)
lock = store.lock_sequencer
