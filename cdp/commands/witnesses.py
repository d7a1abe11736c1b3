"""`accord audit witness`, `anchor`, `resume`: who vouches, and on after a stop."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from audit import Body, Entry, Stamped, VerifierKey, digest_of
from cdp import serve
from cdp.commands.output import AsJson, Home, emit, opened, talk, writing
from cdp.errors import ConflictError, InvalidInputError
from cdp.installation import first_origin, kept_note, write_public_keys
from cdp.witness_app import (
    add_log,
    create_witness,
    load_cosigner,
    load_logs,
)

WITNESS_THREADS = 8


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
        services.checkpoints.seal()
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
        kept_note(services.settings).resume()
    # Opened again: the log now signs under its new name.
    with opened(home) as services:
        services.checkpoints.seal()
        write_public_keys(services.settings.home, services.log)
        return {
            "log": name,
            "audit_key": services.audit_key,
            "previous": digest_of(previous),
        }


witness = typer.Typer(help="A witness of its own.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Folder of the witness.")]


@witness.command("init")
def init_witness(
    folder: Folder,
    name: Annotated[
        str, typer.Option(help="Its name, like witness.example.com/w1; for ever.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Make a witness: a folder with a key of its own."""
    made = create_witness(folder, name)
    emit({"folder": str(folder), "keys": list(map(str, made.keys))}, as_json=as_json)


@witness.command("add-log")
def add_log_to_witness(
    folder: Folder,
    key: Annotated[str, typer.Argument(help="A public key of the log (vkey).")],
    *,
    as_json: AsJson = False,
) -> None:
    """Have the witness look at a log, from its next start on."""
    known = add_log(folder, VerifierKey.parse(key))
    emit({"logs": sorted({one.name for one in known})}, as_json=as_json)


@witness.command("serve")
def serve_witness(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8090,
    log_level: Annotated[str, typer.Option(help="How much is logged.")] = "INFO",
) -> None:
    """Answer to add-checkpoint until SIGTERM; needs no database and no installation."""
    # What is wrong with the folder is said here, where somebody reads it.
    load_cosigner(folder)
    load_logs(folder)
    load = partial(serve.load_witness, folder.absolute(), os.getpid())
    serve.run(load, host=host, port=port, threads=WITNESS_THREADS, log_level=log_level)


def anchor(
    home: Home = None,
    *,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder for the stamped checkpoint and its time stamp."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write checkpoints to the anchor file and have the newest one stamped, now."""
    with opened(home) as services:
        services.checkpoints.seal()
        written = services.anchoring.write_file()
        stamped = services.anchoring.stamp()
        with services.database.reading() as conn:
            last = services.anchoring.last_stamp(conn)
    found: dict[str, object] = {
        "written": written,
        "stamped": stamped,
        "entries": last.size if last else None,
        "at": last.at.isoformat() if last else None,
    }
    if to is not None:
        if last is None:
            raise ConflictError("no checkpoint has a time stamp yet")
        found |= _hand_out(last, to)
    emit(found, as_json=as_json)


def _hand_out(last: Stamped, folder: Path) -> dict[str, object]:
    """Write what `openssl ts -verify` reads: the checkpoint and its time stamp."""
    folder.mkdir(parents=True, exist_ok=True)
    note, token = (folder / f"checkpoint-{last.size}.{end}" for end in ("txt", "tsr"))
    for path, raw in ((note, last.note.encode()), (token, last.token)):
        with writing(path) as file:
            file.write(raw)
    return {"checkpoint": str(note), "token": str(token)}


def add_to(group: typer.Typer) -> None:
    """Register these commands."""
    group.command("resume")(resume)
    group.command("anchor")(anchor)
    group.add_typer(witness, name="witness")
