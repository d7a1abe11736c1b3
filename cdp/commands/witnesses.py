"""`accord audit resume`: a log that may not be signed, and how to go on."""

from pathlib import Path
from typing import Annotated

import typer

from audit import Body, Entry, KeptNote, digest_of
from cdp.assembly import Services
from cdp.commands.output import AsJson, Home, emit, opened, talk
from cdp.errors import ConflictError, InvalidInputError
from cdp.installation import first_origin, write_public_keys


def resume(
    reason: Annotated[str, typer.Option(help="What happened; it goes into the log.")],
    home: Home = None,
    *,
    accept_restore: Annotated[
        bool,
        typer.Option("--accept-restore", help="A backup was restored: new log name."),
    ] = False,
    trust_database: Annotated[
        bool,
        typer.Option("--trust-database", help="Only the kept file was lost."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let the log be signed again after a restored backup or a lost file."""
    if accept_restore == trust_database:
        raise InvalidInputError(
            {"accept-restore, trust-database": "must be one of the two"}
        )
    found = (_accept_restore if accept_restore else _trust_database)(home, reason)
    emit(found, as_json=as_json)
    if accept_restore:
        talk.print(
            "The log has a new name: hand out its public keys, add it to your "
            "witnesses, and start every process again.",
            soft_wrap=True,
        )


def _trust_database(home: Path | None, reason: str) -> dict[str, object]:
    with opened(home) as services:
        with services.database.transaction() as conn:
            found = services.log.trust_database(conn)
            if found is None:
                raise ConflictError("nothing is missing: a note is kept, or none was")
            entry = Entry(at=services.now(), kind="log.resume", outcome="done")
            document = {"act": "trust-database", "reason": reason}
            services.log.append(conn, entry, [Body(subject=None, document=document)])
        _seal(services)
    return {"log": found.origin, "entries": found.size}


def _accept_restore(home: Path | None, reason: str) -> dict[str, object]:
    with opened(home) as services:
        name = f"{first_origin(services.vault)}/{services.now():%Y%m%dT%H%M%SZ}"
        with services.database.transaction() as conn:
            previous = services.log.begin_origin(conn, name)
            if previous is None:
                raise ConflictError("nothing was signed yet, so nothing has to resume")
            entry = Entry(
                at=services.now(),
                kind="log.resume",
                outcome="done",
                retention="legal",
                previous=digest_of(previous),
            )
            document = {"act": "accept-restore", "reason": reason, "note": previous}
            services.log.append(conn, entry, [Body(subject=None, document=document)])
        KeptNote(services.settings.audit_checkpoint_file).resume()
    # Opened again: the log now signs under its new name.
    with opened(home) as services:
        _seal(services)
        write_public_keys(services.settings.home, services.log)
        return {
            "log": name,
            "audit_key": services.audit_key,
            "previous": digest_of(previous),
        }


def _seal(services: Services) -> None:
    with services.database.transaction() as conn:
        services.log.sequence(conn)
    with services.database.transaction() as conn:
        services.log.seal(conn)


def add_to(group: typer.Typer) -> None:
    """Register these commands."""
    group.command("resume")(resume)
