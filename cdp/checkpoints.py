"""Signing the log: once in a while by a job, and at once for what must not wait.

A person who chose, and an officer who erased, are answered when a signed checkpoint
covers it. Those who wait at the same time share one signature.
"""

import logging
import threading
import time

from audit import AuditError, AuditLog
from cdp.database import Database
from cdp.errors import CdpError

# Longer than any lock of the database is waited for would keep callers hanging.
PATIENCE_SECONDS = 5.0
# Entries that get their places in one transaction: others who write wait for it.
RUN = 512

_logger = logging.getLogger("accord.checkpoints")


class Checkpoints:
    """Takes entries into the tree and signs it. Safe beside itself."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        """Sign for this process; other processes may do the same."""
        self._database = database
        self._log = log
        self._turn = threading.Lock()
        self._began = 0.0

    def seal(self) -> None:
        """Give waiting entries their places, and sign if the log grew.

        Raises:
            LogSplitError: The log may not be signed.
        """
        with self._database.reading() as conn:
            if not self._log.has_work(conn):
                return  # no write lock, no flush, for a log that did not grow
        is_done = False
        while not is_done:
            with self._database.transaction() as conn:
                is_done = self._log.sequence_run(conn, RUN)[1]
        with self._database.transaction() as conn:
            self._log.seal(conn)

    def cover(self) -> int | None:
        """Have all that this thread has committed covered; give the checkpoint's size.

        None when that was not possible in time: it is on record, and the job signs it
        later.
        """
        arrived = time.monotonic()
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            return None
        try:
            # A round that began after we came has covered us, whoever asked for it.
            if self._began <= arrived:
                self._began = time.monotonic()
                self.seal()
            with self._database.reading() as conn:
                found = self._log.checkpoint(conn)
        except (AuditError, CdpError) as err:
            fields = {"code": err.code}
            _logger.warning("answered before the signature", extra={"fields": fields})
            return None
        finally:
            self._turn.release()
        return found.size if found else None
