"""Where the wrapping keys are: the one place that chooses by the settings.

Each provider but the file needs a library that is an extra of this package, so that
nobody installs what they do not use.
"""

import importlib
from collections.abc import Callable, Mapping
from types import ModuleType

from cdp.errors import ConflictError, SettingsError, UnavailableError
from cdp.settings import Settings
from cdp.vault.keyfile import KeyFile
from cdp.vault.root import Root


def open_root(settings: Settings) -> Root:
    """Give the wrapping keys of an installation that was made before.

    Raises:
        UnavailableError: There are none here: run `accord init`.
        SettingsError: They cannot be used; the message says what to do.
    """
    if settings.key_provider == "file" and not settings.key_file.exists():
        raise UnavailableError(
            f"there is no root key at {settings.key_file}; run `accord init` first"
        )
    return PROVIDERS[settings.key_provider](settings)


def make_root(settings: Settings, *, prepared: bool) -> Root:
    """Give the wrapping keys of an installation that may be new.

    Args:
        settings: Where they are.
        prepared: Whether the database belongs to an installation already.

    Raises:
        UnavailableError: The database belongs to wrapping keys that are not here.
        ConflictError: The keys here belong to another installation.
    """
    if settings.key_provider == "file":
        fresh = not settings.key_file.exists()
        if fresh and not prepared:
            return KeyFile.create(settings.key_file, settings.key_passphrase)
    else:
        fresh = not PROVIDERS[settings.key_provider](settings).names()
        if not fresh and not prepared:
            raise ConflictError(
                f"{settings.key_provider} holds keys named {settings.key_prefix} of "
                "another installation; choose another ACCORD_KEY_PREFIX"
            )
    if fresh and prepared:
        raise UnavailableError(
            "this database belongs to a root key that is not here; "
            "bring the key file back from its copy"
        )
    return PROVIDERS[settings.key_provider](settings)


def _file(settings: Settings) -> Root:
    return KeyFile.load(settings.key_file, settings.key_passphrase)


def _hsm(settings: Settings) -> Root:
    _need(settings, "hsm_module", "hsm_token", "hsm_pin")
    made: Root = _load("hsm", "pkcs11").Hsm(
        settings.hsm_module,
        settings.hsm_token,
        settings.hsm_pin,
        settings.key_prefix,
    )
    return made


def _transit(settings: Settings) -> Root:
    _need(settings, "transit_url", "transit_token")
    made: Root = _load("transit", "transit").Transit(
        settings.transit_url,
        settings.transit_token,
        settings.transit_mount,
        settings.key_prefix,
        settings.transit_ca_file,
    )
    return made


PROVIDERS: Mapping[str, Callable[[Settings], Root]] = {
    "file": _file,
    "pkcs11": _hsm,
    "transit": _transit,
}


def _need(settings: Settings, *names: str) -> None:
    lacking = [name for name in names if not getattr(settings, name)]
    if lacking:
        why = f"must be set for ACCORD_KEY_PROVIDER={settings.key_provider}"
        raise SettingsError({f"ACCORD_{name.upper()}": why for name in lacking})


def _load(module: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(f"cdp.vault.{module}")
    except ImportError as err:
        why = f"needs a library: pip install 'accord-cdp[{extra}]'"
        raise SettingsError({"ACCORD_KEY_PROVIDER": why}) from err
