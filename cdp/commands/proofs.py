"""`accord audit {prove,publish}`: what outsiders are handed, and can check alone."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import audit
from audit import NotSealedError, Proof
from cdp.asking import Reader
from cdp.assembly import Services
from cdp.commands.output import (
    AsJson,
    Home,
    Witnessed,
    emit,
    opened,
    progress,
    writing,
)
from cdp.disclosure import disclose, witnessed_note
from cdp.errors import InvalidInputError

# Under which name a command reads; who typed it is the system's to know.
READER = "accord-cli"


def prove(  # noqa: PLR0913  # the options of a command
    entry: Annotated[str, typer.Argument(help="The entry's id.")],
    to: Annotated[
        Path | None, typer.Option(help="File to write (.tlog-proof).")
    ] = None,
    home: Home = None,
    *,
    with_bodies: Annotated[
        bool, typer.Option("--with-bodies", help="With what its bodies say.")
    ] = False,
    reason: Annotated[
        str, typer.Option(help="Why bodies are handed out; it goes on record.")
    ] = "",
    witnessed: Witnessed = False,
    as_json: AsJson = False,
) -> None:
    """Write the proof of one entry: a file that needs no other to be checked."""
    if with_bodies and not reason:
        raise InvalidInputError({"reason": "must say why bodies are handed out"})
    with opened(home) as services:
        why = reason if with_bodies else ""
        found = _proof(services, entry, why, witnessed=witnessed)
        key = services.audit_key
    if to is None and not as_json:
        sys.stdout.write(found.text)
        return
    if to is not None:
        with writing(to) as file:
            file.write(found.text.encode())
    told: dict[str, object] = {"file": str(to)} if to else {"proof": found.text}
    told |= {"index": found.index, "bodies": len(found.bodies), "key": key}
    emit(told, as_json=as_json)


def _proof(services: Services, entry: str, reason: str, *, witnessed: bool) -> Proof:
    note = witnessed_note(services) if witnessed else None

    def proof() -> Proof:
        if reason:
            reader = Reader(name=READER, reason=reason)
            return disclose(services, entry, reader, note)
        with services.database.reading() as conn:
            return services.log.proof(conn, entry, note)

    if not witnessed:
        try:
            return proof()
        except NotSealedError:
            seal(services)
    return proof()


def publish(
    to: Annotated[Path, typer.Option(help="Folder to bring up to date.")],
    home: Home = None,
    *,
    witnessed: Witnessed = False,
    as_json: AsJson = False,
) -> None:
    """Write the log as a folder of tiles, for any web server or object store."""
    with opened(home) as services:
        seal(services)
        note = witnessed_note(services) if witnessed else None
        with services.database.reading() as conn, progress() as report:
            try:
                done = audit.publish_tiles(
                    conn,
                    services.audit_key,
                    to,
                    lambda done, total: report("Publishing", done, total),
                    note=note,
                )
            except OSError as err:
                why = f"must be a folder that can be written ({type(err).__name__})"
                raise InvalidInputError({"to": why}) from err
    found = {"folder": str(to), "entries": done.size, "written": done.written}
    emit(found | {"key": services.audit_key}, as_json=as_json)


def seal(services: Services) -> None:
    """Give what waits its place and a signature: no server may be running."""
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)


def add_to(group: typer.Typer) -> None:
    """Register these commands."""
    group.command("prove")(prove)
    group.command("publish")(publish)
