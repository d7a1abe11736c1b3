"""An installation finds its wrapping keys where its settings say, or tells why not."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdp.assembly import assemble, initialise
from cdp.errors import ConflictError, SettingsError, UnavailableError
from cdp.settings import Settings
from cdp.vault import open_root, providers
from tests.key_services import PIN, SERVICE_TOKEN, TOKEN, KeyService, SoftToken

NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(params=["pkcs11", "transit"])
def elsewhere(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """An installation whose keys are in no file."""
    common = {"key_provider": request.param, "key_prefix": f"t{uuid.uuid4().hex[:8]}"}
    if request.param == "pkcs11":
        token: SoftToken = request.getfixturevalue("soft_token")
        terms = {"hsm_module": token.module, "hsm_token": TOKEN}
        return replace(settings, **common, **terms, hsm_pin=PIN)
    service: KeyService = request.getfixturevalue("key_service")
    terms = {"transit_url": service.url, "transit_token": SERVICE_TOKEN}
    return replace(settings, **common, **terms)


def test_an_installation_stands_on_keys_elsewhere(elsewhere: Settings) -> None:
    made = initialise(elsewhere, NOW)
    assert made["key_file"] == ""
    assert initialise(elsewhere, NOW)["made"] == 0
    services = assemble(elsewhere)
    assert services.rotation.rotate(lambda *_: None).epoch == 2
    assert services.health()["keys"] == "ok"
    services.close()
    assert not elsewhere.key_file.exists()


def test_a_second_installation_under_the_same_prefix_is_refused(
    elsewhere: Settings,
) -> None:
    initialise(elsewhere, NOW)
    url = f"sqlite:///{elsewhere.home / 'second.db'}"
    with pytest.raises(ConflictError, match="ACCORD_KEY_PREFIX"):
        initialise(replace(elsewhere, database_url=url), NOW)


def test_a_database_whose_keys_are_elsewhere_is_left_alone(
    elsewhere: Settings,
) -> None:
    initialise(elsewhere, NOW)
    with pytest.raises(UnavailableError, match="root key that is not here"):
        initialise(replace(elsewhere, key_prefix="t" + uuid.uuid4().hex[:8]), NOW)


@pytest.mark.parametrize(
    ("provider", "named"),
    [("pkcs11", "ACCORD_HSM_PIN"), ("transit", "ACCORD_TRANSIT_TOKEN")],
)
def test_what_a_provider_lacks_is_named(
    settings: Settings, provider: str, named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        open_root(replace(settings, key_provider=provider))


def test_a_library_that_is_not_installed_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(providers.importlib, "import_module", refuse)
    terms = {"transit_url": "http://127.0.0.1:9", "transit_token": "x"}
    with pytest.raises(SettingsError, match=r"accord-cdp\[transit\]"):
        open_root(replace(settings, key_provider="transit", **terms))


def test_no_key_file_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(UnavailableError, match="accord init"):
        open_root(settings)
