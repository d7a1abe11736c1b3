"""New versions of keys and the end of old ones: never a row that cannot be read."""

import threading

import pytest

from cdp.database import Database
from cdp.errors import (
    ConflictError,
    KeyDestroyedError,
    NotFoundError,
    UnavailableError,
)
from cdp.vault import KeyRing, RowRef, Vault
from cdp.vault.installation import FIRST_KEYS
from tests.unit.cdp.vault.conftest import NOW

ROW = RowRef("record", "rec_1", "body")
PEOPLE = [f"sub_{number}" for number in range(25)]


@pytest.fixture
def vault(database: Database, root: KeyRing) -> Vault:
    return prepared(database, root)


def prepared(database: Database, root: KeyRing) -> Vault:
    made = Vault(root)
    with database.transaction() as conn:
        made.prepare(conn, NOW)
        made.create_subjects(conn, PEOPLE, NOW)
    return made


def rewrap_all(database: Database, vault: Vault, limit: int = 20) -> list[int]:
    steps = []
    while not steps or steps[-1]:
        with database.transaction() as conn:
            steps.append(vault.rewrap_some(conn, limit))
    return steps


def wraps(database: Database, vault: Vault) -> dict[int, int | None]:
    with database.reading() as conn:
        found = vault.key_versions(conn)
    return {key.version: key.wraps for key in found if key.name == "kek"}


def test_every_key_moves_to_the_new_epoch_and_opens_what_it_opened(
    any_database: Database, root: KeyRing
) -> None:
    database, vault = any_database, prepared(any_database, root)
    with database.transaction() as conn:
        ring = vault.keyring(conn, PEOPLE)
        sealed = {one: ring.seal(one, "profile", ROW, one.encode()) for one in PEOPLE}
        assert vault.begin_epoch(conn, NOW) == 2
    assert wraps(database, vault) == {1: 50, 2: 0}
    assert rewrap_all(database, vault) == [20, 20, 10, 0]
    assert wraps(database, vault) == {1: 0, 2: 50}
    with database.reading() as conn:
        ring = vault.keyring(conn, PEOPLE)
    for one in PEOPLE:
        assert ring.open(one, "profile", ROW, sealed[one]).raw == one.encode()


def test_a_key_destroyed_during_a_rotation_stays_destroyed(
    database: Database, vault: Vault
) -> None:
    with database.transaction() as conn:
        vault.begin_epoch(conn, NOW)
        vault.rewrap_some(conn, 10)
        vault.destroy_subject(conn, "sub_24", now=NOW)
        vault.destroy_subject(conn, "sub_0", now=NOW)
    rewrap_all(database, vault)
    with database.reading() as conn:
        ring = vault.keyring(conn, PEOPLE)
    assert not ring.holds("sub_24", "profile")
    assert not ring.holds("sub_0", "evidence")
    assert wraps(database, vault) == {1: 0, 2: 46}


def test_an_epoch_goes_only_when_it_is_old_and_nothing_hangs_from_it(
    database: Database, vault: Vault
) -> None:
    with database.transaction() as conn:
        with pytest.raises(ConflictError, match="rotate first"):
            vault.refuse_version(conn, "kek", 1)
        with pytest.raises(NotFoundError):
            vault.refuse_version(conn, "kek", 2)
        vault.begin_epoch(conn, NOW)
        with pytest.raises(ConflictError, match="50 rows"):
            vault.refuse_version(conn, "kek", 1)
    rewrap_all(database, vault)
    with database.transaction() as conn:
        assert vault.refuse_version(conn, "kek", 1) == "kek-1"
        assert vault.note_destroyed(conn, "kek", 1, NOW)
        assert not vault.note_destroyed(conn, "kek", 1, NOW)


def test_without_its_wrapping_key_a_backup_opens_nobody(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    """Rows of the old epoch, as a backup has them, and what is left outside."""
    with database.transaction() as conn:
        sealed = vault.keyring(conn, PEOPLE).seal("sub_1", "profile", ROW, b"lea")
        vault.begin_epoch(conn, NOW)
        root.destroy("kek-1")
        ring = Vault(root).keyring(conn, PEOPLE)
        with pytest.raises(KeyDestroyedError):
            ring.open("sub_1", "profile", ROW, sealed)


def test_who_is_gone_from_backups_is_known_by_epochs(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    with database.transaction() as conn:
        assert vault.not_shredded(conn, PEOPLE) == {}
        vault.destroy_subject(conn, "sub_1", ("profile",), now=NOW)
        assert vault.not_shredded(conn, PEOPLE) == {"sub_1": 1}
        vault.begin_epoch(conn, NOW)
    rewrap_all(database, vault)
    with database.transaction() as conn:
        vault.destroy_subject(conn, "sub_2", now=NOW)
        vault.note_destroyed(conn, "kek", 1, NOW)
        assert vault.not_shredded(conn, PEOPLE) == {"sub_1": 1, "sub_2": 2}
        root.destroy("kek-1")
        assert vault.not_shredded(conn, PEOPLE) == {"sub_2": 2}


def test_who_began_before_an_epoch_is_waited_for(
    any_database: Database, root: KeyRing
) -> None:
    """A key wrapped by the old epoch, not committed yet, must not be overlooked."""
    database, vault = any_database, prepared(any_database, root)
    other = Vault(root)
    wrapped, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with database.transaction() as conn:
            other.create_subjects(conn, ["sub_late"], NOW)
            wrapped.set()
            go_on.wait(10)

    writer = threading.Thread(target=late)
    writer.start()
    wrapped.wait(10)
    threading.Timer(0.2, go_on.set).start()
    with database.transaction() as conn:
        assert vault.begin_epoch(conn, NOW) == 2
        assert go_on.is_set(), "the epoch began while an older one was being used"
    writer.join(10)
    assert wraps(database, vault) == {1: 52, 2: 0}


def test_a_new_generation_of_the_root_leaves_the_old_one_without_use(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    with database.transaction() as conn:
        changed = vault.rewrap_root(conn, root, renew=True)
    assert changed == len(FIRST_KEYS) - 2, "all but the KEK and the installation key"
    root.destroy("root-1")
    with database.transaction() as conn:
        again = Vault(root)
        again.load(conn)
        assert again.installation == vault.installation
        assert again.renew_signing(conn, "permits", NOW) == 2
        found = {key.wrapped_by for key in again.key_versions(conn)}
    assert found == {"root-2", "kek-1", "installation-1"}


def test_a_key_nobody_ever_made_has_no_next_version(
    database: Database, root: KeyRing
) -> None:
    with database.transaction() as conn, pytest.raises(UnavailableError):
        Vault(root).begin_epoch(conn, NOW)
