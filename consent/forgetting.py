"""What consent holds of somebody who was erased: what goes, and what names nobody.

Choices and receipts stay: the ledger only grows, they name a pseudonym that leads to
nobody any more, and whoever holds the receipt can still be answered (GDPR 7(1),
17(3)(e)). Permits stay as revoked, so that a late report about one is told why it is
not taken. Decisions stay without whom they were about.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from consent import forgetting_store, store
from consent.store import Connection

_PAGE: Final = 500


def forget_subjects(conn: Connection, subjects: Iterable[str]) -> dict[str, int]:
    """Delete contacts and reach of erased subjects, and cut permits and decisions off.

    Open permits must have been ended before: the erasure's own act in the ledger does.
    Safe to repeat. Says how many rows of what there were.
    """
    gone = sorted(set(subjects))
    return {
        "contacts": forgetting_store.delete_of(conn, store.contacts, gone),
        "reach": forgetting_store.delete_of(conn, store.reach, gone),
        "permits": forgetting_store.unname_permits(conn, gone),
        "decisions": _cut_decisions(conn, gone),
    }


def _cut_decisions(conn: Connection, subjects: list[str]) -> int:
    """Take out of decisions whom they were about; what was decided and why stays."""
    done = 0
    while rows := forgetting_store.decisions_of(conn, subjects, limit=_PAGE):
        cut = [(row["id"], _without_person(row["document_json"])) for row in rows]
        forgetting_store.unname_decisions(conn, cut)
        done += len(cut)
    return done


def _without_person(text: str) -> str:
    document = json.loads(text)
    document["question"]["circle"] = []
    document["evidence"] = {}
    return store.to_json(document)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Who was allowed to do something with somebody's data, and how they know it.

    `role` is channel (a client that asked), source (it delivers) or recipient (it was
    handed data). `refs` are ids of permits and decisions, which mean something to them.
    """

    role: str
    system: str
    refs: tuple[str, ...]


def shared_with(conn: Connection, subjects: Iterable[str]) -> list[Shared]:
    """List everybody who was allowed something about these subjects (GDPR 19)."""
    refs: dict[tuple[str, str], list[str]] = {}
    for row in forgetting_store.allowed_of(conn, sorted(set(subjects))):
        role = "source" if row["action"] == "collect" else "channel"
        known_as = row["permit"] or row["id"]
        refs.setdefault((role, row["client"]), []).append(known_as)
        recipient = json.loads(row["document_json"])["question"]["recipient"]
        if recipient:
            refs.setdefault(("recipient", recipient), []).append(known_as)
    return [
        Shared(role=role, system=system, refs=tuple(sorted(set(ids))))
        for (role, system), ids in sorted(refs.items())
    ]
