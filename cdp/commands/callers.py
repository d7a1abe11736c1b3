"""`accord client`, `accord source`, `accord staff`: who may call or sign in."""

import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer

from audit import Body, Entry
from cdp import access
from cdp.assembly import Services
from cdp.commands.output import AsJson, Home, emit, emit_list, opened
from cdp.database import Connection
from cdp.errors import InvalidInputError

clients = typer.Typer(help="Channel systems that may ask.", no_args_is_help=True)
sources = typer.Typer(help="Sources that send data.", no_args_is_help=True)
staff = typer.Typer(help="People who use the consoles.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A short name: a-z, 0-9, - and _.")]


def _note(
    services: Services, conn: Connection, act: str, document: Mapping[str, object]
) -> None:
    """Record a change of who may call; names of machines and roles, no secrets."""
    entry = Entry(at=services.now(), kind="config", outcome="done")
    body = Body(subject=None, document={"act": act, **document})
    services.log.append(conn, entry, [body])


@clients.command("add")
def add_client(
    client: Name,
    scopes: Annotated[str, typer.Option(help="Scopes, separated by spaces.")],
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Add a channel system; print its id and secret once."""
    now = datetime.now(UTC)
    wanted = scopes.replace(",", " ").split()
    with opened(home) as services, services.database.transaction() as conn:
        secret = access.add_client(conn, client, wanted, now)
        _note(services, conn, "client.add", {"client": client, "scopes": wanted})
    emit({"client_id": client, "client_secret": secret}, as_json=as_json)


@clients.command("rotate")
def rotate_client(client: Name, home: Home = None, *, as_json: AsJson = False) -> None:
    """Give a channel system a new secret; the old one ends at once."""
    with opened(home) as services, services.database.transaction() as conn:
        secret = access.rotate_client(conn, client, datetime.now(UTC))
        _note(services, conn, "client.rotate", {"client": client})
    emit({"client_id": client, "client_secret": secret}, as_json=as_json)


@clients.command("revoke")
def revoke_client(client: Name, home: Home = None, *, as_json: AsJson = False) -> None:
    """End a channel system's access."""
    with opened(home) as services, services.database.transaction() as conn:
        access.revoke_client(conn, client, datetime.now(UTC))
        _note(services, conn, "client.revoke", {"client": client})
    emit({"client_id": client, "revoked": True}, as_json=as_json)


@clients.command("list")
def list_clients(home: Home = None, *, as_json: AsJson = False) -> None:
    """List channel systems and what each may do."""
    with opened(home) as services, services.database.reading() as conn:
        rows = {
            one.id: {"id": one.id, "scopes": list(one.scopes)}
            for one in access.list_clients(conn)
        }
    emit_list("clients", rows, as_json=as_json)


@sources.command("add")
def add_source(
    name: Name,
    purpose: Annotated[
        str, typer.Option(help="What its data is collected for.")
    ] = "service_messages",
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Add a source; print its write key once."""
    now = datetime.now(UTC)
    with opened(home) as services, services.database.transaction() as conn:
        if purpose not in services.purposes:
            raise InvalidInputError({"purpose": "must be in the purpose catalogue"})
        key = access.add_source(conn, name, purpose, now=now)
        _note(services, conn, "source.add", {"source": name, "purpose": purpose})
    emit({"source": name, "purpose": purpose, "write_key": key}, as_json=as_json)


@sources.command("list")
def list_sources(home: Home = None, *, as_json: AsJson = False) -> None:
    """List sources and what their data is collected for."""
    with opened(home) as services, services.database.reading() as conn:
        rows = {
            one.name: {"name": one.name, "purpose": one.purpose}
            for one in access.list_sources(conn)
        }
    emit_list("sources", rows, as_json=as_json)


@staff.command("add")
def add_staff(
    name: Name,
    role: Annotated[list[str], typer.Option(help="dpo, operator or admin.")],
    home: Home = None,
    *,
    password_stdin: Annotated[
        bool, typer.Option(help="Read the password from standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person for the consoles; print a password once unless one is given."""
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else secrets.token_urlsafe(18)
    )
    now = datetime.now(UTC)
    with opened(home) as services, services.database.transaction() as conn:
        access.add_staff(conn, name, password, role, now)
        _note(services, conn, "staff.add", {"roles": sorted(role)})
    made: dict[str, object] = {"name": name, "roles": sorted(role)}
    if not password_stdin:
        made |= {"password": password}
    emit(made, as_json=as_json)
