"""The settings of an installation, and the only reader of the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cdp.errors import SettingsError

ENGINES = ("embedded", "opa")
MOST_URL = 240  # as much as the position of a receiver is kept by
KEY_PROVIDERS = ("file", "pkcs11", "transit")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation chooses; every field is one ACCORD_ variable.

    No field has a secret for a default: keys are made by `accord init`.
    """

    home: Path
    database_url: str
    key_file: Path
    policy_dir: Path
    audit_checkpoint_file: Path
    key_provider: str = "file"
    key_passphrase: str = ""
    key_cache_seconds: float = 300.0
    key_prefix: str = "accord"
    hsm_module: str = ""
    hsm_token: str = ""
    hsm_pin: str = ""
    transit_url: str = ""
    transit_token: str = ""
    transit_mount: str = "transit"
    transit_ca_file: str = ""
    policy_engine: str = "embedded"
    opa_url: str = "http://127.0.0.1:8181"
    opa_token: str = ""
    opa_ca_file: str = ""
    policy_timeout_seconds: float = 0.2
    permit_seconds: int = 900
    public_url: str = "http://127.0.0.1:8080"
    controller_name: str = "Accord demo controller"
    controller_contact: str = "privacy@accord.example.test"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = False
    mail_from: str = "hello@accord.example.test"
    webhook_url: str = ""
    webhook_allow_private: bool = False
    # Callers who wait at the same time share a transaction, so more may wait.
    threads: int = 16
    scheduler: bool = True
    seal_seconds: float = 1.0
    backlog_entries: int = 4096
    backlog_seconds: float = 5.0
    audit_policy_file: str = ""
    witness_seconds: float = 60.0
    anchor_file: str = ""
    tsa_url: str = ""
    tsa_ca_file: str = ""
    tsa_seconds: float = 3600.0
    syslog_url: str = ""
    syslog_ca_file: str = ""
    otlp_url: str = ""
    otlp_token: str = ""
    otlp_ca_file: str = ""
    forward_seconds: float = 5.0
    journey_seconds: float = 2.0
    backup_days: int = 30
    default_region: str = ""
    log_level: str = "INFO"

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] | None = None, *, home: Path | None = None
    ) -> "Settings":
        """Read ACCORD_ variables; report every problem at once.

        Args:
            environ: The variables; the process's own when None.
            home: Where the installation lives; wins over ACCORD_HOME.

        Raises:
            SettingsError: One sentence for each setting that cannot work.
        """
        values = os.environ if environ is None else environ
        return _Reader(values, home).settings()

    def masked(self) -> dict[str, str]:
        """Give the effective settings for people, with secrets masked."""
        return {f.name: _mask(f.name, getattr(self, f.name)) for f in fields(self)}


SECRETS = frozenset(
    {
        "key_passphrase",
        "hsm_pin",
        "transit_token",
        "smtp_password",
        "opa_token",
        "otlp_token",
    }
)


def _mask(name: str, value: object) -> str:
    if name in SECRETS:
        return "set" if value else "not set"
    if name == "database_url":
        parts = urlsplit(str(value))
        if parts.password:
            return str(value).replace(parts.password, "…")
    return str(value)


def default_policy_dir() -> Path:
    """Find the policies: beside the packages in a clone, inside the wheel otherwise."""
    root = Path(__file__).resolve().parent.parent
    clone = root / "policies"
    return clone if clone.is_dir() else root / "consent" / "_policies"


