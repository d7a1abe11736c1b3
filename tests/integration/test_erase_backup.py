"""A backup opens nothing about the erased; a kill in between harms nobody."""

import os
import shutil
import signal
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

import audit
from cdp import access, profiles, rights
from cdp.assembly import Services, assemble
from cdp.database import Database
from cdp.errors import CdpError
from cdp.rotation import Agreed
from tests.amounts import amounts
from tests.integration.erasing import (
    any_world,
    erase,
    finish,
    live_through,
    past_of,
    seal,
    traces,
)

__all__ = ["any_world"]
PEOPLE = 20  # to one that is erased


@amounts(5, 50)
def test_after_its_epoch_is_gone_a_backup_opens_nothing_about_the_erased(
    any_world, amount: int, tmp_path: Path
) -> None:
    services = any_world.services
    people = [any_world.meet() for _ in range(amount * PEOPLE - amount)]
    people[:0] = [live_through(any_world) for _ in range(amount)]
    pasts = {who: past_of(services, who) for who in people}
    gone, others = people[:amount], people[amount:]
    seal(services)
    entries = [one for who in people for one in pasts[who].entries]
    with services.database.reading() as conn:
        proofs = [services.log.proof(conn, one) for one in entries]
    with backup_of(services, tmp_path) as url:
        assert in_backup(services, url, pasts) == set(people), "no backup"
        done = [erase(any_world, who) for who in gone]
        finish(any_world)
        standing = {rights.standing(one, services.now()) for one in done}
        assert standing == {"erased-here"}
        shred(services, [one for who in gone for one in pasts[who].subjects])
        assert in_backup(services, url, pasts) == set()
        assert rights.follow_up(services) == 0, "an address could still be asked about"
        end_root(services)
        assert rights.follow_up(services) == amount
        with pytest.raises(CdpError):
            in_backup(services, url, pasts)
    assert readable(services, pasts) == set(others)
    left = [name for who in gone for name in pasts[who].names]
    assert {table for table, _ in traces(services, left)} <= {
        "consent_act", "consent_receipt", "consent_permit", "subject_key", "person",
        "record", "identity_event",
    }  # fmt: skip
    seal(services)
    for proof in proofs:
        audit.verify_proof(proof, services.audit_key)
    with services.database.reading() as conn:
        assert audit.check_log(conn, services.audit_key).intact


def shred(services: Services, subjects: list[str]) -> None:
    with services.database.transaction() as conn:
        now = services.now()
        access.add_staff(conn, "dora", "a long enough password", ["dpo"], now)
        access.add_staff(conn, "otto", "a long enough password", ["operator"], now)
    agreed = Agreed(author="otto", approver="dora", reason="erasures of this week")
    assert services.rotation.shred(lambda *_: None, subjects, agreed)


def end_root(services: Services) -> None:
    """End the root that the backup's blind index hangs from."""
    agreed = Agreed(author="otto", approver="dora", reason="erasures of this week")
    for version in services.rotation.rotate_root().older_versions:
        services.rotation.destroy("root", version, agreed)


def readable(services: Services, pasts) -> set[str]:
    """Whose profile, events or log bodies still open, by any pseudonym they had."""
    found = set()
    with services.database.reading() as conn:
        keyring = services.vault.keyring(
            conn, [one for past in pasts.values() for one in past.subjects]
        )
        for who, past in pasts.items():
            opens = any(
                _opens(keyring, one, use)
                for one in past.subjects
                for use in ("profile", "event", "evidence")
            )
            if opens or _shown(services, conn, who):
                found.add(who)
    return found


def _opens(keyring, subject: str, use: str) -> bool:
    try:
        keyring.cipher(subject, use)
    except CdpError:
        return False
    return True


def _shown(services: Services, conn, who: str) -> bool:
    circle = services.asking.circle(conn, "email", who)
    try:
        return bool(profiles.view(conn, services.vault, circle))
    except CdpError:
        return False


class backup_of:  # noqa: N801  # reads as a verb where it is used
    """A copy of the whole database, as an operator makes one."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.folder = services, folder
        self.name = "b" + uuid.uuid4().hex[:12]

    def __enter__(self) -> str:
        url = self.services.database.url
        if self.services.database.dialect == "sqlite":
            self.services.database.truncate_wal()
            shutil.copy(self.services.settings.home / "accord.db", self.folder / "b.db")
            return f"sqlite:///{self.folder / 'b.db'}"
        self.services.database.dispose()
        base, _, original = url.rpartition("/")
        self.admin = Database(f"{base}/postgres")
        self._run(f"CREATE DATABASE {self.name} TEMPLATE {original}")
        return f"{base}/{self.name}"

    def __exit__(self, *_: object) -> None:
        if self.services.database.dialect == "postgresql":
            self._run(f"DROP DATABASE {self.name} WITH (FORCE)")
            self.admin.dispose()

    def _run(self, statement: str) -> None:
        autocommit = {"isolation_level": "AUTOCOMMIT"}
        with self.admin.engine.connect().execution_options(**autocommit) as conn:
            conn.exec_driver_sql(statement)


def in_backup(services: Services, url: str, pasts) -> set[str]:
    """Whose data open in the backup, with the keys of today."""
    settings = replace(services.settings, database_url=url)
    restored = assemble(settings, now=services.now)
    try:
        return readable(restored, pasts)
    finally:
        restored.close()


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from cdp import access, identity, journeys, profiles, rights, suppression
from cdp.assembly import assemble
from cdp.rights import erase, notices
from cdp.settings import Settings

home, url, request, where = sys.argv[1:]
module, name = where.rsplit(".", 1)
room = {"identity": identity, "profiles": profiles, "suppression": suppression,
        "access": access, "notices": notices, "erase": erase}[module]
before = getattr(room, name)
def kill(*args, **named):
    before(*args, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(room, name, kill)
settings = replace(Settings.from_env(home=Path(home)), database_url=url)
rights.execute(assemble(settings), request, actor="dora")
"""
STEPS = [
    "identity.forget", "suppression.add", "profiles.forget", "access.forget_person",
    "notices.ask", "erase.clear_quarantine",
]  # fmt: skip


def test_killed_in_the_middle_nothing_was_done_and_afterwards_all_of_it(
    any_world,
) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    made = rights.open_request(services, past.subjects[0], via="cli", actor="dora")
    before = traces(services, past.names)
    for step in STEPS:
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, services.settings.home,
             services.database.url, made.id, step],
            check=False, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        with services.database.reading() as conn:
            state = rights.load(conn, made.id).state
        if step != STEPS[-1]:
            assert state == "open", step
            assert traces(services, past.names) == before, step
    assert state == "executed"
    finish(any_world)
    assert traces(services, past.digests) == set()
    with services.database.reading() as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM quarantine")).scalar() == 0
