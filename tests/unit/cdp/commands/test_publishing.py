"""`accord policy compare`, `publish`, `history`, `fetch`: as they are typed."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from cdp.settings import default_policy_dir
from tests.quick import quicken
from tests.unit.cdp.commands.conftest import Run

AGREED = (
    "--approver",
    "dora",
    "--reason",
    "agreed in the council",
    "--passwords-stdin",
)
ADA, DORA = "ada's long password", "dora's long password"
TYPED = f"{ADA}\n{DORA}\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quicken(monkeypatch)


@pytest.fixture
def eased(tmp_path: Path) -> Path:
    """A folder in which two e-mails a day are allowed."""
    folder = tmp_path / "eased"
    shutil.copytree(default_policy_dir(), folder)
    path = folder / "data" / "caps" / "data.json"
    caps = json.loads(path.read_text())
    caps["email-day"]["limit"] = 2
    path.write_text(json.dumps(caps))
    return folder


@pytest.fixture
def staffed(installed: Run) -> Run:
    for name, role in (("ada", "operator"), ("dora", "dpo")):
        words = ("staff", "add", name, "--role", role, "--password-stdin")
        assert installed(*words, typed=f"{name}'s long password").code == 0
    return installed


def test_the_same_policies_gain_nobody_anything(installed: Run):
    done = installed("policy", "compare", "--bundle", default_policy_dir())
    assert done.code == 0
    assert "No decision is recorded since" in done.out
    assert "No refusal would become a permit." in done.err


def test_an_eased_policy_is_told_and_has_its_exit_code(installed: Run, eased: Path):
    done = installed("policy", "compare", "--bundle", eased, "--json")
    assert done.code == 4
    assert "nothing-recorded" in done.found["widens"]
    assert done.found["changes"]["registers"] == ["caps"]
    assert "needs somebody who agrees" in done.err


def test_a_tar_is_compared_and_written_as_a_page(
    installed: Run, eased: Path, tmp_path: Path
):
    with tarfile.open(tmp_path / "eased.tar.gz", "w:gz") as made:
        made.add(eased, "eased")
    done = installed(
        "policy", "compare", "--bundle", tmp_path / "eased.tar.gz", "--markdown"
    )
    assert done.code == 4
    assert done.out.startswith("# Policies compared\n")
    assert "## Somebody has to agree\n" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--bundle", "/nowhere"], 1, "policy-invalid: the policies cannot be read"),
        (["--bundle", "/tmp"], 1, "policy-invalid: the folder holds no decision"),
        (["--bundle", default_policy_dir(), "--since", "soon"], 2, "since: must be a"),
    ],
)
def test_what_cannot_be_compared_is_said(installed: Run, words, code: int, said: str):
    done = installed("policy", "compare", *words, "--json")
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_publishing_needs_somebody_who_agrees(staffed: Run, eased: Path):
    refused = staffed("policy", "publish", eased, "--by", "ada", "--json")
    assert (refused.code, refused.out) == (4, "")
    assert "a dpo has to agree" in refused.err
    assert "no decision is recorded in the period" in refused.err
    alone = staffed(
        "policy", "publish", eased, "--by", "dora", *AGREED, typed=TYPED
    )  # fmt: skip
    assert (alone.code, alone.out) == (2, "")
    assert "approver: must be somebody else than who does it" in alone.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "by: must be the one who types"),
        (f"{ADA}\n", "approver: must be the one who types"),
        (f"{ADA}\n{ADA}\n", "approver: must be the one who types"),
        (f"{DORA}\n{DORA}\n", "by: must be the one who types"),
    ],
)
def test_a_name_alone_agrees_to_nothing(staffed: Run, eased: Path, typed, said):
    words = ("policy", "publish", eased, "--by", "ada", *AGREED)
    refused = staffed(*words, typed=typed)
    assert (refused.code, refused.out, said in refused.err) == (2, "", True)
    assert len(staffed("policy", "history", "--json").found["publications"]) == 1
    silent = staffed(*words[:-1], typed=TYPED)
    assert (silent.code, "passwords-stdin: is needed" in silent.err) == (2, True)


def test_published_policies_are_served_and_the_old_ones_refused(
    staffed: Run, eased: Path, monkeypatch
):
    made = staffed(
        "policy", "publish", eased, "--by", "ada", *AGREED, "--json", typed=TYPED
    )
    assert made.code == 0, made.err
    old = staffed("check", "--json")
    assert (old.code, old.found["ok"]) == (1, False)
    assert "are not in force any more" in old.found["parts"]["policies"]
    assert staffed("serve", "--port", "0").code == 1
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(eased))
    assert staffed("check").code == 0
    again = staffed("policy", "publish", eased, "--by", "ada", *AGREED, typed=TYPED)
    assert again.code == 1
    assert "in force already" in again.err
    history = staffed("policy", "history", "--json").found["publications"]
    assert [(one["by"], one["approver"]) for one in history] == [
        ("ada", "dora"), ("accord-init", None),
    ]  # fmt: skip


def test_going_back_is_fetching_and_publishing(
    staffed: Run, eased: Path, tmp_path: Path, monkeypatch
):
    first = staffed("policy", "history", "--json").found["publications"][0]
    assert (
        staffed("policy", "publish", eased, "--by", "ada", *AGREED, typed=TYPED).code
        == 0
    )
    old = tmp_path / "old"
    fetched = staffed(
        "policy", "fetch", "--to", old, "--revision", first["revision"], "--json"
    )
    assert fetched.found["revision"] == first["revision"]
    back = staffed(
        "policy", "publish", old, "--by", "ada", *AGREED, "--json", typed=TYPED
    )
    assert (back.code, back.found["revision"]) == (0, first["revision"])
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(old))
    assert staffed("check").code == 0


def test_what_is_in_force_is_fetched_into_an_empty_folder(
    installed: Run, tmp_path: Path
):
    to = tmp_path / "new"
    assert installed("policy", "fetch", "--to", to).code == 0
    done = installed("policy", "compare", "--bundle", to, "--json")
    assert (done.code, done.found["before"]) == (0, done.found["after"])
    again = installed("policy", "fetch", "--to", to)
    assert (again.code, again.out) == (2, "")
    assert "to: must be a new or an empty folder" in again.err
    (tmp_path / "file").write_text("")
    blocked = installed("policy", "fetch", "--to", tmp_path / "file" / "x")
    assert "to: must be a folder that can be written" in blocked.err


def test_a_revision_nobody_published_is_not_found(installed: Run, tmp_path: Path):
    done = installed(
        "policy", "fetch", "--to", tmp_path / "n", "--revision", "sha256:0"
    )
    assert done.code == 1
    assert "no policies of this revision were published here" in done.err
    assert not (tmp_path / "n").exists()
