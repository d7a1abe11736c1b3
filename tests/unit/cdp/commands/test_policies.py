"""`accord policy`: the policies, for people and for an OPA server."""

import shutil
from pathlib import Path

import pytest

from cdp.settings import default_policy_dir
from tests.unit.cdp.commands.conftest import Run


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that may be broken."""
    folder = tmp_path / "policies"
    shutil.copytree(default_policy_dir(), folder)
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(folder))
    return folder


def test_sound_policies_need_no_installation(accord: Run):
    done = accord("policy", "check", "--json")
    assert (done.code, done.found["problems"]) == (0, [])
    assert done.found["revision"].startswith("sha256:")
    assert "purposes" in done.found["registers"]


def test_a_missing_rule_is_named(accord: Run, policies: Path, tmp_path: Path):
    sound = accord("policy", "check", "--json").found["revision"]
    shutil.rmtree(policies / "rules" / "opt_out")
    done = accord("policy", "check", "--json")
    assert done.code == 1
    assert done.found["revision"] != sound
    assert "opt_out" in str(done.found["problems"])
    refused = accord("policy", "build", "--to", tmp_path / "b.tar.gz", "--json")
    assert refused.code == 1
    assert "opt_out" in str(refused.found["problems"])
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_malformed_register_is_said(accord: Run, policies: Path):
    (policies / "data" / "caps" / "data.json").write_text("{")
    done = accord("policy", "check", "--json")
    assert done.code == 1
    assert "caps" in done.out + done.err
    assert "Traceback" not in done.err


def test_a_folder_without_policies_is_wrong_use(accord: Run, tmp_path, monkeypatch):
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(tmp_path))
    done = accord("policy", "check", "--json")
    assert (done.code, done.out) == (2, "")
    assert "ACCORD_POLICY_DIR: must be a folder with policies" in done.err
