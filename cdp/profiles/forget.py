"""Delete what profiles hold of a subject. The keys are destroyed by the vault."""

from collections.abc import Iterable
from datetime import datetime

from cdp.profiles import store
from cdp.profiles.store import Connection
from consent import forget_activity


def forget(conn: Connection, subjects: str | Iterable[str]) -> dict[str, int]:
    """Delete profiles and events of these subjects, and what journeys wait for.

    Says how many rows of what there were.
    """
    forgotten = [subjects] if isinstance(subjects, str) else list(subjects)
    forget_activity(conn, forgotten)
    return store.delete_of(conn, forgotten)


def forget_events(conn: Connection, source: str, before: datetime) -> int:
    """Delete the events of a source from before an instant; say how many."""
    return store.delete_events_before(conn, source, store.to_us(before))
