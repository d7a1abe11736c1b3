"""An installation, opened: what everything else stands on.

One deployment has one database, one key tree and one audit log, and the policies that
were published last.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from audit import AuditLog, KeptNote, Policy, Signer, current_origin, parse_policy
from cdp.access import TOKEN_SECONDS, TokenIssuer
from cdp.database import Connection, Database
from cdp.errors import UnavailableError
from cdp.links import Links
from cdp.settings import Settings
from cdp.vault import Root, Vault, open_root
from consent import Bundle, BundleSigner, PermitSigner, why_not_in_force

TOKEN_LIFE = timedelta(seconds=TOKEN_SECONDS)
Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One deployment, opened: its database, keys, log and policies."""

    settings: Settings
    now: Clock
    database: Database
    root: Root
    vault: Vault
    log: AuditLog
    audit_key: str
    bundle: Bundle
    permit_signer: PermitSigner
    bundle_signer: BundleSigner
    token_issuer: TokenIssuer
    links: Links
    webhook_secret: bytes


def open_installation(settings: Settings, now: Clock, writer: str) -> Installation:
    """Open what `cdp.assembly.initialise` has made.

    Args:
        settings: Where it is.
        now: The clock.
        writer: The name under which this process writes to the log.

    Raises:
        UnavailableError: There is no root key here, or nothing in the database that
            belongs to one: run `accord init`.
        SealBrokenError: The database belongs to another root key.
    """
    root = open_root(settings)
    database = Database(settings.database_url, pool_size=settings.threads + 4)
    try:
        return _open(settings, database, root, now, writer)
    except BaseException:
        database.dispose()  # a pool that nobody holds is nobody's to close
        raise


def _open(
    settings: Settings, database: Database, root: Root, now: Clock, writer: str
) -> Installation:
    vault = Vault(root, settings.key_cache_seconds, database.reading)
    with database.reading() as conn:
        if not Vault.is_prepared(conn):
            raise UnavailableError(
                "this database holds no installation; run `accord init` first"
            )
        vault.load(conn)
        seed = partial(vault.signing_seed, conn)
        permit_life = timedelta(seconds=settings.permit_seconds)
        log, audit_key = audit_log(conn, vault, writer, settings, now)
        return Installation(
            settings=settings,
            now=now,
            database=database,
            root=root,
            vault=vault,
            log=log,
            audit_key=audit_key,
            bundle=_load_policies(conn, settings.policy_dir),
            permit_signer=PermitSigner(
                lambda: vault.signing_seeds("permits", now(), permit_life)
            ),
            bundle_signer=BundleSigner.from_seed(seed("bundles")),
            token_issuer=TokenIssuer(
                lambda: vault.signing_seeds("tokens", now(), TOKEN_LIFE),
                settings.public_url,
            ),
            links=Links(seed("links"), settings.public_url),
            webhook_secret=seed("webhook"),
        )


def _load_policies(conn: Connection, folder: Path) -> Bundle:
    """Read the policies; under those that are not in force, every engine refuses.

    People are told, and can publish.
    """
    bundle = Bundle.load(folder)
    why = why_not_in_force(conn, bundle)
    return replace(bundle, problems=(*bundle.problems, why)) if why else bundle


def audit_log(
    conn: Connection, vault: Vault, writer: str, settings: Settings, now: Clock
) -> tuple[AuditLog, str]:
    """Give the log that a process writes to, and the public key that verifies it."""
    signer = Signer(
        vault.signing_seed(conn, "audit-log"),
        current_origin(conn, first_origin(vault)),
        vault.signing_seed(conn, "audit-log-ml-dsa"),
    )
    log = AuditLog(
        writer=writer,
        installation=vault.installation[:16],
        seal_body=vault.seal_evidence,
        signer=signer,
        now=now,
        kept=kept_note(settings),
    )
    return log, str(signer.key)


def kept_note(settings: Settings) -> KeptNote:
    """Give the place outside the database where the last signed note is kept."""
    return KeptNote(settings.audit_checkpoint_file)


def load_policy(settings: Settings) -> Policy | None:
    """Read which witnesses are asked; None when none are.

    Raises:
        InvalidPolicyError: The file is no policy; the message names the line.
    """
    if not settings.audit_policy_file:
        return None
    return parse_policy(Path(settings.audit_policy_file).read_text(encoding="utf-8"))


def first_origin(vault: Vault) -> str:
    """Give the name under which the log of an installation begins."""
    return f"accord.invalid/audit/{vault.installation[:16]}"


def write_public_keys(home: Path, log: AuditLog) -> None:
    """Put the public keys of the log where people find them."""
    for name, key in zip(("audit", "audit-ml-dsa"), log.keys, strict=True):
        (home / f"{name}.vkey").write_text(f"{key}\n")
