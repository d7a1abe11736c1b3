"""`accord policy`: the policies, for people and for an OPA server."""

import json
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
    assert done.found["form"] == "by family"


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


def test_a_broken_edit_is_named_by_file_and_field_and_nothing_starts(
    installed: Run, policies: Path
):
    """The edit of a controller who mistypes a number of a cap."""
    file = policies / "data" / "caps" / "data.json"
    caps = json.loads(file.read_text())
    caps["email-week"]["limit"] = "three"
    file.write_text(json.dumps(caps))
    said = "data/caps/data.json: email-week.limit: must be a whole number"

    done = installed("policy", "check", "--json")
    assert (done.code, said in done.found["problems"]) == (1, True)
    people = installed("policy", "check")
    assert (people.code, said in people.out.splitlines()) == (1, True)
    assert said in installed("check", "--json").found["parts"]["policies"]


def test_a_folder_or_a_tar_is_checked_without_an_installation(
    accord: Run, policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ACCORD_HOME")
    monkeypatch.delenv("ACCORD_POLICY_DIR")
    packed = shutil.make_archive(str(tmp_path / "packed"), "gztar", policies)
    assert accord("policy", "check", policies).code == 0
    assert accord("policy", "check", packed, "--json").found["problems"] == []
    (policies / "rules/caps/caps.rego").write_text("package rules.caps\n")
    assert accord("policy", "check", policies).code == 1
    nothing = accord("policy", "check", tmp_path / "nothing")
    assert (nothing.code, nothing.out) == (1, "")


def test_a_rule_is_shown_with_its_tests(accord: Run):
    shown = accord("policy", "show", "consent-missing", "--json").found
    assert shown["in_force"] is True
    assert "data.rules.consent_given_test" in shown["tests"][0]
    people = accord("policy", "show", "ai-disclosure-law")
    assert people.code == 0
    assert "message fr" in people.out
    assert "term ai-act-interactive" in people.out
    assert "test  data.rules.ai_disclosure_test." in people.out
    unknown = accord("policy", "show", "consent-mising")
    assert (unknown.code, "near: consent-missing" in unknown.err) == (1, True)


def test_a_folder_without_policies_is_wrong_use(accord: Run, tmp_path, monkeypatch):
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(tmp_path))
    done = accord("policy", "check", "--json")
    assert (done.code, done.out) == (2, "")
    assert "ACCORD_POLICY_DIR: must be a folder with policies" in done.err
