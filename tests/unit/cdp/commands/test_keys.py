"""`accord keys`: the register, a rotation, and the end of an epoch."""

import uuid
from datetime import UTC, datetime

import pytest

from tests.key_services import SERVICE_TOKEN
from tests.unit.cdp.commands.conftest import Run

# What two people type: who does it, who agrees.
BOTH = "the password of ops\nthe password of ada\n"


@pytest.fixture
def staffed(installed: Run) -> Run:
    for name, role in (("ops", "operator"), ("ada", "dpo")):
        words = ("staff", "add", name, "--role", role, "--password-stdin")
        assert installed(*words, typed=f"the password of {name}").code == 0
    return installed


def test_the_register_names_every_key_and_shows_none(installed: Run) -> None:
    found = installed("keys", "list", "--json").found["keys"]
    kek = next(one for one in found if one["key"] == "kek")
    assert kek | {"made_at": ""} == {
        "key": "kek", "version": 1, "state": "in use", "wrapped_by": "kek-1",
        "made_at": "", "age_days": 0, "wraps": 0,
    }  # fmt: skip
    assert {one["state"] for one in found} == {"in use"}
    assert "signing:permits 1" in installed("keys", "list").out


def test_an_epoch_is_replaced_and_ended_by_two_people(staffed: Run) -> None:
    done = staffed("keys", "rotate", "--json")
    assert done.found == {
        "key": "kek", "epoch": 2, "resumed": False, "rewrapped": 0, "unreadable": 0,
        "older_epochs": [1],
    }  # fmt: skip
    assert "copy it now" in done.err
    words = "keys", "destroy", "1", "--by", "ops", "--reason", "an erasure"
    words = *words, "--passwords-stdin"
    alone = staffed(*words, "--approver", "ops")
    assert (alone.code, alone.out) == (2, "")
    named = staffed(*words, "--approver", "ada", typed=BOTH.replace("ada", "ops"))
    assert (named.code, named.out) == (2, "")
    assert "approver: must be the one who types" in named.err
    ended = staffed(*words, "--approver", "ada", "--json", typed=BOTH)
    assert ended.found == {
        "key": "kek", "version": 1, "destroyed": True, "before": False,
    }  # fmt: skip
    again = staffed(*words, "--approver", "ada", "--json", typed=BOTH)
    assert again.found["before"]
    keks = staffed("keys", "list", "--json").found["keys"]
    states = {one["version"]: one["state"] for one in keks if one["key"] == "kek"}
    assert states == {1: "destroyed", 2: "in use"}
    assert staffed("audit", "verify").code == 0


def test_an_epoch_in_use_is_not_ended(staffed: Run) -> None:
    words = "keys", "destroy", "1", "--by", "ops", "--approver", "ada"
    refused = staffed(*words, "--reason", "x", "--passwords-stdin", typed=BOTH)
    assert (refused.code, refused.out) == (1, "")
    assert "rotate first" in refused.err


def test_a_lost_key_is_called_lost(installed: Run, tmp_path) -> None:
    key = tmp_path / "home" / "root.key"
    before = key.read_bytes()
    assert installed("keys", "rotate").code == 0
    key.write_bytes(before)  # a copy from before the rotation
    found = installed("keys", "list", "--json").found["keys"]
    states = {one["version"]: one["state"] for one in found if one["key"] == "kek"}
    assert states == {1: "kept", 2: "lost"}


def test_the_installations_key_is_replaced_and_ended_too(
    staffed: Run, filled: Run, tmp_path
) -> None:
    words = "import", tmp_path / "crm.csv", "--source", "crm", "--mapping"
    assert filled(*words, tmp_path / "map.toml").code == 3
    done = staffed("keys", "rotate", "--key", "installation", "--json")
    assert done.found == {
        "key": "installation", "version": 2, "resumed": False,
        "resealed": {"quarantine": 1, "repeat": 0}, "older_versions": [1],
    }  # fmt: skip
    end = "keys", "destroy", "1", "--key", "installation", "--by", "ops"
    agreed = "--approver", "ada", "--reason", "monthly", "--passwords-stdin"
    assert staffed(*end, *agreed, typed=BOTH).code == 0
    again = staffed("keys", "rotate", "--key", "installation", "--json")
    assert again.found["resealed"] == {"quarantine": 1, "repeat": 0}


def test_the_root_is_replaced_and_ended_too(staffed: Run) -> None:
    done = staffed("keys", "rotate", "--key", "root", "--json").found
    assert (done["version"], done["older_versions"]) == (2, [1])
    end = "keys", "destroy", "--key", "root", "--by", "ops", "--approver", "ada"
    end = *end, "--reason", "somebody saw it", "--passwords-stdin", "--json"
    assert staffed(*end, "2", typed=BOTH).code == 1
    assert staffed(*end, "3", typed=BOTH).code == 1
    assert staffed(*end, "1", typed=BOTH).found["before"] is False
    assert staffed(*end, "1", typed=BOTH).found["before"] is True
    assert staffed("audit", "verify").code == 0


def test_the_wrapping_keys_move_to_a_key_service_and_back_no_more(
    staffed: Run, key_service, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("ACCORD_TRANSIT_URL", key_service.url)
    monkeypatch.setenv("ACCORD_TRANSIT_TOKEN", SERVICE_TOKEN)
    monkeypatch.setenv("ACCORD_KEY_PREFIX", "t" + uuid.uuid4().hex[:8])
    assert staffed("keys", "move", "--to", "file").code == 1
    done = staffed("keys", "move", "--to", "transit", "--json")
    assert done.found["provider"] == "transit"
    assert "ACCORD_KEY_PROVIDER=transit" in done.err
    assert staffed("check").code == 1, "the file's keys are not the ones any more"
    monkeypatch.setenv("ACCORD_KEY_PROVIDER", "transit")
    (tmp_path / "home" / "root.key").unlink()
    assert staffed("check").code == 0
    assert staffed("keys", "rotate", "--json").found["epoch"] == 2


@pytest.mark.parametrize("key", ["permits", "tokens"])
def test_what_signs_is_replaced_once_every_server_knows_it(
    installed: Run, key: str
) -> None:
    done = installed("keys", "rotate", "--key", key, "--json").found
    assert (done["key"], done["version"]) == (key, 2)
    at = datetime.fromisoformat(done["signs_from"]) - datetime.now(UTC)
    assert 250 < at.total_seconds() <= 305


def test_the_check_shows_the_keys_in_use(installed: Run) -> None:
    assert installed("keys", "rotate").code == 0
    keys = installed("check", "--json").found["keys"]
    assert keys["kek"] == {"version": 2, "state": "in use", "age_days": 0, "wraps": 0}
    assert keys["signing:audit-log"]["state"] == "in use"
