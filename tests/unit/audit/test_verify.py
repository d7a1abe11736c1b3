"""An outsider checks an export with the public key alone."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit import (
    AuditLog,
    Body,
    NotSealedError,
    Signer,
    VerificationError,
    verify_export,
    verify_proof,
    write_export,
)
from audit.verify import main
from cdp.database import Database
from tests.unit.audit.helpers import append, settle


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


def test_the_command_answers_with_its_status(
    lines: list[str], signer: Signer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text("".join(lines), encoding="utf-8")
    bad.write_text("".join(lines).replace("allow", "deny_", 1), encoding="utf-8")
    key = ["--key", signer.key.text]
    assert main([str(good), *key]) == 0
    assert "verified: 5 entries" in capsys.readouterr().out
    assert main([str(bad), *key]) == 1
    assert "NOT VERIFIED: line 2" in capsys.readouterr().err
    assert main([str(tmp_path / "none"), *key]) == 2


BLOCKED = """
import runpy, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"sqlalchemy", "flask", "cdp", "consent"}:
            raise ImportError("blocked: " + name)
        if name in {"audit.store", "audit.log", "audit.signer"}:
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Block())
runpy.run_module("audit.verify", run_name="__main__")
"""


def test_the_verifier_runs_without_database_web_and_private_key(
    lines: list[str], signer: Signer, tmp_path: Path
) -> None:
    export = tmp_path / "export.jsonl"
    export.write_text("".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKED, str(export), "--key",
         signer.key.text],
        capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "verified: 5 entries" in done.stdout
