"""All Rego tests, in the embedded engine always and in OPA wherever it is installed."""

import json
import re
import subprocess

import pytest
import regorus

from tests.contracts.opa_server import POLICIES, find_opa

FOLDERS = [str(POLICIES / name) for name in ("decision", "lib", "rules", "data")]
SIDECAR = str(POLICIES.parent / "consent" / "sidecar")
TEST_FILES = sorted(POLICIES.rglob("*_test.rego"))


def _tests() -> list[str]:
    found = []
    for path in TEST_FILES:
        text = path.read_text()
        package = re.search(r"^package (\S+)$", text, re.MULTILINE)[1]
        names = re.findall(r"^(test_\w+)", text, re.MULTILINE)
        found += [f"data.{package}.{name}" for name in names]
    return found


@pytest.fixture(scope="module")
def engine() -> regorus.Engine:
    made = regorus.Engine()
    for path in sorted(POLICIES.rglob("*.rego")):
        made.add_policy(str(path), path.read_text())
    for path in sorted(POLICIES.glob("data/*/data.json")):
        made.add_data_json(json.dumps({path.parent.name: json.loads(path.read_text())}))
    return made


@pytest.mark.parametrize("rule", _tests())
def test_each_rego_test_passes_in_the_embedded_engine(
    engine: regorus.Engine, rule: str
) -> None:
    engine.set_input_json("{}")

    assert engine.eval_rule_as_json(rule) == "true"


def test_the_rego_tests_pass_in_opa_and_cover_every_line() -> None:
    run = subprocess.run(
        [find_opa(), "test", *FOLDERS, "--coverage", "--threshold", "100"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert json.loads(run.stdout)["coverage"] == 100


def test_the_servers_own_rules_pass_and_are_covered() -> None:
    run = subprocess.run(
        [find_opa(), "test", SIDECAR, "--coverage", "--threshold", "100"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]


def test_opa_runs_as_many_tests_as_we_do() -> None:
    run = subprocess.run(
        [find_opa(), "test", *FOLDERS, "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(json.loads(run.stdout)) == len(_tests())


def test_opa_finds_nothing_to_correct() -> None:
    for command in (["check", "--strict"], ["fmt", "--fail", "--list"]):
        run = subprocess.run(
            [find_opa(), *command, *FOLDERS[:3], SIDECAR],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_every_rule_has_four_tests() -> None:
    for rule in sorted((POLICIES / "rules").iterdir()):
        text = (rule / f"{rule.name}_test.rego").read_text()
        assert len(re.findall(r"^test_", text, re.MULTILINE)) >= 4, rule.name
        assert "test_an_empty_input_" in text, rule.name
