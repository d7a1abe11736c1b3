"""`accord init`, `check`, `migrate`, `serve`, `worker`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cdp.settings import default_policy_dir
from tests.unit.cdp.commands.conftest import Run
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[4]


def test_init_makes_everything_and_says_to_keep_the_key(accord: Run, tmp_path: Path):
    done = accord("init", "--json")
    key = tmp_path / "home" / "root.key"
    assert done.code == 0
    assert done.found["key_file"] == str(key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert f"Keep a copy of {key}" in done.err
    published = (tmp_path / "home" / "audit.vkey").read_text()
    assert published.strip() == done.found["audit_key"]


def test_init_twice_keeps_every_key(accord: Run, tmp_path: Path):
    first = accord("init", "--json").found
    key = (tmp_path / "home" / "root.key").read_bytes()
    again = accord("init", "--json")
    assert (again.code, again.err) == (0, "")
    assert again.found == first | {"made": 0}
    assert (tmp_path / "home" / "root.key").read_bytes() == key


def test_a_lost_key_is_not_replaced_by_a_new_one(installed: Run, tmp_path: Path):
    key = tmp_path / "home" / "root.key"
    key.unlink()
    done = installed("init", "--json")
    assert (done.code, done.out) == (1, "")
    assert "bring the key file back from its copy" in done.err
    assert not key.exists()


def test_a_key_of_another_installation_opens_nothing(installed: Run, tmp_path: Path):
    assert installed("--help").code == 0
    assert installed("init", "--home", tmp_path / "other").code == 0
    shutil.copy2(tmp_path / "other" / "root.key", tmp_path / "home" / "root.key")
    for command in (["init"], ["client", "list"]):
        done = installed(*command)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("seal-broken: ")
    assert installed("check", "--json").found["ok"] is False


def test_a_home_that_cannot_be_made_is_said(accord: Run, tmp_path: Path):
    (tmp_path / "home").write_text("a file is in the way")
    done = accord("init")
    assert (done.code, done.out) == (2, "")
    assert "home: must be a folder that can be made" in done.err


def test_check_shows_every_part_and_no_secret(installed: Run, monkeypatch):
    monkeypatch.setenv("ACCORD_SMTP_PASSWORD", "canary-password")
    done = installed("check", "--json")
    assert (done.code, done.found["ok"]) == (0, True)
    assert set(done.found["parts"].values()) == {"ok"}
    assert done.found["settings"]["smtp_password"] == "set"
    assert done.found["policy_form"] == "by family"
    plain = installed("check")
    assert plain.out.startswith("ok           yes\n")
    assert "canary" not in done.out + plain.out


def test_check_counts_what_a_receiver_of_the_log_lacks(installed: Run, monkeypatch):
    assert installed("check", "--json").found["unforwarded"] == {}
    url = "http://127.0.0.1:9/v1/logs"
    monkeypatch.setenv("ACCORD_OTLP_URL", url)
    monkeypatch.setenv("ACCORD_OTLP_TOKEN", "hush-hush")
    done = installed("check", "--json")
    assert done.found["unforwarded"][f"otlp {url}"] >= 0
    assert "hush-hush" not in done.out


def test_check_fails_when_a_policy_is_missing(installed: Run, tmp_path, monkeypatch):
    shutil.copytree(default_policy_dir(), tmp_path / "policies")
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(tmp_path / "policies"))
    assert installed("check").code == 0
    shutil.rmtree(tmp_path / "policies" / "rules" / "opt_out")
    done = installed("check", "--json")
    assert (done.code, done.found["ok"]) == (1, False)
    assert "opt_out" in done.found["parts"]["policies"]


def test_check_fails_when_the_database_is_away(installed: Run, monkeypatch):
    monkeypatch.setenv("ACCORD_DATABASE_URL", "postgresql://eve:canary@127.0.0.1:1/x")
    done = installed("check", "--json")
    assert (done.code, done.found["ok"]) == (1, False)
    assert "database does not answer" in str(done.found["parts"])
    assert "canary" not in done.out + done.err


def test_check_says_what_a_new_machine_lacks(accord: Run):
    done = accord("check", "--json")
    assert done.code == 1
    assert "run `accord init` first" in str(done.found["parts"])
    assert done.found["settings"]["policy_engine"] == "embedded"


def test_check_says_when_the_database_holds_no_installation(
    installed: Run, tmp_path: Path
):
    for file in (tmp_path / "home").glob("accord.db*"):
        file.unlink()
    assert installed("migrate", "--json").found == {"migrated": True}
    done = installed("check", "--json")
    assert done.code == 1
    assert "run `accord init`" in str(done.found["parts"])


def test_migrating_twice_changes_nothing(installed: Run):
    for _ in range(2):
        assert installed("migrate", "--json").found == {"migrated": True}
    assert installed("check").code == 0


def test_serving_needs_an_installation(accord: Run):
    done = accord("serve", "--port", "0")
    assert (done.code, done.out) == (1, "")
    assert "run `accord init` first" in done.err


def test_a_worker_seals_the_log_until_it_is_told_to_stop(
    installed: Run, tmp_path: Path
):
    """In a process of its own, because signals belong to the whole process."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "cdp", "worker", "--home", tmp_path / "home"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stderr is not None
    try:
        assert worker.stderr.readline() == "The jobs run. Stop with Ctrl-C.\n"
        wait_until(
            lambda: installed("audit", "verify", "--json").found["sealed"],
            "a sealed log",
        )
        worker.terminate()
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
        worker.stderr.close()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_with_policies_that_nobody_published(
    installed: Run, tmp_path, monkeypatch, command: str
):
    folder = tmp_path / "policies"
    shutil.copytree(default_policy_dir(), folder)
    rule = folder / "rules" / "caps" / "caps.rego"
    rule.write_text(rule.read_text() + "# eased\n")
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(folder))
    done = installed(command)
    assert (done.code, done.out) == (1, "")
    assert "were never published" in done.err
    assert "accord policy publish DIR --by NAME" in done.err
