"""Keys of the installation: each seal holds in its place, its use and its version."""

from datetime import timedelta
from itertools import product

import pytest

from cdp.database import Database
from cdp.errors import KeyDestroyedError, SealBrokenError
from cdp.vault import KeyRing, RowRef, Vault
from tests.unit.cdp.vault.conftest import NOW

PLACES = [
    RowRef("quarantine", "qar_1", "body"),
    RowRef("quarantine", "qar_2", "body"),
    RowRef("quarantine", "qar_1", "other"),
    RowRef("repeat", "qar_1", "body"),
    RowRef("quarantine", "qar_1", "body", 2),
]
LEA, TOM = "sub_lea", "sub_tom"


def test_what_is_moved_anywhere_else_stays_closed(
    database: Database, vault: Vault
) -> None:
    """Rows, columns, tables, versions; of people and of the installation alike."""
    with database.transaction() as conn:
        vault.create_subjects(conn, [LEA, TOM], NOW)
        ring = vault.keyring(conn, [LEA, TOM])
        for at, to in product(PLACES, PLACES):
            mine = vault.seal_installation(conn, "quarantine", at, b"value")
            hers = ring.seal(LEA, "profile", at, b"value")
            if at == to:
                continue
            with pytest.raises(SealBrokenError):
                vault.open_installation(conn, "quarantine", to, mine)
            with pytest.raises(SealBrokenError):
                ring.open(LEA, "profile", to, hers)


def test_what_comes_from_another_installation_stays_closed(
    database: Database, pg_database: Database, root: KeyRing
) -> None:
    """Even under the same wrapping keys: two databases behind one key service."""
    here, there = Vault(root), Vault(root)
    with database.transaction() as one, pg_database.transaction() as other:
        for conn, vault in ((one, here), (other, there)):
            vault.prepare(conn, NOW)
            vault.create_subjects(conn, [LEA], NOW)
        sealed = here.seal_installation(one, "quarantine", PLACES[0], b"value")
        with pytest.raises(SealBrokenError):
            there.open_installation(other, "quarantine", PLACES[0], sealed)
        hers = here.keyring(one, [LEA]).seal(LEA, "profile", PLACES[0], b"value")
        with pytest.raises(SealBrokenError):
            there.keyring(other, [LEA]).open(LEA, "profile", PLACES[0], hers)
        body = here.seal_evidence(one, LEA, b"entry", b"body")
        with pytest.raises(SealBrokenError):
            there.open_evidence(other, LEA, b"entry", body)


def test_a_wrapped_key_of_another_installation_does_not_unwrap(
    database: Database, pg_database: Database, root: KeyRing
) -> None:
    from cdp.vault import store

    here, there = Vault(root), Vault(root)
    with database.transaction() as one, pg_database.transaction() as other:
        here.prepare(one, NOW)
        there.prepare(other, NOW)
        moved = [key for key in store.load_keys(one) if key.name == "kek"]
        store.replace_keys(other, moved)
        with pytest.raises(SealBrokenError):
            there.load(other)


def test_an_old_version_of_a_value_opens_by_its_own_key_alone(
    database: Database, vault: Vault
) -> None:
    with database.transaction() as conn:
        old = vault.seal_installation(conn, "quarantine", PLACES[0], b"old")
        vault.begin_version(conn, "installation", NOW)
        new = vault.seal_installation(conn, "quarantine", PLACES[0], b"new")
        assert old[:6] != new[:6]
        relabelled = new[:6] + old[6:]
        with pytest.raises(SealBrokenError):
            vault.open_installation(conn, "quarantine", PLACES[0], relabelled)
        vault.note_destroyed(conn, "installation", 1, NOW)
        with pytest.raises(KeyDestroyedError):
            Vault(KeyRing(vault_keys(vault))).open_installation(
                conn, "quarantine", PLACES[0], old
            )


def test_a_signing_key_is_known_before_it_signs_and_believed_after(
    database: Database, vault: Vault
) -> None:
    def seeds(after: float) -> tuple[bytes, ...]:
        at = NOW + timedelta(seconds=after)
        return vault.signing_seeds("permits", at, timedelta(minutes=15))

    (first,) = seeds(0)
    with database.transaction() as conn:
        assert vault.renew_signing(conn, "permits", NOW, wait=True) == 2
    one, other = seeds(304)
    assert one == first
    assert seeds(305) == (other, first)
    assert seeds(305 + 899) == (other, first)
    assert seeds(305 + 900) == (other,)
    with database.transaction() as conn:
        vault.renew_signing(conn, "permits", NOW + timedelta(hours=1))
    newest, *rest = seeds(3600)
    assert rest == [other]
    assert newest not in (first, other)
    assert seeds(-1)[0] == first, "a clock that is behind signs by the first"


def vault_keys(vault: Vault) -> dict[str, bytes]:
    """The wrapping keys that this vault stands on."""
    return vault._held.root.keys()
