"""Asking witnesses for their signature, and believing what they saw.

A witness that has seen more than this database holds, or another tree, means that the
database went back: nothing is signed any more until a person has looked.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from audit import (
    AuditLog,
    Checkpoint,
    KeptNote,
    Policy,
    Submission,
    VerificationError,
    Witnessed,
    WitnessKey,
    cosigned_size,
    keep_cosignatures,
    last_witnessed,
)
from cdp.database import Connection, Database
from cdp.outgoing import Said, post

TEXT = "text/plain; charset=utf-8"
# Older than so many rounds is late.
LATE_ROUNDS = 10
OK, CONFLICT, NO_PROOF = 200, 409, 422

_logger = logging.getLogger("accord.witnesses")


class Witnessing:
    """Asks the witnesses of a policy about the newest checkpoint."""

    def __init__(
        self,
        *,
        database: Database,
        log: AuditLog,
        kept: KeptNote,
        policy: Policy | None,
        every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """Ask those of this policy that have an address; without one, nobody."""
        self._database = database
        self._log = log
        self._kept = kept
        self.policy = policy
        self._every = every
        self._now = now

    def submit(self) -> tuple[str, ...]:
        """Hand the newest checkpoint to each witness; name those that signed it now.

        One that does not answer is asked again the next time.
        """
        return tuple(
            name for url, keys in self._asked().items() for name in self._ask(url, keys)
        )

    def _asked(self) -> Mapping[str, list[WitnessKey]]:
        """Group the keys by address: several keys there are one witness."""
        keys = [one for one in self.policy.witnesses if one.url] if self.policy else []
        keys.sort(key=lambda one: one.url)
        return {url: list(found) for url, found in groupby(keys, lambda one: one.url)}

    def _ask(self, url: str, keys: Sequence[WitnessKey]) -> tuple[str, ...]:
        names = [one.name for one in keys]
        with self._database.reading() as conn:
            signed = self._log.checkpoint(conn)
            old = cosigned_size(conn, names)
        if signed is None or old == signed.size:
            return ()
        said = self._send(url, signed, old)
        if said.status == CONFLICT and _size(said.text) not in (None, old):
            old = _size(said.text) or 0
            if old <= signed.size:
                said = self._send(url, signed, old)
        if said.status == OK:
            return self._keep(signed, keys, said.text)
        if self._is_split(said, signed, old):
            self._stop(names[0], signed, said)
        else:
            fields = {"witness": names[0], "status": said.status}
            _logger.warning("not witnessed", extra={"fields": fields})
        return ()

    def _is_split(self, said: Said, signed: Checkpoint, old: int) -> bool:
        """Tell if the witness has seen another tree than this one."""
        if said.status == NO_PROOF:
            return True
        size = _size(said.text)
        if said.status != CONFLICT or size is None:
            return False
        # The same size, and yet a conflict: it has another root.
        return size > signed.size or size == old == signed.size

    def _stop(self, name: str, signed: Checkpoint, said: Said) -> None:
        seen = _size(said.text) if said.status == CONFLICT else None
        what = "another tree" if seen is None else f"{seen} entries"
        self._kept.stop(
            f"witness {name} has seen {what}, and this log has {signed.size}: "
            "the database went back"
        )
        fields = {"witness": name, "entries": signed.size, "status": said.status}
        _logger.critical("the log is not signed any more", extra={"fields": fields})

    def _keep(
        self, signed: Checkpoint, keys: Sequence[WitnessKey], lines: str
    ) -> tuple[str, ...]:
        try:
            with self._database.transaction() as conn:
                found = keep_cosignatures(conn, signed, keys, lines)
        except VerificationError:
            found = ()
        if not found:
            fields = {"witness": keys[0].name, "status": OK}
            _logger.warning("the signature does not hold", extra={"fields": fields})
        return found

    def _send(self, url: str, signed: Checkpoint, old: int) -> Said:
        with self._database.reading() as conn:
            proof = (
                self._log.consistency(conn, old, signed.size)
                if 0 < old < signed.size
                else []
            )
        asked = Submission(old=old, proof=tuple(proof), note=signed.note)
        return post(f"{url}/add-checkpoint", asked.body, TEXT)

    def last(self, conn: Connection) -> Witnessed | None:
        """Give the newest checkpoint that enough witnesses have signed."""
        return last_witnessed(conn, self.policy) if self.policy else None

    def trouble(self) -> str:
        """Say in a sentence what is wrong with the witnesses; empty when nothing is."""
        if self.policy is None or self.policy.is_met(()):
            return ""
        with self._database.reading() as conn:
            signed, last = self._log.checkpoint(conn), self.last(conn)
        if signed is None or (last and last.size == signed.size):
            return ""
        if last is None:
            return "no checkpoint was witnessed yet"
        if self._now() - last.at < LATE_ROUNDS * self._every:
            return ""
        return f"last witnessed on {last.at.isoformat()}, {last.size} entries"


def _size(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() else None
