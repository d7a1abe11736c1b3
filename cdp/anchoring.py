"""Handing checkpoints to somebody else: a file elsewhere, a time-stamping authority."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit import (
    AnchorFile,
    AuditLog,
    Certificates,
    Checkpoint,
    Stamped,
    StampRequest,
    VerificationError,
    add_stamp,
    checkpoints_above,
    compare_notes,
    last_stamp,
    read_checkpoint,
)
from cdp.database import Connection, Database
from cdp.errors import UnavailableError
from cdp.outgoing import post
from cdp.settings import Settings

OK = 200
PAGE = 500
# Older than so many rounds is late.
LATE_ROUNDS = 3
REQUEST_TYPE = "application/timestamp-query"

_logger = logging.getLogger("accord.anchors")


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A time-stamping authority: where it is asked, and whose answers are believed."""

    url: str
    certificates: Certificates


def load_authority(settings: Settings) -> Authority | None:
    """Read whose time stamps are believed; None where nobody is asked.

    Raises:
        VerificationError: The file holds no root certificate.
    """
    if not settings.tsa_url:
        return None
    pem = Path(settings.tsa_ca_file).read_bytes()
    return Authority(url=settings.tsa_url, certificates=Certificates(pem))


class Anchoring:
    """Writes checkpoints where the settings say; without any, nowhere."""

    def __init__(
        self,
        *,
        database: Database,
        log: AuditLog,
        file: AnchorFile | None,
        authority: Authority | None,
        every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """Anchor to a file, to an authority, to both or to neither."""
        self._database = database
        self._log = log
        self.file = file
        self.authority = authority
        self._every = every
        self._now = now

    def write_file(self) -> int:
        """Add every checkpoint that the file does not have yet; say how many.

        Raises:
            NotKeptError: The file cannot be written.
        """
        if self.file is None:
            return 0
        last = self.file.last_note()
        size, written = (read_checkpoint(last).size if last else 0), 0
        while True:
            with self._database.reading() as conn:
                notes = checkpoints_above(conn, size, PAGE)
            if not notes:
                return written
            self.file.append(notes)
            size, written = read_checkpoint(notes[-1]).size, written + len(notes)

    def stamp(self) -> bool:
        """Have the newest checkpoint stamped, unless it is; tell if it was done now.

        Raises:
            UnavailableError: The authority gave no time stamp.
            VerificationError: What it gave does not hold.
        """
        if self.authority is None:
            return False
        with self._database.reading() as conn:
            signed = self._log.checkpoint(conn)
            last = self.last_stamp(conn)
        if signed is None or (last and last.size == signed.size):
            return False
        self._ask(self.authority, signed)
        return True

    def _ask(self, authority: Authority, signed: Checkpoint) -> None:
        request = StampRequest(signed.note.encode())
        said = post(authority.url, request.body, REQUEST_TYPE)
        if said.status != OK:
            raise UnavailableError("the time-stamping authority gave no time stamp")
        at = request.check(said.body, authority.certificates)
        with self._database.transaction() as conn:
            add_stamp(conn, signed.size, authority.url, said.body, at)

    def last_stamp(self, conn: Connection) -> Stamped | None:
        """Give the newest checkpoint that the authority has stamped."""
        return last_stamp(conn, self.authority.url) if self.authority else None

    def faults(self, conn: Connection) -> Iterator[str]:
        """Compare what is anchored with the log; say what does not fit."""
        last = self.last_stamp(conn)
        if self.authority and last:
            try:
                self.authority.certificates.check(last.token, last.note.encode())
            except VerificationError as err:
                yield f"the time stamp of {last.size} entries: {err}"
        if self.file:
            yield from compare_notes(conn, self._log.keys[0], self.file.notes())

    def trouble(self) -> str:
        """Say in a sentence what is late; empty when nothing is."""
        if self.authority is None:
            return ""
        with self._database.reading() as conn:
            signed, last = self._log.checkpoint(conn), self.last_stamp(conn)
        if signed is None or (last and last.size == signed.size):
            return ""
        if last is None:
            return "no checkpoint has a time stamp yet"
        if self._now() - last.at < LATE_ROUNDS * self._every:
            return ""
        return f"last time stamp on {last.at.astimezone(UTC).isoformat()}"
