"""`accord keys`: which there are, new ones, and the end of old ones."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cdp.commands.output import (
    AsJson,
    Home,
    emit,
    emit_list,
    opened,
    progress,
    talk,
)
from cdp.rotation import Agreed
from cdp.vault import KeyVersion

keys = typer.Typer(help="The keys of the installation.", no_args_is_help=True)

By = Annotated[str, typer.Option(help="Who does it: a member of staff.")]
Approver = Annotated[str, typer.Option(help="Who agrees: somebody else, a dpo.")]
Reason = Annotated[str, typer.Option(help="Why it is agreed.")]


@keys.command("list")
def list_keys(home: Home = None, *, as_json: AsJson = False) -> None:
    """List every version of every key: its age, what wraps it, what hangs from it."""
    with opened(home) as services:
        found = services.rotation.register()
        now = services.now()
    rows = {f"{one.name} {one.version}": describe(one, now) for one in found}
    emit_list("keys", rows, as_json=as_json)


def describe(key: KeyVersion, now: datetime) -> dict[str, object]:
    """Give a line of the register of keys: never a key."""
    state = "destroyed" if key.destroyed_at else "lost" if not key.present else "kept"
    return {
        "key": key.name,
        "version": key.version,
        "state": "in use" if state == "kept" and key.newest else state,
        "wrapped_by": key.wrapped_by,
        "made_at": _moment(key.created_at).isoformat(timespec="seconds"),
        "age_days": (now - _moment(key.created_at)) // timedelta(days=1),
        "wraps": key.wraps,
    }


@keys.command("rotate")
def rotate(home: Home = None, *, as_json: AsJson = False) -> None:
    """Begin an epoch and wrap every subject's keys by it, while servers work."""
    with opened(home) as services, progress() as report:
        done = services.rotation.rotate(report)
    emit(asdict(done), as_json=as_json)
    if done.older_epochs:
        talk.print(
            f"Copy the key file now: epoch {done.epoch} is in no older copy. Epochs "
            f"{', '.join(map(str, done.older_epochs))} are not needed any more; "
            "`accord keys destroy-epoch` ends them in backups too.",
            soft_wrap=True,
        )


@keys.command("destroy-epoch")
def destroy_epoch(  # the options of a command
    epoch: Annotated[int, typer.Argument(help="Its number, as `keys list` gives it.")],
    by: By,
    approver: Approver,
    reason: Reason,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Destroy an epoch that no key needs: older backups open none of its keys."""
    agreed = Agreed(author=by, approver=approver, reason=reason)
    with opened(home) as services:
        first = services.rotation.destroy_epoch(epoch, agreed)
    emit({"epoch": epoch, "destroyed": True, "before": not first}, as_json=as_json)
    talk.print(
        "Make a new copy of the key file and destroy the old copies, which still hold "
        "this epoch. Make a new backup: of those made before, no person's data opens.",
        soft_wrap=True,
    )


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)
