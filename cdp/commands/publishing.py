"""`accord policy compare`, `publish`, `history`, `fetch`: what is in force, and why."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cdp import publishing
from cdp.assembly import Services
from cdp.commands.comparison import markdown, print_tables
from cdp.commands.output import (
    NEEDS_APPROVAL,
    AsJson,
    Home,
    emit,
    emit_list,
    opened,
    progress,
    talk,
)
from cdp.commands.passwords import PasswordsStdin, read_passwords
from cdp.errors import ConflictError, InvalidInputError, NotFoundError
from consent import (
    Bundle,
    Publication,
    WhatIf,
    Word,
    in_force,
    list_publications,
    load_published,
    read_policies,
)

Since = Annotated[
    str, typer.Option(help="Decisions since then: 30d, 12h, 4w, or a date.")
]
Today = Annotated[
    bool,
    typer.Option("--today", help="Judge by the rules of today, not of each decision."),
]


def compare(  # the options of a command
    bundle: Annotated[Path, typer.Option(help="Policy folder, or a tar of one.")],
    since: Since = "30d",
    home: Home = None,
    *,
    today: Today = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a page for people.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Try policies on recorded decisions: who would gain, who would lose."""
    after = read_policies(bundle)
    with opened(home) as services:
        found = _try(services, after, since, today=today)
        titles = {one.code: one.title for one in after.catalogue}
    if as_json:
        emit(found.to_document(), as_json=True)
    elif as_markdown:
        sys.stdout.write(markdown(found, titles))
    else:
        print_tables(found, titles)
    _say(found)
    if found.widens:
        raise typer.Exit(NEEDS_APPROVAL)


def publish(  # noqa: PLR0913  # the options of a command
    policies: Annotated[Path, typer.Argument(help="Policy folder, or a tar of one.")],
    by: Annotated[str, typer.Option(help="Who publishes: a member of staff.")],
    approver: Annotated[
        str, typer.Option(help="Who agrees that something is eased: a dpo.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Why it is agreed.")] = "",
    since: Since = "30d",
    home: Home = None,
    *,
    passwords_stdin: PasswordsStdin = False,
    as_json: AsJson = False,
) -> None:
    """Compare, then put policies in force; easing needs somebody who agrees."""
    word = Word(author=by, approver=approver or None, reason=reason or None)
    after = read_policies(policies)
    with opened(home) as services:
        vouched = _vouch(services, word, from_stdin=passwords_stdin)
        with services.database.reading() as conn:
            latest = in_force(conn)
        if latest is not None and latest.revision == after.revision:
            raise ConflictError("these policies are in force already")
        found = _try(services, after, since, today=False)
        made = publishing.publish_policies(services, after, vouched, found)
    emit(_row(made) | {"before": found.before}, as_json=as_json)
    talk.print(
        "Start each server and worker with these policies now (ACCORD_POLICY_DIR); "
        "one that runs goes on with those it began with.",
        soft_wrap=True,
    )


def history(home: Home = None, *, as_json: AsJson = False) -> None:
    """List what was published, by whom and who agreed; the first is in force."""
    with opened(home) as services, services.database.reading() as conn:
        rows = {one.id: _row(one) for one in list_publications(conn)}
    emit_list("publications", rows, as_json=as_json)


def fetch(
    to: Annotated[Path, typer.Option(help="A new folder for the policies.")],
    revision: Annotated[
        str, typer.Option(help="Which were published; those in force if not named.")
    ] = "",
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write published policies to a folder: to serve them, or to go back to them."""
    with opened(home) as services, services.database.reading() as conn:
        latest = in_force(conn)
        if latest is None:
            raise NotFoundError("no policies were published yet")
        bundle = load_published(conn, revision or latest.revision)
    _write(bundle, to)
    emit({"folder": str(to), "revision": bundle.revision}, as_json=as_json)


def add_to(policy: typer.Typer) -> None:
    """Register these commands."""
    for command in (compare, publish, history, fetch):
        policy.command()(command)


def _vouch(services: Services, word: Word, *, from_stdin: bool) -> publishing.Vouched:
    """Let the two who publish together prove who they are; before anything long."""
    if word.approver is None:
        return publishing.vouch(services, word)
    passwords = read_passwords(word.author, word.approver, from_stdin=from_stdin)
    return publishing.vouch(services, word, passwords)


def _try(services: Services, after: Bundle, since: str, *, today: bool) -> WhatIf:
    moment = publishing.read_since(since, datetime.now(UTC))
    trying = publishing.Trying(since=moment, today=today)
    with progress() as report:
        return publishing.compare_policies(services, after, trying, report)


def _say(found: WhatIf) -> None:
    if not found.widens:
        talk.print("No refusal would become a permit.")
        return
    talk.print("Publishing this needs somebody who agrees (--approver):")
    for sentence in publishing.explain_widening(found):
        talk.print(f"  {sentence}", soft_wrap=True)


def _row(made: Publication) -> dict[str, Any]:
    return {
        "id": made.id,
        "revision": made.revision,
        "at": made.at.isoformat(timespec="seconds"),
        "by": made.author,
        "approver": made.approver,
        "reason": made.reason,
        "audit_entry": made.audit_entry,
    }


def _write(bundle: Bundle, to: Path) -> None:
    """Write every file, in a folder that is not there yet or holds nothing."""
    try:
        to.mkdir(parents=True, exist_ok=True)
        if any(to.iterdir()):
            raise InvalidInputError({"to": "must be a new or an empty folder"})
        for name, raw in bundle.files.items():
            file = to / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
    except OSError as err:
        raise InvalidInputError(
            {"to": f"must be a folder that can be written ({type(err).__name__})"}
        ) from err
