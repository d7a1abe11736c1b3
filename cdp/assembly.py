"""The one place that constructs things: settings in, services out."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import consent
from audit import AnchorFile, AuditError, AuditLog, Body, Entry
from cdp import ingestion, repeats
from cdp.access import TokenIssuer
from cdp.anchoring import Anchoring, load_authority
from cdp.asking import Asking, AskingAgain
from cdp.channels import EmailChannel, WebhookChannel
from cdp.checkpoints import Checkpoints
from cdp.database import Connection, Database
from cdp.errors import CdpError, InvalidInputError, UnavailableError
from cdp.forwarding import Forwarding, targets
from cdp.ingestion import Ingestion, Intake
from cdp.installation import (
    Clock,
    Installation,
    audit_log,
    kept_note,
    load_policy,
    open_installation,
    write_public_keys,
)
from cdp.journeys import Journeys
from cdp.links import Links
from cdp.repeats import Repeats
from cdp.rotation import Rotation
from cdp.settings import Settings
from cdp.vault import Vault, make_root
from cdp.witnessing import Witnessing
from consent import (
    Bundle,
    BundleSigner,
    Decisions,
    EmbeddedEngine,
    Ledger,
    PermitSigner,
    PolicyEngine,
    PolicyUnavailableError,
    Purposes,
    Remembering,
    Replays,
    Word,
    in_force,
    publish,
    why_not_in_force,
)

# Who published the policies that an installation began with.
INIT = "accord-init"


def utc_now() -> datetime:
    """Tell the time; tests hand in another clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything that faces and jobs are given; made once per process."""

    settings: Settings
    now: Clock
    database: Database
    vault: Vault
    rotation: Rotation
    log: AuditLog
    audit_key: str
    bundle: Bundle
    purposes: Purposes
    engine: PolicyEngine
    ledger: Ledger
    decisions: Decisions
    permit_signer: PermitSigner
    bundle_signer: BundleSigner
    token_issuer: TokenIssuer
    asking: Asking
    again: AskingAgain
    ingestion: Ingestion
    journeys: Journeys
    email: EmailChannel
    webhook: WebhookChannel
    links: Links
    checkpoints: Checkpoints
    witnessing: Witnessing
    anchoring: Anchoring
    forwarding: Forwarding
    repeats: Repeats

    def health(self) -> Mapping[str, str]:
        """Ask each part for an answer: "ok", or a sentence about what is wrong."""
        return {
            "database": _state(self.database.ping),
            "keys": _state(self._try_keys),
            "policies": "; ".join(self.bundle.problems) or _state(self.engine.check),
            "audit log": _state(self._try_log),
            "witnesses": self.witnessing.trouble() or "ok",
            "time stamps": self.anchoring.trouble() or "ok",
            "forwarding": self.forwarding.trouble() or "ok",
        }

    def close(self) -> None:
        """Let go of connections."""
        self.database.dispose()

    def _try_keys(self) -> None:
        with self.database.reading() as conn:
            self.vault.load(conn)

    def _try_log(self) -> None:
        with self.database.reading() as conn:
            self.log.checkpoint(conn)
            self.log.refuse_split(conn)


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except (CdpError, AuditError, PolicyUnavailableError) as err:
        return str(err)
    except Exception as err:  # noqa: BLE001  # whatever is wrong, say it and go on
        return f"no answer ({type(err).__name__})"
    return "ok"


def initialise(settings: Settings, now: datetime) -> dict[str, object]:
    """Make home folder, root key, database and installation keys; safe to repeat.

    Returns:
        Where things are, and the public key that verifies the audit log.
    """
    _make_home(settings.home)
    database = Database(settings.database_url)
    database.migrate()
    with database.reading() as conn:
        prepared = Vault.is_prepared(conn)
    # Never a second root beside a database that belongs to a first.
    vault = Vault(make_root(settings, prepared=prepared))
    with database.transaction() as conn:
        made = vault.prepare(conn, now)
        log, key = audit_log(conn, vault, "init", settings, utc_now)
        if made:
            document: dict[str, object] = {"made": list(made)}
            entry = Entry(at=now, kind="key.create", outcome="done")
            log.append(conn, entry, [Body(subject=None, document=document)])
        _publish_first(conn, log, Bundle.load(settings.policy_dir), now)
    database.dispose()
    write_public_keys(settings.home, log)
    return {
        "home": str(settings.home),
        "key_file": str(settings.key_file) if settings.key_provider == "file" else "",
        "database": settings.masked()["database_url"],
        "audit_key": key,
        "made": len(made),
    }


def _publish_first(
    conn: Connection, log: AuditLog, bundle: Bundle, now: datetime
) -> None:
    """Begin with the policies at hand; who changes them later publishes the change."""
    if in_force(conn) is None and not bundle.problems:
        publish(conn, log, bundle, Word(author=INIT), now)


def refuse_unpublished(services: Services) -> None:
    """Let nobody serve policies that are not in force.

    Raises:
        UnavailableError: With what to do.
    """
    with services.database.reading() as conn:
        why = why_not_in_force(conn, services.bundle)
    if why is not None:
        raise UnavailableError(why)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as err:
        raise InvalidInputError(
            {"home": f"must be a folder that can be made ({type(err).__name__})"}
        ) from err


def assemble(
    settings: Settings,
    *,
    engine: PolicyEngine | None = None,
    now: Clock = utc_now,
    writer: str = "",
) -> Services:
    """Construct everything of one process, top to bottom.

    Args:
        settings: Of an installation that `initialise` has made.
        engine: A policy engine in place of the one that the settings name.
        now: The clock.
        writer: The name under which this process writes to the log.

    Raises:
        UnavailableError: There is no root key here, or nothing in the database that
            belongs to one: run `accord init`.
        SealBrokenError: The database belongs to another root key.
    """
    opened = open_installation(settings, now, writer or f"w{secrets.token_hex(4)}")
    law = _set_law(opened, engine)
    asking = Asking(opened.vault, law.decisions, region=settings.default_region)
    channels = _open_channels(opened)
    return Services(
        settings=settings,
        now=now,
        database=opened.database,
        vault=opened.vault,
        rotation=Rotation(
            database=opened.database,
            vault=opened.vault,
            root=opened.root,
            log=opened.log,
            now=now,
            sealed=(ingestion.SEALED, repeats.SEALED),
        ),
        log=opened.log,
        audit_key=opened.audit_key,
        bundle=opened.bundle,
        purposes=law.purposes,
        engine=law.engine,
        ledger=law.ledger,
        decisions=law.decisions,
        permit_signer=opened.permit_signer,
        bundle_signer=opened.bundle_signer,
        token_issuer=opened.token_issuer,
        asking=asking,
        again=AskingAgain(
            database=opened.database,
            vault=opened.vault,
            replays=law.replays,
            log=opened.log,
            now=now,
        ),
        ingestion=Ingestion(database=opened.database, intake=_intake(opened, law)),
        journeys=_journeys(opened, law, asking, channels),
        email=channels[0],
        webhook=channels[1],
        links=opened.links,
        checkpoints=Checkpoints(opened.database, opened.log),
        witnessing=_witnessing(opened),
        anchoring=_anchoring(opened),
        forwarding=_forwarding(opened),
        repeats=Repeats(opened.vault, opened.links),
    )


def _witnessing(opened: Installation) -> Witnessing:
    return Witnessing(
        database=opened.database,
        log=opened.log,
        kept=kept_note(opened.settings),
        policy=load_policy(opened.settings),
        every=timedelta(seconds=opened.settings.witness_seconds),
        now=opened.now,
    )


def _anchoring(opened: Installation) -> Anchoring:
    settings = opened.settings
    return Anchoring(
        database=opened.database,
        log=opened.log,
        file=AnchorFile(Path(settings.anchor_file)) if settings.anchor_file else None,
        authority=load_authority(settings),
        every=timedelta(seconds=settings.tsa_seconds),
        now=opened.now,
    )


def _forwarding(opened: Installation) -> Forwarding:
    return Forwarding(
        database=opened.database,
        log=opened.log,
        to=targets(opened.settings),
        every=timedelta(seconds=opened.settings.forward_seconds),
        now=opened.now,
    )


@dataclass(frozen=True, kw_only=True)
class _Law:
    """What decides and remembers."""

    purposes: Purposes
    engine: PolicyEngine
    ledger: Ledger
    decisions: Decisions
    replays: Replays


def _set_law(opened: Installation, engine: PolicyEngine | None) -> _Law:
    settings, bundle = opened.settings, opened.bundle
    purposes = Purposes(bundle)
    chosen = engine or Remembering(_engine(settings, bundle))
    controller = {
        "name": settings.controller_name,
        "contact": settings.controller_contact,
    }
    ledger = Ledger(purposes=purposes, log=opened.log, controller=controller)
    decisions = Decisions(
        engine=chosen,
        bundle=bundle,
        ledger=ledger,
        log=opened.log,
        permit_signer=opened.permit_signer,
        permit_ttl=timedelta(seconds=settings.permit_seconds),
    )
    replays = Replays(
        engine=chosen,
        bundle=bundle,
        ledger=ledger,
        make_engine=partial(
            EmbeddedEngine, timeout_seconds=settings.policy_timeout_seconds
        ),
    )
    return _Law(
        purposes=purposes,
        engine=chosen,
        ledger=ledger,
        decisions=decisions,
        replays=replays,
    )


def _open_channels(opened: Installation) -> tuple[EmailChannel, WebhookChannel]:
    settings = opened.settings
    return EmailChannel(settings), WebhookChannel(settings, opened.webhook_secret)


def _journeys(
    opened: Installation,
    law: _Law,
    asking: Asking,
    channels: tuple[EmailChannel, WebhookChannel],
) -> Journeys:
    settings = opened.settings
    return Journeys(
        database=opened.database,
        vault=opened.vault,
        asking=asking,
        decisions=law.decisions,
        log=opened.log,
        links=opened.links,
        channels=channels,
        sender=f"{settings.controller_name}, {settings.controller_contact}",
        now=opened.now,
    )


def _intake(opened: Installation, law: _Law) -> Intake:
    return Intake(
        vault=opened.vault,
        decisions=law.decisions,
        ledger=law.ledger,
        purposes=law.purposes,
        log=opened.log,
        region=opened.settings.default_region or None,
    )


def _engine(settings: Settings, bundle: Bundle) -> PolicyEngine:
    if settings.policy_engine == "opa":
        # By its full name: what it brings along is a fifth of what a command imports.
        return consent.OpaEngine(
            bundle,
            url=settings.opa_url,
            token=settings.opa_token,
            ca_file=settings.opa_ca_file,
            timeout_seconds=settings.policy_timeout_seconds,
        )
    return EmbeddedEngine(bundle, timeout_seconds=settings.policy_timeout_seconds)
