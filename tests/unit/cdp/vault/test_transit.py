"""A key service that is gone, that refuses us, and that would make keys in passing."""

import uuid
from pathlib import Path

import pytest

from cdp.errors import KeyDestroyedError, UnavailableError
from cdp.vault import Vault
from cdp.vault.transit import Transit
from tests.key_services import SERVICE_TOKEN, KeyService
from tests.unit.cdp.vault.conftest import NOW

KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def transit(key_service: KeyService) -> Transit:
    prefix = "t" + uuid.uuid4().hex[:8]
    return Transit(key_service.url, SERVICE_TOKEN, "transit", prefix)


def test_a_service_that_is_gone_is_unavailable() -> None:
    gone = Transit("http://127.0.0.1:9", SERVICE_TOKEN, "transit", "t")
    for act in (
        gone.refresh,
        lambda: gone.make("kek-1"),
        lambda: gone.destroy("kek-1"),
        lambda: gone.wrap("kek-1", b"place", KEY),
        lambda: gone.unwrap("kek-1", b"place", b"vault:v1:AAAA"),
    ):
        with pytest.raises(UnavailableError, match="the key service gives"):
            act()


def test_a_token_that_is_refused_is_unavailable(key_service: KeyService) -> None:
    stranger = Transit(key_service.url, "not-a-token", "transit", "t")
    with pytest.raises(UnavailableError, match="Forbidden"):
        stranger.refresh()


def test_a_key_that_is_gone_is_never_made_in_passing(transit: Transit) -> None:
    with pytest.raises(KeyDestroyedError):
        transit.wrap("kek-1", b"place", KEY)
    assert transit.names() == frozenset()


def test_a_key_in_the_service_cannot_be_read(
    transit: Transit, key_service: KeyService
) -> None:
    transit.make("kek-1")
    key = key_service.client.secrets.transit.read_key(f"{transit._prefix}kek-1")
    assert key["data"]["exportable"] is False
    assert key["data"]["allow_plaintext_backup"] is False
    assert key["data"]["deletion_allowed"] is False


def test_an_installation_keeps_its_keys_in_the_service(
    database, transit: Transit
) -> None:
    vault = Vault(transit)
    with database.transaction() as conn:
        vault.prepare(conn, NOW)
        vault.create_subjects(conn, ["sub_lea"], NOW)
        vault.begin_epoch(conn, NOW)
        vault.rewrap_some(conn, 10)
        assert transit.destroy(vault.refuse_version(conn, "kek", 1))
        assert transit.names() == {"root-1", "kek-2", "installation-1"}
        again = Vault(transit)
        assert again.keyring(conn, ["sub_lea"]).cipher("sub_lea", "profile")


def test_the_policy_that_the_page_gives_suffices(key_service: KeyService) -> None:
    page = (ROOT / "docs" / "keys.md").read_text()
    lines = [one for one in page.splitlines() if one.startswith('    path "transit/')]
    assert len(lines) == 4
    prefix = "t" + uuid.uuid4().hex[:8]
    policy = "\n".join(lines).replace("accord-", f"{prefix}-")
    key_service.client.sys.create_or_update_policy(prefix, policy)
    made = key_service.client.auth.token.create(policies=[prefix])
    transit = Transit(key_service.url, made["auth"]["client_token"], "transit", prefix)
    transit.make("kek-1")
    wrapped = transit.wrap("kek-1", b"place", KEY)
    assert transit.unwrap("kek-1", b"place", wrapped) == KEY
    assert transit.destroy("kek-1")
    with pytest.raises(KeyDestroyedError):
        transit.unwrap("kek-1", b"place", wrapped)
