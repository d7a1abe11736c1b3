"""Entries before they are written: bodies sealed, search terms made, rows composed.

What a row holds is settled here but for the writer's number, which the database gives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from audit import entry as entries
from audit import merkle
from audit.entry import Body, Entry, Source
from audit.search import IndexTerms, term_rows, to_us
from audit.store import Connection

# Seals a body for one subject (None: for the installation), bound to its place.
Sealer = Callable[[Connection, str | None, bytes, bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class Appended:
    """What the caller may show: the entry exists once its transaction commits."""

    entry_id: str
    leaf_hash: bytes


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One entry to append, with its bodies and by what it is found.

    One `IndexTerms` for each subject that it is to be found by; without any, the
    subjects of the bodies.
    """

    entry: Entry
    bodies: Sequence[Body] = ()
    index: IndexTerms | Sequence[IndexTerms] = ()


class PendingRow(TypedDict):
    """A row of the outbox."""

    entry_id: str
    at_us: int
    leaf: bytes
    leaf_hash: bytes
    parts: bytes


@dataclass(frozen=True, kw_only=True)
class SealedDraft:
    """A draft whose bodies are sealed: the rows of its bodies and search terms."""

    id: str
    entry: Entry
    parts: bytes
    bodies: Sequence[dict[str, object]]
    terms: Sequence[dict[str, object]]

    def row(self, source: Source) -> PendingRow:
        """Compose the row of the outbox, with its leaf.

        Raises:
            InvalidEntryError: A header field is outside its vocabulary.
        """
        header = entries.header(self.entry, source, self.parts)
        leaf = entries.canonical_bytes(header)
        return {
            "entry_id": self.id,
            "at_us": to_us(self.entry.at),
            "leaf": leaf,
            "leaf_hash": merkle.leaf_hash(leaf),
            "parts": self.parts,
        }


def seal_draft(
    installation: str,
    draft: Draft,
    seal: Callable[[str | None, bytes, bytes], bytes],
) -> SealedDraft:
    """Give an entry its id where it has none, and seal its bodies."""
    entry_id = draft.entry.id or entries.new_id("ent", draft.entry.at)
    named = replace(draft.entry, id=entry_id)
    parts, rows = b"", []
    for place, one in enumerate(draft.bodies):
        packed = entries.pack_body(one.document)
        aad = entries.body_aad(installation, entry_id, place)
        sealed = seal(one.subject, aad, packed.plaintext)
        parts += entries.body_part(packed.commitment, sealed)
        row: dict[str, object] = {"entry_id": entry_id, "part": place}
        rows.append(row | {"subject": one.subject, "sealed": sealed})
    return SealedDraft(
        id=entry_id,
        entry=named,
        parts=parts,
        bodies=rows,
        terms=term_rows(named, draft.bodies, draft.index),
    )
