"""Keys stay in memory as long as the root answers for them, and no longer."""

import pytest

from cdp.database import Database
from cdp.errors import KeyDestroyedError, SettingsError, UnavailableError
from cdp.vault import KeyRing, Vault
from cdp.vault.held import PAUSE_SECONDS, HeldKeys
from tests.unit.cdp.vault.conftest import NOW

MINUTES = 300.0


class Switched(KeyRing):
    """Real wrapping keys behind a plug that can be pulled."""

    def __init__(self) -> None:
        super().__init__()
        self.on, self.asked = True, 0

    def refresh(self) -> None:
        self.asked += 1
        if not self.on:
            raise UnavailableError("the key service does not answer")


@pytest.fixture
def root() -> Switched:
    return Switched()


class Watch:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def held(database: Database, vault: Vault, root: Switched, watch: Watch) -> HeldKeys:
    made = HeldKeys(root, MINUTES, watch)
    with database.reading() as conn:
        made.load(conn)
    root.asked = 0
    return made


def test_the_root_is_not_asked_while_its_word_is_young(
    held: HeldKeys, root: Switched, watch: Watch
) -> None:
    watch.at += MINUTES / 2 - 1
    assert held.fresh().newest("kek")[0] == 1
    assert root.asked == 0


def test_the_root_is_asked_ahead_of_time_and_its_silence_harms_nobody_yet(
    held: HeldKeys, root: Switched, watch: Watch
) -> None:
    watch.at += MINUTES / 2
    root.on = False
    assert held.fresh().installation
    assert held.fresh().installation
    assert root.asked == 1, "not every caller asks a root that is silent"
    root.on = True
    watch.at += PAUSE_SECONDS
    held.fresh()
    watch.at += MINUTES / 2 + 1
    assert held.fresh().installation
    assert root.asked == 3


def test_after_its_time_nothing_is_served_on_old_keys(
    database: Database, held: HeldKeys, root: Switched, watch: Watch
) -> None:
    root.on = False
    watch.at += MINUTES
    with pytest.raises(UnavailableError, match="does not answer"):
        held.fresh()
    with database.reading() as conn, pytest.raises(UnavailableError):
        held.fresh(conn)
    assert root.asked == 1, "one asks, the others are told at once"
    watch.at += PAUSE_SECONDS
    root.on = True
    with database.reading() as conn:
        assert held.fresh(conn).newest("kek")[0] == 1


def test_keys_come_back_without_a_connection_too(
    held: HeldKeys, root: Switched, watch: Watch
) -> None:
    watch.at += MINUTES * 2
    assert held.fresh().newest("index")[0] == 1
    assert root.asked == 1


def test_a_root_whose_settings_broke_counts_as_silent(
    held: HeldKeys, root: Switched, watch: Watch
) -> None:
    def refuse() -> None:
        raise SettingsError({"ACCORD_KEY_FILE": "cannot be read"})

    root.refresh = refuse
    watch.at += MINUTES
    with pytest.raises(UnavailableError, match="cannot be read"):
        held.fresh()


def test_nothing_is_held_before_it_is_loaded(root: Switched) -> None:
    with pytest.raises(UnavailableError, match="no keys are loaded"):
        HeldKeys(root).fresh()


def test_wrapping_keys_older_than_the_database_are_named(
    database: Database, vault: Vault, root: Switched
) -> None:
    with database.transaction() as conn:
        vault.begin_epoch(conn, NOW)
        root.destroy("kek-2")  # a copy of the key file from before
        stale = Vault(root)
        stale.load(conn)
        with pytest.raises(UnavailableError, match="lack kek-2"):
            stale.create_subjects(conn, ["sub_lea"], NOW)
        root.destroy("root-1")
        with pytest.raises(UnavailableError, match="lack root-1"):
            stale.load(conn)


def test_a_database_restored_from_before_a_destruction_can_begin_anew(
    database: Database, vault: Vault, root: Switched
) -> None:
    with database.transaction() as conn:
        vault.create_subjects(conn, ["sub_lea"], NOW)
        root.destroy("kek-1")
        restored = Vault(root)
        with pytest.raises(UnavailableError, match="lack kek-1"):
            restored.create_subjects(conn, ["sub_new"], NOW)
        with pytest.raises(UnavailableError, match="restored from before"):
            HeldKeys(root).load(conn).newest("kek")
        assert restored.begin_epoch(conn, NOW) == 2
        restored.create_subjects(conn, ["sub_new"], NOW)
        assert restored.rewrap_some(conn, 100) == 0, "nobody can open the old ones"
        ring = restored.keyring(conn, ["sub_lea", "sub_new"])
    assert ring.cipher("sub_new", "profile")
    with pytest.raises(KeyDestroyedError):
        ring.cipher("sub_lea", "profile")


def test_a_key_destroyed_elsewhere_is_kept_for_those_who_began_before(
    database: Database, vault: Vault, held: HeldKeys, root: Switched, watch: Watch
) -> None:
    """Their rows are from before it was replaced; then it is forgotten."""
    with database.transaction() as conn:
        vault.begin_epoch(conn, NOW)
        held.load(conn)
        root.destroy("kek-1")
        watch.at += MINUTES / 2
        assert held.fresh(conn).keks.keys() == {1, 2}
        watch.at += MINUTES / 2
        assert held.fresh(conn).keks.keys() == {2}
