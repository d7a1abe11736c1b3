"""`accord audit`: check the log, and hand it to somebody else."""

import json
import re
import subprocess
import sys
from pathlib import Path

from audit import store
from cdp.database import Database
from tests.unit.audit.helpers import without_triggers
from tests.unit.cdp.commands.conftest import Run

ROOT = Path(__file__).resolve().parents[4]


def outsider(file: Path, key: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audit.verify", file, "--key", key],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_new_log_is_intact(installed: Run):
    done = installed("audit", "verify", "--json")
    assert (done.code, done.found["intact"], done.found["broken"]) == (0, True, [])
    assert done.found["pending"] == 2  # keys, first policies
    shown = installed("audit", "verify").out
    assert re.search(r"^intact +yes$", shown, re.MULTILINE)


def test_an_export_holds_what_waited_and_outsiders_can_check_it(
    installed: Run, tmp_path: Path
):
    installed("source", "add", "web")
    file = tmp_path / "log.jsonl"
    done = installed("audit", "export", "--to", file, "--json")
    assert (done.code, done.found["entries"]) == (0, 4)  # the export is one
    assert installed("audit", "verify", "--json").found["pending"] == 0
    checked = outsider(file, done.found["key"])
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith("verified: 4 entries")


def test_a_changed_export_and_a_strangers_key_are_noticed(
    installed: Run, tmp_path: Path
):
    file = tmp_path / "log.jsonl"
    key = installed("audit", "export", "--to", file, "--json").found["key"]
    other = installed("init", "--home", tmp_path / "other", "--json").found
    assert outsider(file, other["audit_key"]).returncode == 1
    lines = file.read_text().splitlines()
    entry = json.loads(lines[1])
    entry["leaf"] = entry["leaf"].replace("key.create", "key.rotate")
    file.write_text("\n".join([lines[0], json.dumps(entry), *lines[2:]]) + "\n")
    changed = outsider(file, key)
    assert changed.returncode == 1
    assert "Traceback" not in changed.stderr


def test_an_export_that_fails_leaves_the_last_one(installed: Run, tmp_path: Path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for target in (tmp_path / "nowhere" / "log.jsonl", folder):
        done = installed("audit", "export", "--to", target)
        assert (done.code, done.out) == (2, "")
        assert "to: must be a file that can be written" in done.err
    assert list(folder.iterdir()) == []
    assert list(tmp_path.glob("*.part")) == []


def test_a_changed_entry_is_named(installed: Run, tmp_path: Path):
    installed("audit", "export", "--to", tmp_path / "log.jsonl")
    database = Database(f"sqlite:///{tmp_path / 'home' / 'accord.db'}")
    without_triggers(database, store.log.update().values(leaf=b"{}"))
    database.dispose()
    done = installed("audit", "verify", "--json")
    assert (done.code, done.found["intact"]) == (1, False)
    (first, *_) = done.found["broken"]
    assert first["index"] == 0
    assert f"broken at entry 0 ({first['entry']}): {first['what']}\n" in done.err