class _Reader:
    """Collects values and problems together, so that a person mends all at once."""

    def __init__(self, environ: Mapping[str, str], home: Path | None) -> None:
        self.environ = environ
        self.problems: dict[str, str] = {}
        named = environ.get("ACCORD_HOME", "").strip()
        self.home = home or (Path(named) if named else None)

    def settings(self) -> Settings:
        if self.home is None:
            self.problems["ACCORD_HOME"] = (
                "name the folder of the installation (or pass --home DIR)"
            )
        home = (self.home or Path()).expanduser().absolute()
        chosen: dict[str, Any] = {
            "home": home,
            "database_url": self._database_url(home),
            "key_file": Path(self._text("KEY_FILE") or home / "root.key"),
            "audit_checkpoint_file": Path(
                self._text("AUDIT_CHECKPOINT_FILE") or home / "audit.checkpoint"
            ),
            "policy_dir": self._policy_dir(),
        }
        for f in fields(Settings):
            if f.name not in chosen:
                self._read_field(chosen, f.name, f.default)
        self._refuse_unknown()
        if bool(chosen.get("tsa_url")) != bool(chosen.get("tsa_ca_file")):
            self.problems["ACCORD_TSA_CA_FILE"] = (
                "must be there with ACCORD_TSA_URL: whose time stamps are believed"
            )
        if str(chosen.get("syslog_url")).startswith("tls:") and not chosen.get(
            "syslog_ca_file"
        ):
            self.problems["ACCORD_SYSLOG_CA_FILE"] = (
                "must be there with tls://: who vouches for the receiver"
            )
        if self.problems:
            raise SettingsError(self.problems)
        return Settings(**chosen)

    def _text(self, name: str) -> str:
        return self.environ.get("ACCORD_" + name, "").strip()

    def _database_url(self, home: Path) -> str:
        url = self._text("DATABASE_URL") or f"sqlite:///{home / 'accord.db'}"
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            self.problems["ACCORD_DATABASE_URL"] = (
                "must start with sqlite:/// or postgresql://"
            )
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    def _policy_dir(self) -> Path:
        folder = Path(self._text("POLICY_DIR") or default_policy_dir())
        if not (folder / "decision").is_dir():
            self.problems["ACCORD_POLICY_DIR"] = (
                "must be a folder with policies (it holds no decision/ folder)"
            )
        return folder

    def _read_field(self, chosen: dict[str, Any], name: str, default: object) -> None:
        text = self._text(name.upper())
        if not text:
            chosen[name] = default
            return
        try:
            chosen[name] = CHECKS[name](text) if name in CHECKS else text
        except ValueError as err:
            self.problems["ACCORD_" + name.upper()] = str(err)

    def _refuse_unknown(self) -> None:
        known = {"ACCORD_" + f.name.upper() for f in fields(Settings)} | OTHER_VARIABLES
        for name in sorted(self.environ):
            if name.startswith("ACCORD_") and name not in known:
                self.problems[name] = "is not a setting of Accord; check the spelling"


# Read by tools beside the product: the test runner's browser and database, and the OPA
# server that fetches our policies.
OTHER_VARIABLES = frozenset(
    {"ACCORD_CHROMIUM", "ACCORD_TEST_POSTGRES", "ACCORD_BUNDLE_TOKEN"}
)


def _number(
    kind: Callable[[str], float], low: float, high: float
) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            message = f"must be a number from {low:g} to {high:g}"
            raise ValueError(message)
        return value

    return read


def _flag(text: str) -> bool:
    if text.lower() not in {"1", "true", "yes", "0", "false", "no"}:
        raise ValueError("must be true or false")
    return text.lower() in {"1", "true", "yes"}


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an http or https address")
    return text.rstrip("/")


def _receiver(text: str) -> str:
    parts = urlsplit(text)
    rest = parts.path or parts.query or parts.fragment or parts.username
    plain = parts.scheme in {"tcp", "tls"} and parts.hostname and not rest
    if not plain or not parts.port or len(text) > MOST_URL:
        raise ValueError("must be tcp://HOST:PORT or tls://HOST:PORT")
    return text


def _receiver_url(text: str) -> str:
    url = _url(text)
    if urlsplit(url).username is not None or len(url) > MOST_URL:
        message = f"must be at most {MOST_URL} characters, without a user in it"
        raise ValueError(message)
    return url


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", text):
        raise ValueError("must be up to 32 small letters, digits and hyphens")
    return text


def _choice(options: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in options:
            message = "must be one of: " + ", ".join(options)
            raise ValueError(message)
        return text

    return read


def _file(text: str) -> str:
    if not Path(text).is_file():
        raise ValueError("must be a file that is there")
    return text


CHECKS: dict[str, Callable[[str], object]] = {
    "policy_engine": _choice(ENGINES),
    "key_provider": _choice(KEY_PROVIDERS),
    "key_cache_seconds": _number(float, 1, 3600),
    "key_prefix": _name,
    "hsm_module": _file,
    "transit_url": _url,
    "transit_ca_file": _file,
    "opa_url": _url,
    "opa_ca_file": _file,
    "public_url": _url,
    "webhook_url": _url,
    "policy_timeout_seconds": _number(float, 0.01, 10),
    "permit_seconds": _number(int, 5, 86_400),
    "smtp_port": _number(int, 1, 65_535),
    "smtp_starttls": _flag,
    "webhook_allow_private": _flag,
    "threads": _number(int, 1, 64),
    "scheduler": _flag,
    "seal_seconds": _number(float, 0.05, 60),
    "backlog_entries": _number(int, 1, 10_000_000),
    "backlog_seconds": _number(float, 0.1, 86_400),
    "audit_policy_file": _file,
    "witness_seconds": _number(float, 1, 86_400),
    "tsa_url": _url,
    "tsa_ca_file": _file,
    "tsa_seconds": _number(float, 60, 604_800),
    "syslog_url": _receiver,
    "syslog_ca_file": _file,
    "otlp_url": _receiver_url,
    "otlp_ca_file": _file,
    "forward_seconds": _number(float, 0.05, 3600),
    "journey_seconds": _number(float, 0.05, 3600),
    "backup_days": _number(int, 0, 3650),
    "log_level": _choice(("DEBUG", "INFO", "WARNING", "ERROR")),
}
