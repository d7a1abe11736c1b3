"""By what entries are found: search terms, filters, and what a search gives.

All of it lies beside the leaves: terms may be taken away, and no leaf changes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from audit import index_store, store
from audit.entry import PART_BYTES, Body, Entry
from audit.store import Connection


@dataclass(frozen=True, kw_only=True)
class IndexTerms:
    """By what an entry is found. Pseudonyms and closed words; outside the leaf."""

    subject: str | None = None
    actor: str | None = None
    channel: str | None = None
    campaign: str | None = None
    decision: str | None = None
    purpose: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to look for; everything named must hold. The period is [since, until).

    `subject` is one pseudonym; `subjects` are those of one person, and any of them
    will do: none at all finds nothing.
    """

    subject: str | None = None
    subjects: tuple[str, ...] | None = None
    kind: str | None = None
    outcome: str | None = None
    actor: str | None = None
    purpose: str | None = None
    channel: str | None = None
    campaign: str | None = None
    rule: str | None = None
    decision: str | None = None
    revision: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One entry as it stands: its header, its place, its search terms.

    `index` is None until the entry is sequenced.
    """

    entry_id: str
    at: datetime
    index: int | None
    header: dict[str, Any]
    leaf_hash: bytes
    bodies: int
    terms: tuple[IndexTerms, ...]


def term_rows(
    entry: Entry, bodies: Sequence[Body], index: IndexTerms | Sequence[IndexTerms]
) -> list[dict[str, object]]:
    """Give the rows under which an entry will be found: one for each set of terms."""
    terms = [index] if isinstance(index, IndexTerms) else list(index)
    if not terms:
        subjects = dict.fromkeys(one.subject for one in bodies) or {None: None}
        terms = [IndexTerms(subject=subject) for subject in subjects]
    rows: list[dict[str, object]] = []
    for place, one in enumerate(terms):
        row: dict[str, object] = dict(vars(one))
        row["rules"] = f" {' '.join(one.rules)} " if one.rules else ""
        row["purpose"] = one.purpose or entry.purpose
        row |= {"entry_id": entry.id, "row": place, "at_us": to_us(entry.at)}
        row |= {"kind": entry.kind, "outcome": entry.outcome}
        rows.append(row | {"revision": entry.revision})
    return rows


def load_found(conn: Connection, ids: Sequence[str]) -> tuple[Found, ...]:
    """Read entries with their search terms, in the order of the ids."""
    if not ids:
        return ()
    terms: dict[str, list[IndexTerms]] = {}
    for row in index_store.terms(conn, ids):
        terms.setdefault(row.entry_id, []).append(
            IndexTerms(
                subject=row.subject, actor=row.actor, channel=row.channel,
                campaign=row.campaign, decision=row.decision, purpose=row.purpose,
                rules=tuple(row.rules.split()),
            )
        )  # fmt: skip
    found = {
        row.entry_id: Found(
            entry_id=row.entry_id,
            at=from_us(row.at_us),
            index=row.idx,
            header=json.loads(row.leaf),
            leaf_hash=row.leaf_hash,
            bodies=len(row.parts) // PART_BYTES,
            terms=tuple(terms.get(row.entry_id, ())),
        )
        for row in store.entries(conn, ids)
    }
    return tuple(found[one] for one in ids if one in found)


def to_us(moment: datetime) -> int:
    """Give the microseconds since 1970, UTC: how times are stored."""
    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """Give the time that was stored."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)
