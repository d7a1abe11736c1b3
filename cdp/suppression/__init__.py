"""Whom to leave alone after everything else about them is gone.

Somebody who was erased must not be taken in again when a source, a file or a partner
sends the same address once more. So a digest of each identifier stays: keyed, good for
this one comparison, and without any tie to what was erased.

Source: GDPR 17(3)(b) and 21(3); 11 CCR 7022(b)(1) (keeping a record of the request so
that the information stays deleted).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cdp.suppression import store
from cdp.suppression.store import Connection, count
from cdp.vault import Vault

__all__ = ["Value", "add", "count", "lift", "stopped"]

# A kind of identifier and its blind-index digest.
Value = tuple[str, bytes]
USE = "contact"


def add(conn: Connection, vault: Vault, values: Iterable[Value], now: datetime) -> int:
    """Remember identifiers as those of somebody to be left alone; say how many."""
    digests = vault.suppression_digests(conn, USE, sorted(set(values)))
    return store.insert(conn, digests, now)


def stopped(
    conn: Connection, vault: Vault, groups: Sequence[Iterable[Value]]
) -> list[bool]:
    """Tell for each group of identifiers if one of them is to be left alone."""
    if not store.any_row(conn):
        return [False] * len(groups)  # nobody was ever erased: no digest is made
    listed = [vault.suppression_digests(conn, USE, group) for group in groups]
    known = store.known_among(conn, {one for group in listed for one in group})
    return [not known.isdisjoint(group) for group in listed]


def lift(conn: Connection, vault: Vault, values: Iterable[Value]) -> int:
    """Forget that these were to be left alone; say how many were."""
    return store.delete(conn, vault.suppression_digests(conn, USE, values))
