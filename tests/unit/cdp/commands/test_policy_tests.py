"""`accord policy test`: both engines where both are there, and never a false green."""

import shutil
from pathlib import Path

import pytest

from cdp.settings import default_policy_dir
from tests.contracts.opa_server import find_opa
from tests.unit.cdp.commands.conftest import Run

# With their tests, those of the libraries reach nearly all of what these use.
FEW = {"caps", "consent_given", "opt_out", "transfer"}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A library of few rules, whole in itself; all of them are tested elsewhere."""
    folder = Path(shutil.copytree(default_policy_dir(), tmp_path / "policies"))
    for rule in (folder / "rules").iterdir():
        if rule.name not in FEW:
            shutil.rmtree(rule)
    for file in (folder / "decision").iterdir():
        file.unlink()
    return folder


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without OPA."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def with_opa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(find_opa()).parent))


def break_a_test(policies: Path) -> None:
    file = policies / "lib" / "terms" / "terms_test.rego"
    file.write_text(file.read_text() + "\ntest_that_is_wrong if false\n")


@pytest.mark.usefixtures("with_opa")
def test_both_engines_run_the_same_tests(accord: Run, policies: Path):
    done = accord("policy", "test", policies, "--threshold", "99", "--json")
    assert done.code == 0, done.err
    ours, theirs = done.found["embedded"], done.found["opa"]
    assert ours["tests"] == theirs["tests"] > 10
    assert ours["failed"] == theirs["failed"] == {}
    assert ours["coverage"] == 100
    assert theirs["coverage"] > 99


@pytest.mark.usefixtures("with_opa")
def test_a_failing_test_is_named_by_both(accord: Run, policies: Path):
    break_a_test(policies)
    done = accord("policy", "test", policies, "--json")
    assert done.code == 1
    for engine in ("embedded", "opa"):
        (name,) = done.found[engine]["failed"]
        assert name == "data.lib.terms_test.test_that_is_wrong"
        assert f"failed ({engine}): {name}" in done.err


@pytest.mark.usefixtures("alone")
def test_without_opa_that_is_said_loudly(accord: Run, policies: Path):
    done = accord("policy", "test", policies, "--json")
    assert (done.code, done.found["opa"]) == (0, None)
    assert "LEFT OUT: opa is not installed" in done.err


@pytest.mark.usefixtures("alone")
def test_a_line_that_no_test_reaches_fails_unless_that_is_allowed(
    accord: Run, policies: Path
):
    file = policies / "lib" / "terms" / "terms.rego"
    file.write_text(file.read_text() + "\nunreached := 1 if input.never == true\n")
    done = accord("policy", "test", policies, "--json")
    assert done.code == 1
    assert list(done.found["embedded"]["uncovered"]) == ["lib/terms/terms.rego"]
    assert accord("policy", "test", policies, "--threshold", "50").code == 0


@pytest.mark.usefixtures("alone")
def test_nothing_to_test_is_no_success(accord: Run, policies: Path):
    for file in policies.rglob("*_test.rego"):
        file.unlink()
    assert accord("policy", "test", policies).code == 1


def test_a_folder_without_policies_is_wrong_use(accord: Run, tmp_path: Path):
    done = accord("policy", "test", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "folder: must hold policies" in done.err


@pytest.mark.parametrize("script", ["#!/bin/sh\necho no >&2\nexit 1\n", "nonsense"])
def test_an_opa_that_cannot_test_is_said(
    accord: Run, policies: Path, tmp_path: Path, monkeypatch, script: str
):
    fake = tmp_path / "bin" / "opa"
    fake.parent.mkdir()
    fake.write_text(script)
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/bin:/usr/bin")
    done = accord("policy", "test", policies)
    assert (done.code, done.out) == (1, "")
    assert "opa " in done.err


@pytest.mark.usefixtures("with_opa")
def test_rules_that_opa_cannot_compile_are_told(accord: Run, policies: Path):
    """The embedded engine takes a recursion for what it is only when it is asked."""
    file = policies / "lib" / "terms" / "terms.rego"
    file.write_text(file.read_text() + "\nround if round\n")
    done = accord("policy", "test", policies)
    assert (done.code, done.out) == (1, "")
    assert "opa could not test" in done.err
