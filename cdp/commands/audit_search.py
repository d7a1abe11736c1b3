"""`accord audit search`: find entries by any combination of what they are about."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cdp.api.audit_search import EntriesQuery, search_of
from cdp.api.calls import validated
from cdp.commands.output import AsJson, Home, emit, opened, writing
from cdp.errors import InvalidInputError
from cdp.handing_out import hand_out
from cdp.searching import Page, Reader, Search, search

# Under which name a command reads; who typed it is the system's to know.
READER = "accord-cli"
FORMS = ("csv", "jsonl")

Filter = Annotated[str, typer.Option(show_default=False)]


def search_entries(  # noqa: PLR0913  # the options of a command
    home: Home = None,
    *,
    subject: Filter = "",
    person: Annotated[str, typer.Option(help="With all pseudonyms.")] = "",
    actor: Filter = "",
    act: Annotated[str, typer.Option(help="Like policy.decision.")] = "",
    outcome: Annotated[str, typer.Option(help="allow, deny, error or done.")] = "",
    purpose: Filter = "",
    channel: Filter = "",
    campaign: Filter = "",
    rule: Annotated[str, typer.Option(help="A rule that refused.")] = "",
    decision: Filter = "",
    policy_revision: Filter = "",
    since: Annotated[str, typer.Option(help="A time with its zone.")] = "",
    until: Annotated[str, typer.Option(help="Before this time.")] = "",
    cursor: Annotated[str, typer.Option(help="Of a page before.")] = "",
    limit: Annotated[int, typer.Option(help="At most 200.")] = 50,
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")] = "search",
    to: Annotated[
        Path | None,
        typer.Option(help="Write all of it to this .csv or .jsonl file, signed."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Search the log, newest first; everything named must hold."""
    names = EntriesQuery().fields
    given = {
        name: value for name, value in locals().items() if name in names and value != ""
    }
    asked = validated(EntriesQuery, given)
    reader = Reader(name=READER, reason=reason)
    if to is not None:
        _write(home, search_of(asked), reader, to, as_json=as_json)
        return
    with opened(home) as services:
        page = search(services, search_of(asked), reader)
    if as_json:
        emit(page.to_document(), as_json=True)
        return
    sys.stdout.writelines(_lines(page))
    emit({"older": page.older, "newer": page.newer}, as_json=False)


def _write(
    home: Path | None, asked: Search, reader: Reader, to: Path, *, as_json: bool
) -> None:
    form = to.suffix.removeprefix(".")
    if form not in FORMS:
        raise InvalidInputError({"to": "must end in .csv or .jsonl"})
    beside = to.with_name(to.name + ".manifest")
    with opened(home) as services:
        with writing(to) as file:
            manifest = hand_out(services, asked, reader, form, file.write)
        with writing(beside) as file:
            file.write(manifest.encode())
        rows, key = int(manifest.split("\n")[2]), services.audit_key
    emit(
        {"file": str(to), "manifest": str(beside), "entries": rows, "key": key},
        as_json=as_json,
    )


def _lines(page: Page) -> list[str]:
    return [
        "  ".join(
            [
                one.at.isoformat(timespec="seconds"),
                one.entry_id,
                one.header["k"],
                one.header["out"],
                *(term.actor or "" for term in one.terms[:1]),
                *(" ".join(term.rules) for term in one.terms[:1]),
            ]
        ).rstrip()
        + "\n"
        for one in page.entries
    ]


def add_to(group: typer.Typer) -> None:
    """Register this command."""
    group.command("search")(search_entries)
