"""`accord init`, `check`, `migrate`, `serve`, `worker`: the installation itself."""

import signal
import threading
from datetime import UTC, datetime
from typing import Annotated

import typer

from cdp.assembly import Services, initialise, refuse_unpublished
from cdp.commands.keys import describe
from cdp.commands.output import FAILED, AsJson, Home, emit, opened, talk
from cdp.database import Database
from cdp.errors import CdpError
from cdp.recording import record_start
from cdp.scheduler import Scheduler
from cdp.serve import serve as serve_pages
from cdp.settings import Settings
from consent import EmbeddedEngine


def init(home: Home = None, *, as_json: AsJson = False) -> None:
    """Make home folder, root key, database and keys; safe to repeat."""
    made = initialise(Settings.from_env(home=home), datetime.now(UTC))
    emit(made, as_json=as_json)
    if made["made"] and made["key_file"]:
        talk.print(
            f"New keys were made. Keep a copy of {made['key_file']} elsewhere: "
            "without it nothing in this database can be read again.",
            soft_wrap=True,
        )


def check(home: Home = None, *, as_json: AsJson = False) -> None:
    """Print the effective settings and ask each part for an answer."""
    settings = Settings.from_env(home=home)
    form: dict[str, object] = {}
    try:
        with opened(home) as services:
            parts = dict(services.health())
            form["keys"] = register(services)
            form["unforwarded"] = behind(services)
            if settings.policy_engine == "embedded":
                form["policy_form"] = EmbeddedEngine(services.bundle).form
    except CdpError as err:
        parts = {"installation": str(err)}
    ok = all(state == "ok" for state in parts.values())
    found = {"ok": ok, "parts": parts} | form | {"settings": settings.masked()}
    emit(found, as_json=as_json)
    if not ok:
        raise typer.Exit(FAILED)


def register(services: Services) -> dict[str, object]:
    """Give a line for each key in use: its version, its age, what hangs from it."""
    try:
        lines = [describe(key, services.now()) for key in services.rotation.register()]
    except CdpError as err:
        return {"unknown": str(err)}
    return {
        str(one["key"]): {
            name: one[name] for name in ("version", "state", "age_days", "wraps")
        }
        for one in lines
        if one["state"] != "destroyed"
    }


def behind(services: Services) -> dict[str, int]:
    """Count for each receiver of the log the sealed entries that it does not have."""
    with services.database.reading() as conn:
        return dict(services.forwarding.behind(conn))


def migrate(home: Home = None, *, as_json: AsJson = False) -> None:
    """Bring the database to this release's schema."""
    database = Database(Settings.from_env(home=home).database_url)
    database.migrate()
    database.dispose()
    emit({"migrated": True}, as_json=as_json)


def serve(
    home: Home = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
) -> None:
    """Serve API and pages, and run the jobs."""
    serve_pages(Settings.from_env(home=home), host=host, port=port)


def worker(home: Home = None) -> None:
    """Run the jobs alone; several workers may run, one at a time leads."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened(home) as services:
        refuse_unpublished(services)
        record_start(services, "worker")
        scheduler = Scheduler(services)
        scheduler.start()
        talk.print("The jobs run. Stop with Ctrl-C.")
        stop.wait()
        scheduler.stop()


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    for command in (init, check, migrate, serve, worker):
        app.command()(command)
