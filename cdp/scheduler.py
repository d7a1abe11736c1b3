"""The jobs of an installation: what runs, how often, and what if it was missed.

Any number of processes may start a scheduler; one at a time leads, by a lease in the
database. Each job is safe beside itself, so a lease that lapses under a slow job costs
work, not correctness. Sealing waits for no lease: entries would wait as long as that of
a process that died.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from audit import AuditError
from cdp import access, ingestion, repeats, rights
from cdp.assembly import Services
from cdp.scheduler_store import drop_lease, take_lease

LEASE: Final = timedelta(seconds=30)
RENEW_BEFORE: Final = timedelta(seconds=15)
RIGHTS_SECONDS: Final = 30.0
TIDY_SECONDS: Final = 3600.0

_logger = logging.getLogger("accord.scheduler")


@dataclass(frozen=True, kw_only=True)
class Job:
    """One line of the table. A missed run is made up for once, never piled up.

    What is not `led` runs in every process.
    """

    name: str
    run: Callable[[], object]
    seconds: float
    led: bool = True


class Scheduler:
    """Runs the table of jobs in background threads of this process."""

    def __init__(self, services: Services) -> None:
        """Prepare; nothing runs before `start`."""
        settings = services.settings
        self._services = services
        self._holder = secrets.token_hex(8)
        self._leads_until = datetime.fromtimestamp(0, UTC)
        self._lease_lock = threading.Lock()
        self.jobs = (
            Job(name="seal", run=self._seal, seconds=settings.seal_seconds, led=False),
            Job(name="journeys", run=self._journeys, seconds=settings.journey_seconds),
            Job(name="rights", run=self._rights, seconds=RIGHTS_SECONDS),
            Job(name="tidy", run=self._tidy, seconds=TIDY_SECONDS),
            Job(
                name="witness",
                run=services.witnessing.submit,
                seconds=settings.witness_seconds,
            ),
            Job(
                name="anchor",
                run=services.anchoring.write_file,
                seconds=settings.seal_seconds,
            ),
            Job(
                name="stamp",
                run=services.anchoring.stamp,
                seconds=settings.tsa_seconds,
            ),
            Job(
                name="forward",
                run=services.forwarding.forward,
                seconds=settings.forward_seconds,
            ),
        )
        self._background = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(self.jobs))},
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": None,
            },
        )

    def start(self) -> None:
        """Begin; every job runs once at once."""
        for job in self.jobs:
            self._background.add_job(
                self._guarded,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.seconds,
                next_run_time=datetime.now(UTC),
            )
        self._background.start()

    def stop(self) -> None:
        """Let running jobs finish, seal what is left, and give up the lead."""
        if self._background.running:
            self._background.shutdown(wait=True)
        self._guarded(self.jobs[0])
        with self._services.database.transaction() as conn:
            drop_lease(conn, self._holder)
        self._leads_until = datetime.fromtimestamp(0, UTC)

    def run_once(self) -> bool:
        """Run every job once, here and now; False when another process leads.

        Then only what waits for nobody was run.
        """
        leads = self._leads()
        for job in self.jobs:
            if leads or not job.led:
                job.run()
        return leads

    def _guarded(self, job: Job) -> None:
        try:
            if not job.led or self._leads():
                job.run()
        except AuditError as err:
            # What is wrong with the log names no person, and somebody has to act.
            _logger.critical(
                "the audit log needs somebody",
                extra={"fields": {"job": job.name, "code": err.code, "why": str(err)}},
            )
        except Exception as err:  # noqa: BLE001  # the outermost loop of a job
            # Its kind only: the text of an unknown error may quote a person.
            _logger.error(  # noqa: TRY400
                "job failed",
                extra={"fields": {"job": job.name, "kind": type(err).__name__}},
            )

    def _leads(self) -> bool:
        now = self._services.now()
        with self._lease_lock:
            if now < self._leads_until - RENEW_BEFORE:
                return True
            with self._services.database.transaction() as conn:
                taken = take_lease(conn, self._holder, now, LEASE)
            if taken:
                self._leads_until = now + LEASE
            return taken

    def _seal(self) -> None:
        try:
            self._services.checkpoints.seal()
        finally:
            self._index()  # a log that may not be signed is still read

    def _index(self) -> None:
        """Make new entries fast to find, in short transactions: others write too."""
        database, log = self._services.database, self._services.log
        while True:
            with database.transaction() as conn:
                if not log.index(conn):
                    break

    def _tidy(self) -> None:
        """Drop what has run out: sessions, attempts, quarantine, kept answers."""
        now = self._services.now()
        with self._services.database.transaction() as conn:
            access.forget_expired(conn, now)
            ingestion.expire_quarantine(conn, now)
            repeats.forget_expired(conn, now)

    def _rights(self) -> None:
        """Finish erasures: late writers, backups, systems outside."""
        rights.follow_up(self._services)
        rights.call_out(self._services)

    def _journeys(self) -> None:
        self._services.journeys.enter_new()
        self._services.journeys.advance()
