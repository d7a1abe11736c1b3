"""Checkpoints reach a file and an authority, and what comes back is checked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from audit import VerificationError, evidence_store, read_checkpoint
from cdp.assembly import Services, assemble
from cdp.errors import SettingsError, UnavailableError
from cdp.scheduler import Scheduler
from cdp.settings import Settings
from tests.tsa import TestAuthority
from tests.unit.audit.test_sealing import roll_back
from tests.unit.cdp.test_witnessing import grow
from tests.unit.cdp.witness_near import serving


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture
def anchored(
    services: Services, tmp_path: Path, authority: TestAuthority
) -> Iterator[Services]:
    with serving(authority.app()) as url:
        settings = replace(
            services.settings,
            anchor_file=str(tmp_path / "anchor.jsonl"),
            tsa_url=f"{url}/tsa",
            tsa_ca_file=str(authority.root),
        )
        made = assemble(settings)
        yield made
        made.close()


def faults(services: Services) -> list[str]:
    with services.database.reading() as conn:
        return list(services.anchoring.faults(conn))


def test_the_newest_checkpoint_is_stamped_once_and_openssl_agrees(
    anchored: Services, authority: TestAuthority, tmp_path: Path
):
    assert not anchored.anchoring.stamp()  # nothing is signed yet
    for _ in range(2):
        size = grow(anchored)
        assert anchored.anchoring.stamp()
        assert not anchored.anchoring.stamp()
        with anchored.database.reading() as conn:
            last = anchored.anchoring.last_stamp(conn)
        assert last.size == size
        assert abs(last.at - anchored.now()) < timedelta(hours=1)
    note, token = tmp_path / "note.txt", tmp_path / "token.tsr"
    note.write_text(last.note)
    token.write_bytes(last.token)
    assert authority.accepts(token, note)
    note.write_text(last.note.replace(f"\n{size}\n", f"\n{size + 1}\n"))
    assert not authority.accepts(token, note)
    assert faults(anchored) == []


def test_each_checkpoint_reaches_the_file_once(anchored: Services):
    sizes = [grow(anchored) for _ in range(3)]
    assert anchored.anchoring.write_file() == 3
    assert anchored.anchoring.write_file() == 0
    sizes.append(grow(anchored))
    assert anchored.anchoring.write_file() == 1
    found = [read_checkpoint(note).size for note in anchored.anchoring.file.notes()]
    assert found == sizes
    assert faults(anchored) == []


def test_the_jobs_of_the_scheduler_anchor(anchored: Services):
    grow(anchored)
    scheduler = Scheduler(anchored)
    scheduler.run_once()
    scheduler.stop()
    assert list(anchored.anchoring.file.notes())
    with anchored.database.reading() as conn:
        assert anchored.anchoring.last_stamp(conn)


def test_a_database_that_went_back_is_shown_by_the_file(anchored: Services):
    small = grow(anchored)
    grow(anchored, 3)
    anchored.anchoring.write_file()
    roll_back(anchored.database, small)
    assert faults(anchored) == [
        f"{small + 3} entries were signed, and the log holds {small}"
    ]


def test_a_time_stamp_that_somebody_put_there_is_shown(anchored: Services):
    size = grow(anchored)
    with anchored.database.transaction() as conn:
        place = anchored.settings.tsa_url
        evidence_store.add_anchor(conn, size, "rfc3161", place, b"forged", 1)
    [fault] = faults(anchored)
    assert fault.startswith(f"the time stamp of {size} entries: ")


def test_an_authority_that_gives_nothing_is_asked_again(
    anchored: Services, tmp_path: Path
):
    grow(anchored)
    for address in ("http://127.0.0.1:9/", anchored.settings.tsa_url + "/no"):
        wrong = replace(anchored.anchoring.authority, url=address)
        anchored.anchoring.authority = wrong
        with pytest.raises(UnavailableError, match="gave no time stamp"):
            anchored.anchoring.stamp()
    assert "no checkpoint has a time stamp yet" in anchored.anchoring.trouble()


def test_an_answer_that_does_not_hold_is_not_kept(anchored: Services):
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: Response(b"x"), methods=["POST"])
    grow(anchored)
    with serving(app) as url:
        wrong = replace(anchored.anchoring.authority, url=f"{url}/")
        anchored.anchoring.authority = wrong
        with pytest.raises(VerificationError):
            anchored.anchoring.stamp()
        with anchored.database.reading() as conn:
            assert anchored.anchoring.last_stamp(conn) is None


def test_late_time_stamps_are_said(anchored: Services):
    assert anchored.anchoring.trouble() == ""
    grow(anchored)
    anchored.anchoring.stamp()
    assert anchored.anchoring.trouble() == ""
    grow(anchored)
    assert anchored.anchoring.trouble() == ""
    late = anchored.now() + timedelta(days=1)
    anchored.anchoring._now = lambda: late
    assert "last time stamp on" in anchored.anchoring.trouble()
    assert "last time stamp on" in anchored.health()["time stamps"]


def test_without_settings_nothing_leaves(services: Services):
    grow(services)
    assert not services.anchoring.stamp()
    assert services.anchoring.write_file() == 0
    assert services.anchoring.trouble() == ""
    assert faults(services) == []
    with services.database.reading() as conn:
        assert services.anchoring.last_stamp(conn) is None


def test_an_authority_needs_certificates_to_be_believed_by(
    home: Path, authority: TestAuthority
):
    with pytest.raises(SettingsError, match="ACCORD_TSA_CA_FILE"):
        Settings.from_env({"ACCORD_HOME": str(home), "ACCORD_TSA_URL": "http://x/"})
