"""`accord audit`: check the log, and hand it to somebody else."""

from pathlib import Path
from typing import Annotated

import typer

import audit
from cdp.commands.output import (
    FAILED,
    AsJson,
    Home,
    Witnessed,
    emit,
    opened,
    progress,
    talk,
    writing,
)
from cdp.disclosure import witnessed_note
from cdp.errors import InvalidInputError
from cdp.recording import record_export

# Under which name a command reads; who typed it is the system's to know.
READER = "accord-cli"

audit_log = typer.Typer(help="The audit log.", no_args_is_help=True)


@audit_log.command("verify")
def verify(  # the options of a command
    path: Annotated[
        Path | None,
        typer.Argument(help="An export, a proof or a tile folder, in its place."),
    ] = None,
    home: Home = None,
    *,
    key: Annotated[
        str, typer.Option(help="Another log's public key (vkey), with PATH.")
    ] = "",
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint kept from before, with PATH; may repeat."),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(help="Which witnesses must have signed, with PATH."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild the log from the database; name what does not hold and exit 1."""
    if path is not None:
        own = key or _own_key(home)
        _verify_path(path, own, earlier or [], policy, as_json=as_json)
    elif key or earlier or policy:
        raise InvalidInputError({"path": "must be there, with these options"})
    else:
        _verify_database(home, as_json=as_json)


def _own_key(home: Path | None) -> str:
    with opened(home) as services:
        return services.audit_key


def _verify_path(
    path: Path, key: str, earlier: list[Path], policy: Path | None, *, as_json: bool
) -> None:
    with progress() as report:
        try:
            found = audit.verify_path(
                path,
                key,
                [one.read_text(encoding="utf-8") for one in earlier],
                lambda done, total: report("Verifying", done, total),
                policy=audit.parse_policy(policy.read_text()) if policy else None,
            )
        except OSError as err:
            why = f"must be there and readable ({type(err).__name__})"
            raise InvalidInputError({"path": why}) from err
        except UnicodeError as err:
            raise audit.VerificationError("it is not text") from err
    emit({"intact": True} | found, as_json=as_json)


def _verify_database(home: Path | None, *, as_json: bool) -> None:
    with opened(home) as services, services.database.reading() as conn:
        sealed = services.log.checkpoint(conn)
        total = (sealed.size if sealed else 0) + services.log.pending(conn)
        with progress() as report:
            found = audit.check_log(
                conn,
                services.audit_key,
                lambda done: report("Verifying", done, max(done, total)),
            )
        witnessed = services.witnessing.last(conn)
        anchored = [audit.Broken(what=what) for what in services.anchoring.faults(conn)]
    broken = [
        {
            "index": one.index,
            "entry": one.entry_id,
            "written_at": one.written_at.isoformat() if one.written_at else None,
            "what": one.what,
        }
        for one in (*found.broken, *anchored)
    ]
    result = {
        "intact": not broken,
        "entries": found.entries,
        "pending": found.pending,
        "sealed": found.checkpoint_size,
        "root": found.root_hex,
        "witnessed": witnessed
        and {
            "entries": witnessed.size,
            "at": witnessed.at.isoformat(),
            "by": list(witnessed.names),
        },
        "broken": broken,
    }
    emit(result, as_json=as_json)
    for one in broken:
        place = f"{one['index']} ({one['entry']})"
        talk.print(f"broken at entry {place}: {one['what']}", soft_wrap=True)
    if broken:
        raise typer.Exit(FAILED)


@audit_log.command("export")
def export(
    to: Annotated[Path, typer.Option(help="File to write (JSON Lines).")],
    home: Home = None,
    *,
    witnessed: Witnessed = False,
    as_json: AsJson = False,
) -> None:
    """Write the log as signed JSON Lines for `python -m audit.verify`."""
    with opened(home) as services:
        record_export(services, "export", READER)
        # No server may be running, so what waits takes its place here.
        with services.database.transaction() as conn:
            services.log.sequence(conn)
        with services.database.transaction() as conn:
            services.log.seal(conn)
        note = witnessed_note(services) if witnessed else None
        reading = services.database.reading()
        with reading as conn, writing(to) as file, progress() as report:
            entries = audit.write_export(
                conn,
                lambda line: file.write(line.encode()),
                lambda done, total: report("Exporting", done, total),
                note=note,
            )
    emit(
        {"file": str(to), "entries": entries, "key": services.audit_key},
        as_json=as_json,
    )
