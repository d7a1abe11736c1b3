"""How commands speak: data on stdout, talk and progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

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
from cdp.settings import Settings

# Exit codes, the same for every command.
DONE, FAILED, WRONG_USE, SOME_REJECTED = range(4)
FEW = 5

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the installation (or ACCORD_HOME)."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]

talk = Console(stderr=True, highlight=False)


def emit(found: Mapping[str, object], *, as_json: bool) -> None:
    """Print one result: an object for programs, aligned lines for people."""
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    _print_lines(found, "")


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
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {item}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(item) for item in value) or "none"
    return "" if value is None else str(value)


@contextmanager
def opened(home: Path | None) -> Iterator[Services]:
    """Assemble the installation for one command, and close it afterwards."""
    services = assemble(Settings.from_env(home=home))
    try:
        yield services
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
