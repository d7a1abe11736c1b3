"""`accord import`, `accord link`, `accord quarantine`: data and people."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cdp import access, identity, ingestion, profiles
from cdp.assembly import Services
from cdp.commands.output import (
    SOME_REJECTED,
    AsJson,
    Home,
    emit,
    emit_list,
    opened,
    progress,
)
from cdp.errors import NotFoundError
from cdp.identity.batch import link_all
from cdp.identity.merge import Writer

quarantine = typer.Typer(help="Data that failed validation.", no_args_is_help=True)

Column = Annotated[
    list[str] | None,
    typer.Option("--one-each", help="A source that holds each person at most once."),
]


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or Parquet.")],
    source: Annotated[str, typer.Option(help="The source it comes from.")],
    mapping: Annotated[Path, typer.Option(help="Mapping file, TOML or JSON.")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Import a file; stopped, it goes on where it was; repeated, it adds nothing."""
    with opened(home) as services:
        with services.database.reading() as conn:
            found = access.source_by_name(conn, source)
        if found is None:
            raise NotFoundError(f"there is no source {source}; add it first")
        with progress() as report:
            done = ingestion.import_file(
                services.ingestion,
                file,
                source=found,
                mapping=mapping,
                progress=lambda row, rows: report("Importing", row, rows),
            )
    emit(done.to_document(), as_json=as_json)
    if done.quarantined:
        raise typer.Exit(SOME_REJECTED)


def link(
    home: Home = None, one_each: Column = None, *, as_json: AsJson = False
) -> None:
    """Find records that are one person (Splink, in memory) and write the links."""
    with opened(home) as services:
        writer = Writer(log=services.log, now=services.now(), actor="link")
        found = link_all(
            services.database,
            _rows(services),
            writer,
            unique_sources=frozenset(one_each or ()),
        )
    emit(vars(found), as_json=as_json)


def _rows(services: Services) -> Iterator[dict[str, object]]:
    with services.database.reading() as conn:
        total = identity.counts(conn)["records"]
        with progress() as report:
            done = 0
            for chunk in profiles.link_rows(conn, services.vault):
                done += len(chunk)
                report("Opening records", done, max(done, total))
                yield from chunk


@quarantine.command("list")
def list_quarantine(
    home: Home = None, limit: int = 100, *, as_json: AsJson = False
) -> None:
    """List what failed validation: when, from where, why; never the value."""
    with opened(home) as services, services.database.reading() as conn:
        items = ingestion.list_quarantine(conn, limit)
    rows = {one.id: one.to_document() for one in items}
    emit_list("items", rows, as_json=as_json)


@quarantine.command("replay")
def replay_quarantine(
    item: Annotated[str, typer.Argument(help="The item's id.")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Try an item again."""
    with opened(home) as services:
        outcome = services.ingestion.replay(item)
    emit({"item": item, "outcome": outcome}, as_json=as_json)
    if outcome == "quarantined":
        raise typer.Exit(SOME_REJECTED)


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command("import")(import_file)
    app.command("link")(link)
