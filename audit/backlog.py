"""Refuse new entries while those that were written wait too long for their places.

What waits in the outbox has no place in the tree and no checkpoint: nobody outside
could tell yet if it went. So that this stays small, more is refused rather than taken.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from audit import merkle, store
from audit.errors import BacklogError
from audit.store import Connection

LOOK_SECONDS: Final = 0.25
# Rows that do not fit their hash stay where they are (fsck names them): to find the
# oldest that can move on, look past a few.
_HEAD: Final = 16


class Backlog:
    """Watches the outbox of one log for one process. Safe to share between threads.

    It measures on a clock that nobody can set how long the same entry has been the
    oldest: neither a wall clock set back nor one set forward opens or shuts it.
    """

    def __init__(
        self,
        *,
        entries: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Refuse above so many waiting entries, or when the oldest waits so long."""
        self._entries = entries
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._oldest: int | None = None
        self._since = 0.0
        self._is_late = False

    def check(self, conn: Connection) -> None:
        """Look at the outbox now and then; between two looks the last one holds.

        Raises:
            BacklogError: Too much waits. It is looked at again when somebody asks.
        """
        with self._lock:
            now = self._clock()
            is_due = now - self._looked_at >= LOOK_SECONDS
            if is_due:
                self._looked_at = now
        if is_due:
            self._look(conn, now)
        if self._is_late:
            raise BacklogError("what was recorded waits for its place in the log")

    def _look(self, conn: Connection, now: float) -> None:
        head = store.pending(conn, _HEAD)
        sound = [r.id for r in head if merkle.leaf_hash(r.leaf) == r.leaf_hash]
        # None can move on when all of a full head are damaged: then that is the oldest.
        oldest = next(iter(sound), head[0].id if len(head) == _HEAD else None)
        is_full = store.has_more_pending(conn, self._entries)
        with self._lock:
            if oldest != self._oldest:
                self._oldest, self._since = oldest, now
            waits = oldest is not None and now - self._since > self._seconds
            self._is_late = waits or is_full
