"""`accord decisions`: what was answered, and what it would be."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from cdp.asking import Reader
from cdp.commands.output import AsJson, Home, emit, opened
from cdp.errors import InvalidInputError
from consent import Again, Replayed

# Under which name a command reads; who typed it is the system's to know.
READER = "accord-cli"

decisions = typer.Typer(help="Decisions on record.", no_args_is_help=True)


@decisions.callback()
def group() -> None:
    """Keep `replay` a command of its own."""


@decisions.command("replay")
def replay(  # noqa: PLR0913  # the options of a command
    decision: Annotated[str, typer.Argument(help="The decision's id.")],
    home: Home = None,
    *,
    today: Annotated[
        bool, typer.Option("--today", help="Under the policies of today.")
    ] = False,
    at: Annotated[
        str, typer.Option("--at", help="As of a date, or a time with its zone.")
    ] = "",
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help="A fact in place of another: person.age=17."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")] = "replay",
    as_json: AsJson = False,
) -> None:
    """Ask a recorded question again; sends nothing, reserves nothing."""
    again = Again(
        policy="today" if today else "then",
        at=_moment(at) if at else None,
        changes=_facts(changes or []),
    )
    reader = Reader(name=READER, reason=reason)
    with opened(home) as services:
        found = services.again.replay(decision, again, reader)
    emit(found.to_document() if as_json else _short(found), as_json=as_json)
    if not as_json:
        sys.stdout.writelines(_lines(found))


def _short(found: Replayed) -> dict[str, object]:
    """Give what a person reads on a screen."""
    return {
        "decision": found.decision,
        "revision": found.revision,
        "allowed": found.allowed,
        "reasons": [reason.rule for reason in found.reasons],
        "obligations": [duty.do for duty in found.obligations],
        "another answer": found.differs,
        "could not be moved": list(found.kept),
    }


def _lines(found: Replayed) -> Iterator[str]:
    width = max((len(one.field) for one in found.differences), default=0)
    for one in found.differences:
        yield f"  {one.field:<{width}}  {_told(one.then)} → {_told(one.now)}\n"


def _told(value: object) -> str:
    if isinstance(value, dict | list) and value:
        return "there"
    return json.dumps(value, ensure_ascii=False)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as err:
        why = "must be a date (2026-08-10) or a time with its zone"
        raise InvalidInputError({"at": why}) from err
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _facts(lines: list[str]) -> dict[str, object]:
    """Read `person.age=17` as a fact; a value that is not JSON is a text."""
    changes: dict[str, object] = {}
    for line in lines:
        path, equals, value = line.partition("=")
        if not equals:
            raise InvalidInputError({"set": "must be path=value"})
        *above, name = path.split(".")
        place = changes
        for step in above:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise InvalidInputError({"set": f"says {step} twice"})
            place = inner
        place[name] = _value(value)
    return changes


def _value(text: str) -> object:
    try:
        found: object = json.loads(text)
    except ValueError:
        return text
    return found
