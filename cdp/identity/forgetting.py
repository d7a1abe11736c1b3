"""Forget records: what hangs on them goes, and a bare row stays that names nobody."""

from collections.abc import Iterable
from typing import Protocol

from audit import new_id
from cdp.identity import store
from cdp.identity.merge import Moves, Writer, recompute
from cdp.identity.store import Connection
from cdp.vault import Vault


def forget(
    conn: Connection, vault: Vault, subjects: Iterable[str], writer: Writer
) -> Moves:
    """Drop the identifiers, names and links of erased subjects' records.

    A bare record stays, for the source that sends it again: it is then told from a new
    one, and nothing is collected. Neither its key nor its pseudonym is the one it had,
    so that nothing else that is left can be tied to it.
    """
    store.lock_graph(conn)
    records = {one.id: one for one in store.records_of_subjects(conn, subjects)}
    links = store.links_touching(conn, records)
    bare = {
        one.id: {"source_key": key, "subject": new_id("sub", writer.now)}
        for one, key in zip(
            records.values(), buried_keys(conn, vault, records.values()), strict=True
        )
    }
    store.erase_records(conn, bare)
    neighbours = {end for one in links for end in (one.a, one.b)} - records.keys()
    return recompute(conn, neighbours, writer)


class Keyed(Protocol):
    """What a source names: a record, or something that has just arrived."""

    @property
    def source(self) -> str:
        """The source."""

    @property
    def source_key(self) -> bytes:
        """The digest of what the source calls it."""


def buried_keys(conn: Connection, vault: Vault, named: Iterable[Keyed]) -> list[bytes]:
    """Give the keys under which these are kept once they are erased."""
    values = [(one.source, one.source_key) for one in named]
    return vault.suppression_digests(conn, "record", values)


def values_of(conn: Connection, subjects: Iterable[str]) -> set[tuple[str, bytes]]:
    """Give the identifiers of these subjects' records, as (kind, digest)."""
    records = [one.id for one in store.records_of_subjects(conn, subjects)]
    return {(one.kind, one.digest) for one in store.identifiers_of(conn, records)}


def still_held(
    conn: Connection, values: Iterable[tuple[str, bytes]]
) -> set[tuple[str, bytes]]:
    """Give those of these identifiers that some record holds."""
    wanted = set(values)
    held = store.holding(conn, {digest for _, digest in wanted})
    return wanted & {(one.kind, one.digest) for one in held}
