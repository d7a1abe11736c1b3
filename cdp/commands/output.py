"""How commands speak: data on stdout, talk and progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from cdp.assembly import Services, assemble
from cdp.errors import InvalidInputError
from cdp.settings import Settings

# Exit codes, the same for every command.
DONE, FAILED, WRONG_USE, SOME_REJECTED, NEEDS_APPROVAL = range(5)
FEW = 5

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the installation (or ACCORD_HOME)."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]

Witnessed = Annotated[
    bool,
    typer.Option("--witnessed", help="Under the last checkpoint of enough witnesses."),
]

# Sentences may hold brackets, so nothing in them is markup.
talk = Console(stderr=True, highlight=False, markup=False, emoji=False)


def emit(found: Mapping[str, object], *, as_json: bool) -> None:
    """Print one result: an object for programs, aligned lines for people."""
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    _print_lines(found, "")


def emit_list(
    name: str, rows: Mapping[str, Mapping[str, object]], *, as_json: bool
) -> None:
    """Print rows by their id: one list for programs, one line each for people."""
    if as_json:
        emit({name: list(rows.values())}, as_json=True)
        return
    for key, row in rows.items():
        rest = [_plain(value) for value in row.values() if value not in (key, None)]
        sys.stdout.write("  ".join([key, *rest]) + "\n")
    if not rows:
        talk.print(f"There are no {name}.")


def _print_lines(found: Mapping[str, object], indent: str) -> None:
    width = max((len(name) for name in found), default=0)
    for name, value in found.items():
        label = f"{indent}{name.replace('_', ' '):<{width}}"
        if isinstance(value, Mapping) and len(value) > FEW:
            sys.stdout.write(label.rstrip() + "\n")
            _print_lines(value, indent + "  ")
        else:
            sys.stdout.write(f"{label}  {_plain(value)}".rstrip() + "\n")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", [], (), {}):
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(item) for item in value)
    return str(value)


@contextmanager
def writing(to: Path) -> Iterator[IO[bytes]]:
    """Open a result file: it appears whole, or what was there before stays.

    Raises:
        InvalidInputError: Nothing can be written there.
    """
    if to.exists() and not to.is_file():
        # Taking the place of a folder fails; that of a device does not, for root.
        raise InvalidInputError({"to": "must be a file that can be written"})
    part = to.with_name(to.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(to)
    except OSError as err:
        raise InvalidInputError(
            {"to": f"must be a file that can be written ({type(err).__name__})"}
        ) from err
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(home: Path | None) -> Iterator[Services]:
    """Assemble the installation for one command, and close it afterwards."""
    services = assemble(Settings.from_env(home=home))
    services.log.take_weighty()
    try:
        yield services
        # What weighs is said to be done when it is signed.
        if services.log.take_weighty() and services.checkpoints.cover() is None:
            talk.print("It is on record; its signature comes later.")
    finally:
        services.close()


Step = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Step]:
    """Show a bar per named step on a terminal; stay silent in a pipe.

    Yields:
        A function `(step, done, total)`; call it as often as you like.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=talk,
        disable=not talk.is_terminal,
    )
    tasks: dict[str, int] = {}
    with bar:

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = int(bar.add_task(step, total=total))
            bar.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]  # rich's TaskID is an int

        yield report
