"""An outsider checks an export with the public key alone."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cryptography
import pytest

import audit
from audit import (
    AuditLog,
    Body,
    Cosigner,
    NotSealedError,
    Signer,
    VerificationError,
    merkle,
    publish_tiles,
    verify_export,
    verify_proof,
    write_export,
)
from audit.verify import main
from cdp.database import Database
from tests.unit.audit.conftest import open_body
from tests.unit.audit.helpers import NOW, append, entry, settle


@pytest.fixture
def lines(log: AuditLog, database: Database) -> list[str]:
    for _ in range(5):
        append(log, database, [Body(subject="sub_1", document={"a": 1})])
    settle(log, database)
    append(log, database)
    found: list[str] = []
    with database.reading() as conn:
        assert write_export(conn, found.append) == 5
    return found


def test_a_whole_export_is_verified(lines: list[str], signer: Signer) -> None:
    found = verify_export(lines, signer.key.text)
    assert (found.entries, found.origin) == (5, signer.key.name)


def test_a_long_check_tells_how_far_it_is(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    with database.transaction() as conn:
        for _ in range(300):
            log.append(conn, entry())
    settle(log, database)
    made: list[str] = []
    with database.reading() as conn:
        write_export(conn, made.append)
    seen: list[tuple[int, int]] = []
    verify_export(made, signer.key, progress=lambda *step: seen.append(step))
    assert seen == [(256, 300)]
    made[0] = made[0].replace("300", '"many"')
    verify_export(made, signer.key, progress=lambda *step: seen.append(step))
    assert seen[1] == (256, 0)


def test_an_export_carries_no_body_and_no_pseudonym(lines: list[str]) -> None:
    assert "sub_1" not in "".join(lines)


def test_each_changed_entry_is_named(lines: list[str], signer: Signer) -> None:
    for number in range(1, 6):
        wrong = list(lines)
        wrong[number] = wrong[number].replace("allow", "deny_")
        with pytest.raises(VerificationError, match=f"line {number + 1}:"):
            verify_export(wrong, signer.key)


def test_lost_added_and_swapped_lines_are_noticed(
    lines: list[str], signer: Signer
) -> None:
    swapped = [lines[0], lines[2], lines[1], *lines[3:]]
    for wrong in (
        lines[1:], lines[:-1], [*lines[:5], lines[6]], [*lines, lines[5]], swapped, [],
        [*lines[:3], "not json", *lines[3:]], [*lines[:3], "[]", *lines[3:]],
    ):  # fmt: skip
        with pytest.raises(VerificationError):
            verify_export(wrong, signer.key)


def test_rewritten_entries_do_not_give_the_signed_root(
    lines: list[str], signer: Signer
) -> None:
    import hashlib

    row = json.loads(lines[1])
    row["leaf"] = row["leaf"].replace("allow", "deny")
    row["hash"] = hashlib.sha256(b"\x00" + row["leaf"].encode()).hexdigest()
    with pytest.raises(VerificationError, match="signed root"):
        verify_export([lines[0], json.dumps(row), *lines[2:]], signer.key)
    row["leaf"] = row["leaf"].replace('{"', '{ "', 1)
    row["hash"] = hashlib.sha256(b"\x00" + row["leaf"].encode()).hexdigest()
    with pytest.raises(VerificationError, match="canonical"):
        verify_export([lines[0], json.dumps(row), *lines[2:]], signer.key)


def test_another_key_verifies_nothing(lines: list[str]) -> None:
    with pytest.raises(VerificationError):
        verify_export(lines, Signer(b"x" * 32, "accord.example.test/audit").key)


def test_nothing_is_exported_before_the_first_checkpoint(
    log: AuditLog, database: Database
) -> None:
    append(log, database)
    with database.reading() as conn, pytest.raises(NotSealedError):
        write_export(conn, print)


def test_a_proof_of_another_entry_does_not_hold(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    made = [append(log, database).entry_id for _ in range(3)]
    settle(log, database)
    with database.reading() as conn:
        proof = log.proof(conn, made[1])
    assert verify_proof(proof, signer.key.text).size == 3
    for wrong in (replace(proof, index=2), replace(proof, leaf=b"{}")):
        with pytest.raises(VerificationError):
            verify_proof(wrong, signer.key)


@pytest.fixture
def handed(log: AuditLog, database: Database, signer: Signer, tmp_path: Path) -> Path:
    """All that an outsider could be handed: an export, a proof, tiles, checkpoints."""
    (tmp_path / "earlier").write_text(signer.sign(0, merkle.EMPTY_ROOT).note)
    for _ in range(2):
        append(log, database, [Body(subject="sub_1", document={"was": "here"})])
    made = append(log, database, [Body(subject="sub_1", document={"was": "there"})])
    settle(log, database)
    with database.reading() as conn, (tmp_path / "export").open("w") as file:
        write_export(conn, file.write)
        publish_tiles(conn, signer.key, tmp_path / "tiles")
        proof = log.disclose(
            conn, made.entry_id, lambda b: open_body(b.subject, b.aad, b.sealed)
        )
    (tmp_path / "proof").write_text(proof.text)
    (tmp_path / "forked").write_text(signer.sign(2, bytes(32)).note)
    return tmp_path


def test_the_command_tells_what_was_shown(
    handed: Path, signer: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ["--key", signer.key.text]
    for name in ("export", "tiles"):
        earlier = ["--earlier", str(handed / "earlier")]
        assert main([str(handed / name), *key, *earlier]) == 0
        told = capsys.readouterr().out
        assert told.startswith("verified: 3 entries of accord.example.test/audit, root")
        assert "it extends the earlier checkpoints of 0 entries" in told
        assert main([str(handed / name), *key]) == 0
        assert capsys.readouterr().out.count("\n") == 1
        assert main([str(handed / name), *key, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["what"] == name
    assert main([str(handed / "proof"), *key]) == 0
    told = capsys.readouterr().out
    assert told.startswith("verified: entry 2 is among the 3 entries of accord.")
    assert '{"part": 0, "says": {"was": "there"}}' in told


def test_the_command_asks_for_witnesses_where_a_policy_names_them(
    handed: Path, signer: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    witness = Cosigner(b"1" * 32, "one.example.test", b"2" * 32)
    policy = handed / "policy"
    policy.write_text(f"witness one {witness.keys[0]}\nquorum one\n")
    asked = ["--key", signer.key.text, "--policy", str(policy)]
    for name in ("export", "tiles", "proof"):
        assert main([str(handed / name), *asked]) == 1
        assert "not enough witnesses" in capsys.readouterr().err
    whole = (handed / "proof").read_text()
    text = whole.partition("\n\n")[2].partition("\n\n")[0] + "\n"
    (handed / "signed").write_text(whole + witness.cosign(text, NOW))
    assert main([str(handed / "signed"), *asked]) == 0
    assert "signed by the witnesses one\n" in capsys.readouterr().out
    assert main([str(handed / "signed"), *asked, "--json"]) == 0
    seconds = int(NOW.timestamp())
    assert json.loads(capsys.readouterr().out)["witnesses"] == {"one": seconds}
    policy.write_text("quorum nobody\n")
    assert main([str(handed / "signed"), *asked]) == 1
    assert main([str(handed / "signed"), *asked[:2], "--policy", "nowhere"]) == 2


def test_the_command_answers_with_its_status(
    handed: Path, signer: Signer, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ["--key", signer.key.text]
    for name in ("export", "tiles"):
        assert (
            main([str(handed / name), *key, "--earlier", str(handed / "forked")]) == 1
        )
        assert "NOT VERIFIED" in capsys.readouterr().err
    earlier = ["--earlier", str(handed / "earlier")]
    assert main([str(handed / "proof"), *key, *earlier]) == 1
    assert "nothing about the others" in capsys.readouterr().err
    bad = handed / "bad"
    bad.write_text((handed / "export").read_text().replace("allow", "deny_", 1))
    assert main([str(bad), *key]) == 1
    assert "NOT VERIFIED: line 2" in capsys.readouterr().err
    bad.write_bytes(b"\xff\xfe")
    assert main([str(bad), *key]) == 1
    bad.write_bytes(b"[" * 100_000)
    assert main([str(bad), *key]) == 1
    bad.write_bytes(b'{"format":"accord-audit-export/v1"}\n{"leaf":"\\ud800"}')
    assert main([str(bad), *key]) == 1
    assert main([str(handed / "none"), *key]) == 2


ALONE = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("audit.verify", run_name="__main__")
"""


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with our format and `cryptography`, and nothing else of anybody."""
    folder = tmp_path / "alone"
    shutil.copytree(
        Path(audit.__file__).parent,
        folder / "audit",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    site = Path(cryptography.__file__).parents[1]
    for needed in ("cryptography", "cffi", "_cffi_backend*"):
        for found in site.glob(needed):
            (folder / found.name).symlink_to(found)
    return folder


@pytest.mark.parametrize("name", ["export", "proof", "tiles"])
def test_the_verifier_needs_our_format_and_cryptography_alone(
    name: str, handed: Path, signer: Signer, alone: Path
) -> None:
    """No database, no web framework, no private key, no other package of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", ALONE, alone, handed / name,
         "--key", signer.key.text],
        capture_output=True, text=True, cwd=handed, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("verified: ")
    without = "import sys; sys.path.insert(0, sys.argv[1]); import sqlalchemy"
    absent = subprocess.run(
        [sys.executable, "-I", "-S", "-c", without, alone],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "ModuleNotFoundError" in absent.stderr
