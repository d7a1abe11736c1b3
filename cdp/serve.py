"""`accord serve`: the web server around the application, and what it logs."""

import ctypes
import json
import logging
import logging.config
import multiprocessing.util
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from audit import Backlog
from cdp.app import create_app
from cdp.assembly import assemble, refuse_unpublished, utc_now
from cdp.errors import UnavailableError
from cdp.recording import record_start
from cdp.scheduler import Scheduler
from cdp.settings import Settings
from cdp.witness_app import create_witness_app

# SQLite has one writer, so a second process makes it slower; more nodes, not more
# workers, is the way to grow (docs/decisions).
WORKERS = 1
BACKLOG = 1024
# Waiting calls beyond this are left in the kernel's queue instead of in memory.
WAITING_CALLS = 256
DRAIN_SECONDS = 15
HEADER_TIMEOUT_MILLISECONDS = 10_000
# prctl(2): the signal a process gets when its parent dies.
PR_SET_PDEATHSIG = 1


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve until SIGTERM or SIGINT; calls under way are finished first.

    Raises:
        UnavailableError: Another process holds the port, or the installation is not
            complete, or its policies are not those in force.
    """
    # What is wrong with the installation is said here, where somebody reads it.
    with closing(assemble(settings)) as services:
        refuse_unpublished(services)
        record_start(services, "serve")
    load = partial(_load, settings, os.getpid())
    log_level = settings.log_level
    run(load, host=host, port=port, threads=settings.threads, log_level=log_level)


def run(
    load: Callable[[], Flask], *, host: str, port: int, threads: int, log_level: str
) -> None:
    """Run any application on the server that Accord is served by."""
    refuse_taken_port(host, port)
    server = Granian(
        target="cdp.serve",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=threads,
        backlog=BACKLOG,
        backpressure=WAITING_CALLS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MILLISECONDS),
        workers_kill_timeout=DRAIN_SECONDS,
        log_dictconfig=logging_config(log_level),
    )
    server.serve(target_loader=load, wrap_loader=False)


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly that the port is taken: the server itself would share it silently."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            message = f"{host}:{port} cannot be used: {err.strerror}"
            raise UnavailableError(message) from err


def _load(settings: Settings, parent: int) -> Flask:
    """Make the application inside the worker process."""
    die_with(parent)
    services = assemble(settings)
    services.log.refuse_when_late(_backlog(settings))
    multiprocessing.util.Finalize(None, services.close, exitpriority=1)
    if settings.scheduler:
        scheduler = Scheduler(services)
        scheduler.start()
        # Before the database goes: a higher number is called earlier.
        multiprocessing.util.Finalize(None, scheduler.stop, exitpriority=10)
    logging.getLogger("accord.serve").info("ready")
    return create_app(services)


def load_witness(folder: Path, parent: int) -> Flask:
    """Make the application of a witness inside its worker process."""
    die_with(parent)
    logging.getLogger("accord.witness").info("ready")
    return create_witness_app(folder, utc_now)


def _backlog(settings: Settings) -> Backlog:
    # An entry may wait for the next turn of the job, and only then is it late.
    return Backlog(
        entries=settings.backlog_entries,
        seconds=settings.backlog_seconds + settings.seal_seconds,
    )


def die_with(parent: int) -> None:
    """End this process when its parent dies, so that the port is free again.

    A killed parent cannot tell its worker to stop; without this the worker would
    go on holding the port.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise UnavailableError("the worker cannot be tied to its parent")
    if os.getppid() != parent:
        os._exit(1)  # it died in the moment before


class JsonLines(logging.Formatter):
    """One JSON object per event. The text of an exception is never written."""

    def format(self, record: logging.LogRecord) -> str:
        """Give one line; fields come with the event, ids only."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "log": record.name.lstrip("_"),
            "event": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            # Only its kind: the text may quote what it failed on.
            line["kind"] = record.exc_info[0].__name__
        return json.dumps(line, default=str)


def logging_config(level: str) -> dict[str, object]:
    """Describe the logs of every process: JSON lines on standard error."""
    quiet = {"level": "WARNING", "handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "cdp.serve.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": level, "handlers": ["lines"]},
        "loggers": {
            "_granian": {"level": level, "handlers": ["lines"], "propagate": False},
            "granian.access": quiet,
            "apscheduler": quiet,
            "alembic": quiet,
        },
    }


def configure_logging(level: str) -> None:
    """Log like the server, in a process that is not it."""
    logging.config.dictConfig(logging_config(level))
