"""`accord audit witness` and `resume`: nothing is signed by accident."""

import shutil
from pathlib import Path

import pytest

from audit import AnchorFile, VerifierKey
from cdp.commands.output import opened
from tests.tsa import TestAuthority
from tests.unit.cdp.commands.conftest import Run
from tests.unit.cdp.witness_near import policy_of, serving, witness_in


@pytest.fixture
def export(installed: Run, tmp_path: Path):
    """Seal what waits, as the server does once a second, and hand the log out."""

    def run():
        return installed("audit", "export", "--to", tmp_path / "log.jsonl", "--json")

    return run


@pytest.fixture
def folder(installed: Run, tmp_path: Path) -> Path:
    return tmp_path / "home"


def restore(folder: Path, backup: Path) -> None:
    for path in folder.glob("accord.db*"):
        path.unlink()
    shutil.copy(backup, folder / "accord.db")


@pytest.fixture
def restored(installed: Run, export, folder: Path, tmp_path: Path) -> Run:
    """An installation whose database was replaced by yesterday's."""
    assert export().code == 0
    backup = tmp_path / "yesterday.db"
    shutil.copy(folder / "accord.db", backup)
    installed("source", "add", "web")
    assert export().code == 0
    restore(folder, backup)
    return installed


def test_a_restored_backup_is_not_signed_and_says_what_to_do(restored: Run, export):
    restored("source", "add", "shop")
    restored("source", "add", "app")
    done = export()
    assert done.code == 1
    assert "audit-log-split" in done.err
    assert "accord audit resume" in done.err
    checked = restored("check", "--json")
    assert checked.code == 1
    assert "accord audit resume" in checked.found["parts"]["audit log"]


def test_an_accepted_restore_goes_on_under_another_name(
    restored: Run, export, folder: Path
):
    before = (folder / "audit.vkey").read_text()
    done = restored(
        "audit", "resume", "--accept-restore", "--reason", "disk died", "--json"
    )
    assert done.code == 0, done.err
    assert "start every process again" in done.err
    now = (folder / "audit.vkey").read_text()
    assert now.strip() == done.found["audit_key"] != before.strip()
    assert done.found["log"] in (folder / "audit.checkpoint").read_text()
    assert restored("audit", "verify", "--json").found["intact"]
    assert restored("check", "--json").found["parts"]["audit log"] == "ok"
    assert export().found["key"] == done.found["audit_key"]


def test_a_lost_file_is_replaced_from_the_database(
    installed: Run, export, folder: Path
):
    assert export().code == 0
    kept = (folder / "audit.checkpoint").read_text()
    (folder / "audit.checkpoint").unlink()
    assert "is not here" in export().err
    done = installed(
        "audit", "resume", "--trust-database", "--reason", "new disk", "--json"
    )
    assert done.code == 0, done.err
    assert done.found["log"] == kept.splitlines()[0]
    assert export().code == 0


@pytest.mark.parametrize("how", ["--accept-restore", "--trust-database"])
def test_where_nothing_was_signed_nothing_resumes(installed: Run, how: str):
    done = installed("audit", "resume", how, "--reason", "x")
    assert done.code == 1
    assert "conflict" in done.err


@pytest.mark.parametrize("how", [(), ("--accept-restore", "--trust-database")])
def test_a_person_says_which_of_the_two_it_was(installed: Run, how: tuple[str, ...]):
    assert installed("audit", "resume", *how, "--reason", "x").code == 2


def test_a_witness_is_made_with_two_keys_and_told_of_a_log(
    installed: Run, folder: Path, tmp_path: Path
):
    there = tmp_path / "witness"
    done = installed("audit", "witness", "init", there, "--name", "w.test/1", "--json")
    assert done.code == 0, done.err
    assert [key.split("+")[0] for key in done.found["keys"]] == ["w.test/1"] * 2
    for file in ("audit.vkey", "audit-ml-dsa.vkey"):
        key = (folder / file).read_text()
        done = installed("audit", "witness", "add-log", there, key, "--json")
        assert done.found["logs"] == [key.partition("+")[0]]
    assert len((there / "logs.vkey").read_text().splitlines()) == 2
    assert installed("audit", "witness", "init", there, "--name", "w.test/1").code == 1


def test_a_witness_without_a_key_does_not_start(installed: Run, tmp_path: Path):
    done = installed("audit", "witness", "serve", tmp_path)
    assert done.code == 1
    assert "make one first" in done.err


def test_verify_says_who_has_witnessed(
    installed: Run, export, folder: Path, tmp_path: Path, monkeypatch
):
    assert installed("audit", "verify", "--json").found["witnessed"] is None
    assert export().code == 0
    keys = [
        VerifierKey.parse((folder / f).read_text())
        for f in ("audit.vkey", "audit-ml-dsa.vkey")
    ]
    cosigner, app = witness_in(tmp_path / "w", *keys, name="w.test/1")
    with serving(app) as url:
        (tmp_path / "policy").write_text(policy_of(url, cosigner))
        monkeypatch.setenv("ACCORD_AUDIT_POLICY_FILE", str(tmp_path / "policy"))
        assert "no checkpoint was witnessed" in installed("check").out
        with opened(folder) as services:
            assert services.witnessing.submit()
    found = installed("audit", "verify", "--json").found["witnessed"]
    assert found["by"] == ["w0", "w1"]
    assert found["entries"] > 0
    assert installed("check", "--json").found["parts"]["witnesses"] == "ok"


def test_a_checkpoint_is_anchored_now_and_handed_out_for_openssl(
    installed: Run, tmp_path: Path, monkeypatch
):
    authority = TestAuthority(tmp_path / "tsa")
    monkeypatch.setenv("ACCORD_ANCHOR_FILE", str(tmp_path / "anchor.jsonl"))
    out = tmp_path / "out"
    done = installed("audit", "anchor", "--json")
    assert done.found == {"written": 1, "stamped": False, "entries": None, "at": None}
    assert installed("audit", "anchor", "--to", out).code == 1
    with serving(authority.app()) as url:
        monkeypatch.setenv("ACCORD_TSA_URL", f"{url}/tsa")
        monkeypatch.setenv("ACCORD_TSA_CA_FILE", str(authority.root))
        done = installed("audit", "anchor", "--to", out, "--json")
    assert done.found["stamped"], done.err
    note, token = Path(done.found["checkpoint"]), Path(done.found["token"])
    assert authority.accepts(token, note)
    note.write_text(note.read_text().replace("accord.invalid", "another.invalid"))
    assert not authority.accepts(token, note)
    assert installed("audit", "verify", "--json").found["intact"]


def test_verify_compares_the_log_with_what_was_anchored(
    restored: Run, export, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("ACCORD_ANCHOR_FILE", str(tmp_path / "anchor.jsonl"))
    kept = (tmp_path / "home" / "audit.checkpoint").read_text()
    AnchorFile(tmp_path / "anchor.jsonl").append([kept])
    done = restored("audit", "verify", "--json")
    assert (done.code, done.found["intact"]) == (1, False)
    assert "entries were signed, and the log holds" in done.found["broken"][0]["what"]
