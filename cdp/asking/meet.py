"""Meet somebody through a choice: the subject under which a choice is kept."""

from datetime import datetime

from audit import AuditLog
from cdp import suppression
from cdp.database import Connection
from cdp.errors import InvalidInputError, SuppressedError
from cdp.identity import circles, lock_graph, resolve
from cdp.identity.merge import Writer
from cdp.vault import Vault
from consent import Circle

# Records that exist only because a choice came before any data. They hold the digest
# of one identifier and no value: a refusal needs no more.
SOURCE = resolve.CHOICES


class Meeting:
    """Finds whose choice it is, and makes a record when it is nobody's yet."""

    def __init__(self, vault: Vault, log: AuditLog, region: str = "") -> None:
        """Take the parts; `region` reads national phone numbers, when set."""
        self._vault = vault
        self._log = log
        self._region = region or None

    def meet(self, conn: Connection, kind: str, value: str, now: datetime) -> Circle:
        """Give the circle around an identifier; it is known when this returns.

        Raises:
            InvalidInputError: The value identifies nobody ("null", no address …), or
                names a person that there is not.
            SuppressedError: Whose it was has been erased, and is left alone.
        """
        found = self._find(conn, kind, value)
        if found.known:
            return found
        if kind in circles.INTERNAL_TYPES:
            raise InvalidInputError({"identifier.id": "must be a known person"})
        arrival = resolve.read_arrival(
            self._vault, SOURCE, f"{kind}:{value}", [(kind, value)], region=self._region
        )
        if not arrival.identifiers:
            raise InvalidInputError({"identifier.id": "must identify somebody"})
        lock_graph(conn)  # whoever is being erased is erased, or is not
        if suppression.stopped(conn, self._vault, [arrival.identifiers])[0]:
            raise SuppressedError("an officer lifts this when the person asks for it")
        writer = Writer(log=self._log, now=now, actor="consents")
        resolve.attach(conn, self._vault, [arrival], writer)
        return self._find(conn, kind, value)

    def _find(self, conn: Connection, kind: str, value: str) -> Circle:
        return circles.circle(conn, self._vault, kind, value, region=self._region)
