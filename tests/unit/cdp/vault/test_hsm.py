"""An HSM that is taken away, and settings that cannot work."""

import uuid

import pytest

from cdp.errors import SettingsError, UnavailableError
from cdp.vault import Vault
from cdp.vault.hsm import Hsm
from tests.key_services import PIN, TOKEN, SoftToken
from tests.unit.cdp.vault.conftest import NOW

KEY = bytes(range(32))


@pytest.fixture
def hsm(soft_token: SoftToken) -> Hsm:
    return Hsm(soft_token.module, TOKEN, PIN, "t" + uuid.uuid4().hex[:8])


def test_a_key_in_the_token_cannot_be_read(hsm: Hsm) -> None:
    import pkcs11

    hsm.make("kek-1")
    key = hsm._key(hsm._session, "kek-1")
    with pytest.raises(pkcs11.AttributeSensitive):
        key[pkcs11.Attribute.VALUE]


# The library complains of the search that was under way when the session went.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_session_that_broke_is_opened_again(hsm: Hsm) -> None:
    hsm.make("kek-1")
    wrapped = hsm.wrap("kek-1", b"place", KEY)
    hsm._session.close()
    assert hsm.unwrap("kek-1", b"place", wrapped) == KEY


def test_two_keys_of_one_name_are_not_chosen_between(hsm: Hsm) -> None:
    hsm.make("kek-1")
    found = hsm._keys
    hsm._keys = lambda *_: []  # another process makes it at the same moment
    hsm.make("kek-1")
    hsm._keys = found
    with pytest.raises(UnavailableError, match="more than one key kek-1"):
        hsm.wrap("kek-1", b"place", KEY)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"token": "another"}, UnavailableError),
        ({"module": "/etc/hostname"}, SettingsError),
    ],
)
def test_what_cannot_be_reached_is_said(
    soft_token: SoftToken, change: dict[str, str], error: type[Exception]
) -> None:
    terms = {"module": soft_token.module, "token": TOKEN, "pin": PIN, "prefix": "t"}
    with pytest.raises(error):
        Hsm(**{**terms, **change}).refresh()


def test_an_installation_keeps_its_keys_in_the_token(database, hsm: Hsm) -> None:
    vault = Vault(hsm)
    with database.transaction() as conn:
        vault.prepare(conn, NOW)
        vault.create_subjects(conn, ["sub_lea"], NOW)
        vault.begin_epoch(conn, NOW)
        vault.rewrap_some(conn, 10)
        assert hsm.destroy(vault.refuse_version(conn, "kek", 1))
        assert hsm.names() == {"root-1", "kek-2", "installation-1"}
        again = Vault(hsm)
        assert again.keyring(conn, ["sub_lea"]).cipher("sub_lea", "profile")
