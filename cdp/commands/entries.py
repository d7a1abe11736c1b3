"""`accord audit`: check the log, and hand it to somebody else."""

from pathlib import Path
from typing import Annotated

import typer

import audit
from cdp.commands.output import (
    FAILED,
    AsJson,
    Home,
    emit,
    opened,
    progress,
    talk,
    writing,
)

audit_log = typer.Typer(help="The audit log.", no_args_is_help=True)


@audit_log.command("verify")
def verify(home: Home = None, *, as_json: AsJson = False) -> None:
    """Rebuild the log from the database; name what does not hold and exit 1."""
    with opened(home) as services, services.database.reading() as conn:
        sealed = services.log.checkpoint(conn)
        total = (sealed.size if sealed else 0) + services.log.pending(conn)
        with progress() as report:
            found = audit.check_log(
                conn,
                services.audit_key,
                lambda done: report("Verifying", done, max(done, total)),
            )
    broken = [
        {
            "index": one.index,
            "entry": one.entry_id,
            "written_at": one.written_at.isoformat() if one.written_at else None,
            "what": one.what,
        }
        for one in found.broken
    ]
    result = {
        "intact": found.intact,
        "entries": found.entries,
        "pending": found.pending,
        "sealed": found.checkpoint_size,
        "root": found.root_hex,
        "broken": broken,
    }
    emit(result, as_json=as_json)
    for one in broken:
        place = f"{one['index']} ({one['entry']})"
        talk.print(f"broken at entry {place}: {one['what']}", soft_wrap=True)
    if not found.intact:
        raise typer.Exit(FAILED)


@audit_log.command("export")
def export(
    to: Annotated[Path, typer.Option(help="File to write (JSON Lines).")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the log as signed JSON Lines for `python -m audit.verify`."""
    with opened(home) as services:
        # No server may be running, so what waits takes its place here.
        with services.database.transaction() as conn:
            services.log.sequence(conn)
        with services.database.transaction() as conn:
            services.log.seal(conn)
        with services.database.reading() as conn, writing(to) as file:
            entries = audit.write_export(conn, lambda line: file.write(line.encode()))
    emit(
        {"file": str(to), "entries": entries, "key": services.audit_key},
        as_json=as_json,
    )
