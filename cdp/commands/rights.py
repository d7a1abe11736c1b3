"""`accord rights`: people who ask to be erased, what is done and what is confirmed."""

import sys
from typing import Annotated

import typer

from cdp import rights
from cdp.assembly import Services
from cdp.commands.output import (
    WRONG_USE,
    AsJson,
    Home,
    emit,
    emit_list,
    opened,
    talk,
)
from cdp.errors import InvalidInputError, NotFoundError

commands = typer.Typer(help="People who ask to be erased.", no_args_is_help=True)

By = Annotated[str, typer.Option(help="Who decides: a member of staff, a dpo.")]
RequestId = Annotated[str, typer.Argument(help="The request's id, rqs_…")]
INTERNAL = {"per": "person", "sub": "subject", "rec": "record"}


@commands.command("list")
def list_requests(
    home: Home = None,
    *,
    finished: Annotated[
        bool, typer.Option("--finished", help="Those that need nobody any more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List requests, the one due first before all others."""
    with opened(home) as services, services.database.reading() as conn:
        found = rights.list_requests(conn, finished=finished)
        rows = {one.id: rights.describe(services, one) for one in found}
    if not as_json:
        shown = ("id", "state", "regime", "due_at")
        rows = {key: {name: row[name] for name in shown} for key, row in rows.items()}
    emit_list("requests", rows, as_json=as_json)


@commands.command("show")
def show(request: RequestId, home: Home = None, *, as_json: AsJson = False) -> None:
    """Show one request: what was done, who was told and what they answered."""
    with opened(home) as services, services.database.reading() as conn:
        found = rights.describe(services, rights.load(conn, request))
    emit(found, as_json=as_json)


@commands.command("erase")
def erase(  # noqa: PLR0913  # the options of a command
    by: By,
    person: Annotated[
        str,
        typer.Argument(
            help="per_…, sub_… or rec_…; or a kind of identifier (email, phone …) "
            "whose value is then read from standard input."
        ),
    ] = "",
    request: Annotated[
        str, typer.Option(help="The request to carry out, in place of a person.")
    ] = "",
    regime: Annotated[str, typer.Option(help="gdpr or ccpa.")] = "gdpr",
    home: Home = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go; nothing does.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; needed without a terminal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person, for good: keys, data, and the way back to what must stay."""
    if bool(person) == bool(request):
        raise InvalidInputError({"person": "name a person or --request, one of both"})
    with opened(home) as services:
        rights.check_officer(services, by)
        subject = _subject(services, person, request)
        whom, goes = rights.preview(services, subject)
        if dry_run:
            emit(rights.describe_preview(whom, goes), as_json=as_json)
            return
        _confirm(whom, yes=yes)
        made = request
        if not made:
            opened_now = rights.open_request(
                services, subject, via="cli", actor=by, regime=regime
            )
            made = opened_now.id
        done = rights.execute(services, made, actor=by)
        emit(rights.describe(services, done), as_json=as_json)
    talk.print(
        "Erased here. Backups hold the sealed data until `accord keys rotate` and "
        "`accord keys destroy` have ended their epoch.",
        soft_wrap=True,
    )


@commands.command("refuse")
def refuse(
    request: RequestId,
    ground: Annotated[str, typer.Option(help="Why: a reason that the law knows.")],
    by: By,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer a request with no, for a reason that the law knows."""
    with opened(home) as services:
        rights.check_officer(services, by)
        done = rights.refuse(services, request, ground=ground, actor=by)
        emit(rights.describe(services, done), as_json=as_json)


@commands.command("extend")
def extend(
    request: RequestId,
    reason: Annotated[str, typer.Option(help="complexity or many-requests.")],
    by: By,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Take longer for a request: only within its first term."""
    with opened(home) as services:
        rights.check_officer(services, by)
        done = rights.extend(services, request, reason=reason, actor=by)
        emit(rights.describe(services, done), as_json=as_json)


@commands.command("confirm")
def confirm(
    notice: Annotated[str, typer.Argument(help="The notice's id, ntc_…")],
    by: By,
    home: Home = None,
    *,
    failed: Annotated[
        bool, typer.Option("--failed", help="The system says that it could not.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Note what a system outside said: that it has erased the person, or failed."""
    with opened(home) as services:
        rights.check_officer(services, by)
        state = "failed" if failed else "confirmed"
        found = rights.answer(services, notice, state, by=by)
        emit(found.to_document(services.now()), as_json=as_json)


@commands.command("lift")
def lift(
    kind: Annotated[str, typer.Argument(help="A kind of identifier: email, phone …")],
    by: By,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Let somebody who was erased come back; the value is read from standard input."""
    with opened(home) as services:
        rights.check_officer(services, by)
        lifted = rights.lift(services, kind, _typed(), actor=by)
    emit({"kind": kind, "lifted": lifted}, as_json=as_json)


def _subject(services: Services, person: str, request: str) -> str:
    with services.database.reading() as conn:
        if request:
            found = rights.load(conn, request)
            if found.subject is None:
                raise NotFoundError("this request was carried out already")
            return found.subject
        kind = INTERNAL.get(person.partition("_")[0], "")
        named = (kind, person) if kind else (person, _typed())
        asked = services.asking.circle(conn, *named).asked
    if asked is None:
        raise NotFoundError("nobody is known by this, or not any more")
    return asked


def _typed() -> str:
    """Read a value that must stand in no history of a shell."""
    talk.print("The value, and then Enter:", end=" ")
    return sys.stdin.readline().strip()


def _confirm(whom: rights.Whom, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        talk.print("Without a terminal, --yes says that it is meant.")
        raise typer.Exit(WRONG_USE)
    talk.print(f"{len(whom.subjects)} records go, for good. Type ERASE to go on:")
    if sys.stdin.readline().strip() != "ERASE":
        talk.print("Nothing was erased.")
        raise typer.Exit(WRONG_USE)
