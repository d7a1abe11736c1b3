"""Rotation goes on where it was stopped; destruction takes two people and no row."""

import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit import Filters
from cdp import access, rotation
from cdp.access import staff
from cdp.assembly import Services, assemble
from cdp.errors import (
    ConflictError,
    InvalidInputError,
    KeyDestroyedError,
    UnavailableError,
)
from cdp.rotation import Agreed
from cdp.vault import RowRef

ROW = RowRef("record", "rec_1", "body")
PEOPLE = [f"sub_{number}" for number in range(60)]
AGREED = Agreed(author="ops", approver="ada", reason="somebody was erased")


def silent(_step: str, _done: int, _total: int) -> None:
    """Nobody looks at the progress here."""


@pytest.fixture
def people(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    with services.database.transaction() as conn:
        services.vault.create_subjects(conn, PEOPLE, services.now())
        for name, role in (("ops", "operator"), ("ada", "dpo")):
            access.add_staff(
                conn, name, "a long enough password", [role], services.now()
            )
    return services


def seal_all(services: Services) -> dict[str, bytes]:
    with services.database.reading() as conn:
        ring = services.vault.keyring(conn, PEOPLE)
    return {one: ring.seal(one, "profile", ROW, one.encode()) for one in PEOPLE}


def opened(services: Services, sealed: dict[str, bytes]) -> set[str]:
    """Give those whose value still opens."""
    found = set()
    with services.database.reading() as conn:
        ring = services.vault.keyring(conn, PEOPLE)
    for one, value in sealed.items():
        try:
            assert ring.open(one, "profile", ROW, value).raw == one.encode()
            found.add(one)
        except KeyDestroyedError:
            pass
    return found


def said(services: Services) -> list[tuple[str, str]]:
    """What the log says about keys, oldest first."""
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters())
    return [
        (one.header["k"], one.header["out"])
        for one in reversed(found)
        if one.header["k"].startswith("key.")
    ]


def test_a_rotation_moves_everybody_and_says_what_it_did(people: Services) -> None:
    sealed, steps = seal_all(people), []
    done = people.rotation.rotate(lambda *step: steps.append(step), batch=50)
    assert (done.epoch, done.resumed, done.rewrapped) == (2, False, 120)
    assert (done.unreadable, done.older_epochs) == (0, (1,))
    assert [step[1:] for step in steps] == [(50, 120), (100, 120), (120, 120)]
    assert opened(people, sealed) == set(PEOPLE)


def test_a_rotation_that_was_stopped_is_finished_and_not_begun_again(
    people: Services,
) -> None:
    class StopError(Exception):
        pass

    def stop(_step: str, done: int, _total: int) -> None:
        if done >= 40:
            raise StopError

    with pytest.raises(StopError):
        people.rotation.rotate(stop, batch=20)
    done = people.rotation.rotate(silent)
    assert (done.epoch, done.resumed, done.rewrapped) == (2, True, 80)
    again = people.rotation.rotate(silent)
    assert (again.epoch, again.resumed) == (3, False)


def test_an_epoch_begun_after_an_erasure_is_asked_for_by_number(
    people: Services,
) -> None:
    people.rotation.rotate(silent)
    assert people.rotation.rotate(silent, beyond=1).epoch == 2
    assert people.rotation.rotate(silent, beyond=2).epoch == 3


def test_rows_in_use_for_ever_end_a_rotation_that_can_be_repeated(
    people: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "PATIENCE_SECONDS", -1.0)
    monkeypatch.setattr(people.vault, "rewrap_some", lambda _conn, _limit: 0)
    with pytest.raises(UnavailableError, match="try again"):
        people.rotation.rotate(silent)
    monkeypatch.undo()
    assert people.rotation.rotate(silent).rewrapped == 120


def test_destruction_takes_two_people_an_old_epoch_and_no_row(people: Services) -> None:
    for wrong, field in (
        (Agreed(author="ops", approver="ops", reason="x"), "approver"),
        (Agreed(author="ada", approver="ops", reason="x"), "approver"),
        (Agreed(author="eve", approver="ada", reason="x"), "by"),
        (Agreed(author="ops", approver="ada", reason=" "), "reason"),
    ):
        with pytest.raises(InvalidInputError, match=field):
            people.rotation.destroy_epoch(1, wrong)
    with pytest.raises(ConflictError):
        people.rotation.destroy_epoch(1, AGREED)
    people.rotation.rotate(silent)
    assert people.rotation.destroy_epoch(1, AGREED)
    assert not people.rotation.destroy_epoch(1, AGREED)
    found = {(k.name, k.version): k for k in people.rotation.register()}
    assert found["kek", 1].destroyed_at
    assert not found["kek", 1].present
    assert found["kek", 2].present
    assert said(people) == [
        ("key.create", "done"),
        ("key.rotate", "done"),
        ("key.rotate", "done"),
        ("key.destroy", "allow"),
        ("key.destroy", "done"),
        ("key.destroy", "allow"),
    ]


def test_a_destruction_that_was_interrupted_is_completed(
    people: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.rotation.rotate(silent)

    def stop(*_: object) -> bool:
        raise UnavailableError("stopped here")

    with monkeypatch.context() as broken:
        broken.setattr(people.vault, "note_destroyed", stop)
        with pytest.raises(UnavailableError):
            people.rotation.destroy_epoch(1, AGREED)
    assert opened(people, seal_all(people)) == set(PEOPLE)
    assert people.rotation.destroy_epoch(1, AGREED)


def test_a_backup_opens_nothing_of_the_erased_once_their_epochs_are_gone(
    people: Services, tmp_path: Path
) -> None:
    sealed, gone = seal_all(people), PEOPLE[:3]
    backup = tmp_path / "backup.db"
    for tail in ("", "-wal"):
        source = people.settings.home / f"accord.db{tail}"
        if source.exists():
            shutil.copy(source, f"{backup}{tail}")
    with people.database.transaction() as conn:
        for one in gone:
            people.vault.destroy_subject(conn, one, now=people.now())
        assert set(people.vault.not_shredded(conn, PEOPLE)) == set(gone)
    assert opened(restored(people, backup), sealed) == set(PEOPLE)
    assert people.rotation.shred(silent, gone, AGREED) == (1,)
    assert people.rotation.shred(silent, gone, AGREED) == ()
    assert opened(people, sealed) == set(PEOPLE) - set(gone)
    assert opened(restored(people, backup), sealed) == set()


def restored(services: Services, backup: Path) -> Services:
    return assemble(replace(services.settings, database_url=f"sqlite:///{backup}"))


KILLED = """
import os, signal, sys
from pathlib import Path
from cdp import rotation
from cdp.assembly import assemble
from cdp.settings import Settings
services = assemble(Settings.from_env(home=Path(sys.argv[1])))
def kill(step, done, total):
    if done >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
services.rotation.rotate(kill, batch=10)
"""


def test_a_rotation_killed_again_and_again_comes_to_its_end(people: Services) -> None:
    sealed, home = seal_all(people), people.settings.home
    for at in (10, 20):
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, home, str(at)], check=False
        )
        assert ended.returncode == -signal.SIGKILL
        assert opened(people, sealed) == set(PEOPLE)
    done = people.rotation.rotate(silent)
    assert (done.epoch, done.resumed, done.rewrapped) == (2, True, 90)
    assert people.rotation.destroy_epoch(1, AGREED)
    assert opened(people, sealed) == set(PEOPLE)
