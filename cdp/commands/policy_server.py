"""`accord policy build|key|server-config`: the policies, for an OPA server."""

import shlex
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from audit import Body, Entry
from cdp.commands.output import FAILED, AsJson, Home, emit, opened, talk, writing
from cdp.errors import InvalidInputError, SettingsError
from cdp.settings import Settings
from consent import (
    Bundle,
    BundleSigner,
    Sidecar,
    build_opa_bundle,
    check_authority,
)

ROUTE = "/v1/policy/bundle"
ARCHIVE = "bundle.tar.gz"
# Whoever guesses the token can ask the server for verdicts.
SHORTEST_TOKEN = 24


def build(
    out: Annotated[Path, typer.Option("--out", "--to", help="File to write (tar.gz).")],
    key: Annotated[
        Path | None,
        typer.Option(help="A private key (P-256, PEM) in place of the installation's."),
    ] = None,
    home: Home = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the signed bundle that an OPA server loads, with its revision."""
    bundle = Bundle.load(Settings.from_env(home=home).policy_dir)
    if bundle.problems:
        emit({"problems": list(bundle.problems)}, as_json=as_json)
        raise typer.Exit(FAILED)
    signer = _signer_of(key) if key else _own_signer(home)
    with writing(out) as file:
        file.write(build_opa_bundle(bundle, signer))
    found = {"file": str(out), "revision": bundle.revision, "key_id": signer.key_id}
    emit(found, as_json=as_json)


def show_key(
    home: Home = None,
    *,
    renew: Annotated[
        bool, typer.Option("--renew", help="Make a new key, and sign with it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the public key that verifies this installation's bundles."""
    if renew:
        _renew(home)
        talk.print(
            "A new key signs from now on. Write the server's configuration again, "
            "start the OPA server with it, then Accord: docs/policy-server.md.",
            soft_wrap=True,
        )
    signer = _own_signer(home)
    found = {
        "key_id": signer.key_id,
        "algorithm": signer.algorithm,
        "public_key": signer.public_pem,
    }
    emit(found, as_json=as_json)


def configure(  # noqa: PLR0913  # the options of a command
    folder: Annotated[Path, typer.Argument(help="Folder to write the files to.")],
    source: Annotated[
        str,
        typer.Option("--from", help="Address of the Accord that gives the bundle."),
    ] = "",
    key: Annotated[
        Path | None,
        typer.Option(help="The private key that `policy build --key` signs with."),
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(
            help="Your own authority (PEM), where --from is an https address."
        ),
    ] = None,
    home: Home = None,
    *,
    decision_log: Annotated[
        bool, typer.Option("--decision-log", help="Print each decision, masked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write what an OPA server needs to take our policies and answer us alone."""
    settings = Settings.from_env(home=home)
    if len(settings.opa_token) < SHORTEST_TOKEN:
        why = f"must be set, to at least {SHORTEST_TOKEN} characters, for the server"
        raise SettingsError({"ACCORD_OPA_TOKEN": why})
    folder = folder.absolute()
    authority = _authority(ca_file, source) if ca_file else ""
    sidecar = Sidecar(
        signer=_signer_of(key) if key else _own_signer(home),
        token=settings.opa_token,
        source=_address(source) if source else f"file://{folder / ARCHIVE}",
        ca_file=authority,
        log_decisions=decision_log,
    )
    _write(folder, sidecar)
    found = {
        "folder": str(folder),
        "key_id": sidecar.signer.key_id,
        "bundle": sidecar.source,
        "start": shlex.join(sidecar.command(str(folder), _listen(settings))),
    }
    emit(found, as_json=as_json)


def add_to(policy: typer.Typer) -> None:
    """Register these commands."""
    policy.command("build")(build)
    policy.command("key")(show_key)
    policy.command("server-config")(configure)


def _own_signer(home: Path | None) -> BundleSigner:
    with opened(home) as services:
        return services.bundle_signer


def _signer_of(file: Path) -> BundleSigner:
    return BundleSigner.from_pem(_read(file, "key"))


def _authority(file: Path, source: str) -> str:
    """Give the place of an authority's certificates; the server reads them itself."""
    if urlsplit(source).scheme != "https":
        raise InvalidInputError({"ca_file": "belongs to an https address in --from"})
    check_authority(_read(file, "ca_file"))
    return str(file.absolute())


def _read(file: Path, name: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as err:
        raise InvalidInputError(
            {name: f"must be a file that can be read ({type(err).__name__})"}
        ) from err


def _renew(home: Path | None) -> None:
    with opened(home) as services, services.database.transaction() as conn:
        now = services.now()
        version = services.vault.renew_signing(conn, "bundles", now)
        document: dict[str, object] = {"made": ["signing:bundles"], "version": version}
        entry = Entry(at=now, kind="key.create", outcome="done")
        services.log.append(conn, entry, [Body(subject=None, document=document)])


def _address(source: str) -> str:
    parts = urlsplit(source)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InvalidInputError({"from": "must be an http or https address"})
    return source if parts.path.strip("/") else f"{source.rstrip('/')}{ROUTE}"


def _listen(settings: Settings) -> str:
    """Give host and port at which we look for the server."""
    parts = urlsplit(settings.opa_url)
    port = parts.port or (443 if parts.scheme == "https" else 8181)
    return f"{parts.hostname}:{port}"


def _write(folder: Path, sidecar: Sidecar) -> None:
    for name, text in sidecar.files().items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise InvalidInputError(
                {"folder": f"must be one that can be made ({type(err).__name__})"}
            ) from err
        with writing(folder / name) as file:
            file.write(text.encode())
