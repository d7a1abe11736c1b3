"""Telling other machines what was recorded: headers in order, at least once.

A receiver's place moves only after it has said that it has everything before it. A
process that dies between the two sends the same entries again, and leaves none out.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from audit import AuditLog, Told, current_origin, otlp_logs, otlp_refused, syslog_frame
from cdp.database import Connection, Database
from cdp.forwarding_store import keep_position, positions
from cdp.outgoing import deliver, post
from cdp.settings import Settings

OK = 200
# A leaf has at most 4 KiB, mostly a tenth of it: a batch stays far below 4 MiB, the
# least that collectors take.
BATCH: Final = 500
# A turn ends after so long, also far behind: whoever stops the process waits for it.
TURN_SECONDS: Final = 5.0
LONGEST_PAUSE: Final = timedelta(minutes=5)
# Older than so many rounds, and so long, is late.
LATE_ROUNDS: Final = 10
LATE_AT_LEAST: Final = timedelta(minutes=1)

_logger = logging.getLogger("accord.forwarding")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A receiver: its name among the kept positions, and how it is told a batch.

    `tell` is true when the receiver has said that it has the whole batch.
    """

    name: str
    tell: Callable[[Sequence[Told]], bool]


def targets(settings: Settings) -> tuple[Target, ...]:
    """Name the receivers of the settings; none where none is set."""
    found = []
    if settings.syslog_url:
        found.append(_syslog(settings.syslog_url, settings.syslog_ca_file))
    if settings.otlp_url:
        found.append(_otlp(settings))
    return tuple(found)


def _syslog(url: str, ca_file: str) -> Target:
    def tell(batch: Sequence[Told]) -> bool:
        return deliver(url, b"".join(map(syslog_frame, batch)), ca_file)

    return Target(name=f"syslog {url}", tell=tell)


def _otlp(settings: Settings) -> Target:
    def tell(batch: Sequence[Told]) -> bool:
        said = post(
            settings.otlp_url,
            otlp_logs(batch),
            "application/json",
            token=settings.otlp_token,
            ca_file=settings.otlp_ca_file,
        )
        # A page that says 200 to everything is no receiver, and a record that was
        # refused is not there: both keep the place where it is.
        return said.status == OK and otlp_refused(said.body) == 0

    return Target(name=f"otlp {settings.otlp_url}", tell=tell)


class Forwarding:
    """Sends sealed entries to each receiver from where it was left."""

    def __init__(
        self,
        *,
        database: Database,
        log: AuditLog,
        to: Sequence[Target],
        every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """Send to these; without any, to nobody."""
        self._database = database
        self._log = log
        self.to = tuple(to)
        self._every = every
        self._now = now
        self._pauses: dict[str, tuple[timedelta, datetime]] = {}

    def forward(self) -> int:
        """Send what is sealed and not yet sent, in order; say how many entries.

        A receiver that fails is left alone for a while, twice as long each time.
        """
        return sum(self._forward(target) for target in self.to)

    def _forward(self, target: Target) -> int:
        _, until = self._pauses.get(target.name, (timedelta(0), self._now()))
        sent, ends = 0, time.monotonic() + TURN_SECONDS
        while self._now() >= until and time.monotonic() < ends:
            with self._database.reading() as conn:
                batch = self._batch(conn, target, BATCH)
            if not batch:
                break
            if not target.tell(batch):
                self._pause(target, batch[0].index)
                break
            with self._database.transaction() as conn:
                keep_position(conn, target.name, batch[-1].index + 1)
            self._pauses.pop(target.name, None)
            sent += len(batch)
        return sent

    def _batch(self, conn: Connection, target: Target, most: int) -> list[Told]:
        first = positions(conn).get(target.name, 0)
        leaves = self._log.sealed(conn, first, most)
        name = current_origin(conn, self._log.keys[0].name) if leaves else ""
        return [
            Told(log=name, index=first + place, leaf=leaf)
            for place, leaf in enumerate(leaves)
        ]

    def _pause(self, target: Target, index: int) -> None:
        before, _ = self._pauses.get(target.name, (self._every / 2, self._now()))
        pause = min(before * 2, LONGEST_PAUSE)
        self._pauses[target.name] = (pause, self._now() + pause)
        fields = {
            "target": target.name,
            "index": index,
            "seconds": pause.total_seconds(),
        }
        _logger.warning("not forwarded", extra={"fields": fields})

    def behind(self, conn: Connection) -> Mapping[str, int]:
        """Count for each receiver the sealed entries that it does not have."""
        signed = self._log.checkpoint(conn)
        size, kept = signed.size if signed else 0, positions(conn)
        return {one.name: max(size - kept.get(one.name, 0), 0) for one in self.to}

    def trouble(self) -> str:
        """Say in a sentence who is late; empty when nobody is."""
        with self._database.reading() as conn:
            behind = self.behind(conn)
            late = [
                f"{target.name} lacks {behind[target.name]} entries, "
                f"the oldest of {at.isoformat()}"
                for target in self.to
                for at in self._oldest(conn, target)
                if self._now() - at > max(LATE_ROUNDS * self._every, LATE_AT_LEAST)
            ]
        return "; ".join(late)

    def _oldest(self, conn: Connection, target: Target) -> list[datetime]:
        return [
            datetime.fromtimestamp(one.header["t"], UTC)
            for one in self._batch(conn, target, 1)
        ]
