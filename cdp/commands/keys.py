"""`accord keys`: which there are, new ones, and the end of old ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from cdp import access
from cdp.commands.output import (
    AsJson,
    Home,
    Step,
    emit,
    emit_list,
    opened,
    progress,
    talk,
)
from cdp.commands.passwords import PasswordsStdin, read_passwords
from cdp.errors import ConflictError
from cdp.rotation import Agreed, Rotation
from cdp.settings import Settings
from cdp.vault import KeyVersion, make_root
from cdp.vouching import prove_both

keys = typer.Typer(help="The keys of the installation.", no_args_is_help=True)


class Provider(StrEnum):
    """Where wrapping keys can be."""

    FILE = "file"
    PKCS11 = "pkcs11"
    TRANSIT = "transit"


class Which(StrEnum):
    """The keys that are replaced while servers work."""

    KEK = "kek"
    INSTALLATION = "installation"
    ROOT = "root"
    PERMITS = "permits"
    TOKENS = "tokens"


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
def rotate(
    home: Home = None,
    key: Annotated[Which, typer.Option(help="Which key to replace.")] = Which.KEK,
    *,
    as_json: AsJson = False,
) -> None:
    """Replace a key, and wrap or seal by the new one what hung from the old.

    Servers go on working. Stopped or killed, the same command goes on where it was.
    """
    with opened(home) as services, progress() as report:
        done, older = ROTATIONS[key](services.rotation, report)
    emit(done, as_json=as_json)
    if older:
        talk.print(
            "If the keys are in a file, copy it now: the new key is in no older copy. "
            f"`accord keys destroy --key {key.value}` ends what is not needed any more "
            f"({', '.join(map(str, older))}), in backups too.",
            soft_wrap=True,
        )


@keys.command("destroy")
def destroy(  # noqa: PLR0913  # the options of a command
    version: Annotated[int, typer.Argument(help="Its number, as in `keys list`.")],
    by: By,
    approver: Approver,
    reason: Reason,
    home: Home = None,
    key: Annotated[Which, typer.Option(help="Which key to end.")] = Which.KEK,
    *,
    passwords_stdin: PasswordsStdin = False,
    as_json: AsJson = False,
) -> None:
    """Destroy an old version that nothing needs: no backup opens by it any more."""
    agreed = Agreed(author=by, approver=approver, reason=reason)
    with opened(home) as services:
        with services.database.reading() as conn:
            access.check_word(conn, by, approver, reason)
        passwords = read_passwords(by, approver, from_stdin=passwords_stdin)
        prove_both(services, (by, approver), passwords, use="key.destroy")
        first = services.rotation.destroy(key.value, version, agreed)
    found = {"key": key.value, "version": version, "destroyed": True}
    emit(found | {"before": not first}, as_json=as_json)
    talk.print(
        "Make a new copy of the key file and destroy the old copies, which still hold "
        "this key. Make a new backup: what hung from it opens in none made before.",
        soft_wrap=True,
    )


@keys.command("move")
def move(
    to: Annotated[Provider, typer.Option(help="Where the wrapping keys go.")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Hang every key from wrapping keys in another place; the settings name it."""
    settings = replace(Settings.from_env(home=home), key_provider=to.value)
    with opened(home) as services:
        if services.settings.key_provider == to:
            raise ConflictError("the wrapping keys are there already")
        target = make_root(settings, prepared=False)
        count = services.rotation.move(target, to.value)
    emit({"provider": to.value, "moved": count}, as_json=as_json)
    talk.print(
        f"Start each server and worker again now, with ACCORD_KEY_PROVIDER={to.value}. "
        "Backups made before still need the old wrapping keys.",
        soft_wrap=True,
    )


def _rotate_people(
    rotation: Rotation, report: Step
) -> tuple[Mapping[str, object], Sequence[int]]:
    done = rotation.rotate(report)
    return {"key": "kek", **asdict(done)}, done.older_epochs


def _rotate_installation(
    rotation: Rotation, report: Step
) -> tuple[Mapping[str, object], Sequence[int]]:
    done = rotation.rotate_installation(report)
    return {"key": "installation", **asdict(done)}, done.older_versions


def _rotate_root(
    rotation: Rotation, _report: Step
) -> tuple[Mapping[str, object], Sequence[int]]:
    done = rotation.rotate_root()
    return {"key": "root", **asdict(done)}, done.older_versions


def _rotate_signing(
    name: str, rotation: Rotation, _report: Step
) -> tuple[Mapping[str, object], Sequence[int]]:
    return {"key": name, **asdict(rotation.rotate_signing(name))}, ()


Rotating = Callable[[Rotation, Step], tuple[Mapping[str, object], Sequence[int]]]
ROTATIONS: Mapping[Which, Rotating] = {
    Which.KEK: _rotate_people,
    Which.INSTALLATION: _rotate_installation,
    Which.ROOT: _rotate_root,
    Which.PERMITS: partial(_rotate_signing, Which.PERMITS.value),
    Which.TOKENS: partial(_rotate_signing, Which.TOKENS.value),
}


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)
