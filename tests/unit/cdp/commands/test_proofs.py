"""`accord audit {prove,publish,verify}`: what an outsider is handed holds alone."""

import base64
import json
from pathlib import Path

import pytest

from audit import Cosigner, keep_cosignatures, store
from cdp.commands.output import opened
from cdp.database import Database
from tests.unit.cdp.commands.conftest import Run
from tests.unit.cdp.commands.test_entries import outsider


@pytest.fixture
def entry(installed: Run, tmp_path: Path) -> str:
    """The first entry of the log: that keys were made."""
    installed("audit", "export", "--to", tmp_path / "log.jsonl")
    row = json.loads((tmp_path / "log.jsonl").read_text().splitlines()[1])
    return json.loads(row["leaf"])["id"]


def test_a_proof_is_written_and_an_outsider_checks_it(
    installed: Run, entry: str, tmp_path: Path
):
    file = tmp_path / "first.tlog-proof"
    done = installed("audit", "prove", entry, "--to", file, "--json")
    assert (done.code, done.found["index"], done.found["bodies"]) == (0, 0, 0)
    checked = outsider(file, done.found["key"])
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith("verified: entry 0 is among the 3 entries")
    assert installed("audit", "prove", entry).out == file.read_text()
    assert installed("audit", "prove", entry, "--json").found["proof"]
    mine = installed("audit", "verify", file, "--json")
    assert (mine.code, mine.found["intact"], mine.found["what"]) == (0, True, "proof")


def test_an_entry_that_no_checkpoint_covers_is_sealed_first(
    installed: Run, tmp_path: Path
):
    database = Database(f"sqlite:///{tmp_path / 'home' / 'accord.db'}")
    with database.reading() as conn:
        waiting = [row.entry_id for row in store.pending(conn)]
    database.dispose()
    done = installed("audit", "prove", waiting[1], "--json")
    assert (done.code, done.found["index"]) == (0, 1)


def test_an_entry_that_is_not_there_is_a_failure(installed: Run):
    done = installed("audit", "prove", "ent_00000000000000000000000000")
    assert (done.code, done.out) == (1, "")
    assert "audit-entry-unknown" in done.err


def test_bodies_are_handed_out_with_a_reason_and_on_record(
    installed: Run, entry: str, tmp_path: Path
):
    refused = installed("audit", "prove", entry, "--with-bodies")
    assert (refused.code, refused.out) == (2, "")
    assert "reason: must say why" in refused.err
    file = tmp_path / "opened.tlog-proof"
    asked = ["prove", entry, "--with-bodies", "--reason", "case 12", "--to", file]
    done = installed("audit", *asked, "--json")
    assert (done.code, done.found["bodies"]) == (0, 1)
    says = installed("audit", "verify", file, "--json").found["bodies"]
    assert says[0]["says"]["made"]
    before = installed("audit", "verify", "--json").found["entries"]
    installed("audit", "export", "--to", tmp_path / "after.jsonl")
    after = (tmp_path / "after.jsonl").read_text()
    assert after.count('\\"k\\":\\"data.read\\"') == 1
    assert installed("audit", "verify", "--json").found["entries"] == before + 2


def test_a_folder_is_published_continued_and_checked(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    to = tmp_path / "mirror"
    done = installed("audit", "publish", "--to", to, "--json")
    assert (done.code, done.found["entries"], done.found["written"]) == (0, 2, 3)
    earlier = tmp_path / "earlier"
    earlier.write_bytes((to / "checkpoint").read_bytes())
    installed("source", "add", "web")
    assert installed("audit", "publish", "--to", to, "--json").found["entries"] == 3
    assert outsider(to, done.found["key"]).returncode == 0
    mine = installed("audit", "verify", to, "--earlier", earlier, "--json")
    assert (mine.code, mine.found["extends"]) == (0, [2])
    forged = tmp_path / "forged"
    forged.write_text(earlier.read_text().replace("\n2\n", "\n1\n"))
    assert installed("audit", "verify", to, "--earlier", forged).code == 1
    (to / "tile" / "0" / "000.p" / "3").write_bytes(bytes(96))
    broken = installed("audit", "verify", to)
    assert (broken.code, broken.out) == (1, "")
    assert "tile/0/000.p/3" in broken.err


def test_what_witnesses_signed_is_proved_and_published(
    installed: Run, entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    to = tmp_path / "mirror"
    for asked in (["prove", entry], ["publish", "--to", to]):
        done = installed("audit", *asked, "--witnessed")
        assert (done.code, done.out) == (1, "")
        assert "enough witnesses" in done.err
    witness = Cosigner(b"1" * 32, "one.example.test", b"2" * 32)
    policy = tmp_path / "policy"
    policy.write_text(f"witness one {witness.keys[0]}\nquorum one\n")
    monkeypatch.setenv("ACCORD_AUDIT_POLICY_FILE", str(policy))
    with opened(None) as services, services.database.transaction() as conn:
        signed = services.log.checkpoint(conn)
        lines = witness.cosign(signed.text, services.now())
        keep_cosignatures(conn, signed, services.witnessing.policy.witnesses, lines)
    installed("source", "add", "web")
    done = installed("audit", "publish", "--to", to, "--witnessed", "--json")
    assert done.found["entries"] == signed.size
    proof = tmp_path / "proof"
    assert installed("audit", "prove", entry, "--to", proof, "--witnessed").code == 0
    export = tmp_path / "export.jsonl"
    wrote = installed("audit", "export", "--to", export, "--witnessed", "--json")
    assert wrote.found["entries"] == signed.size
    for path in (to, proof, export):
        found = installed("audit", "verify", path, "--policy", policy, "--json").found
        assert list(found["witnesses"]) == ["one"]
    installed("audit", "prove", entry, "--to", proof)
    assert installed("audit", "verify", proof, "--policy", policy).code == 1
    assert installed("audit", "verify", "--policy", policy).code == 2


def test_a_folder_that_cannot_be_written_is_wrong_use(installed: Run, tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = installed("audit", "publish", "--to", tmp_path / "file")
    assert (done.code, done.out) == (2, "")
    assert "to: must be a folder that can be written" in done.err


def test_what_is_handed_in_is_checked_under_a_key(installed: Run, tmp_path: Path):
    file = tmp_path / "log.jsonl"
    key = installed("audit", "export", "--to", file, "--json").found["key"]
    installed("init", "--home", tmp_path / "other")
    other = ["--home", tmp_path / "other"]
    assert installed("audit", "verify", file, *other).code == 1
    assert installed("audit", "verify", file, *other, "--key", key).code == 0
    assert installed("audit", "verify", tmp_path / "nowhere").code == 2
    assert installed("audit", "verify", "--key", key).code == 2
    file.write_bytes(base64.b64decode("//8="))
    done = installed("audit", "verify", file)
    assert (done.code, "Traceback" in done.err) == (1, False)
