"""Who receives a file can tell that it is the one that was handed out."""

from pathlib import Path

import pytest

from audit import Manifest, Signer, VerificationError, check_file, manifest
from audit.manifest import file_digest, manifest_text, open_manifest
from tests.unit.audit.helpers import ORIGIN

ASKED = {"form": "csv", "filters": {"outcome": "deny"}}


@pytest.fixture
def handed(tmp_path: Path, signer: Signer) -> Path:
    file = tmp_path / "found.csv"
    file.write_bytes(b"id,at\r\n" * 3)
    said = Manifest(digest=file_digest(file), rows=3, asked=ASKED)
    note = signer.attest(manifest_text(signer.key.name, said))
    (tmp_path / "found.csv.manifest").write_text(note)
    return file


def test_what_was_handed_out_is_verified(handed: Path, signer: Signer, capsys) -> None:
    found = check_file(handed, signer.key)
    assert (found.rows, found.asked) == (3, ASKED)
    assert manifest.main([str(handed), "--key", str(signer.key)]) == 0
    assert "verified: 3 entries" in capsys.readouterr().out


def test_one_changed_byte_is_refused(handed: Path, signer: Signer, capsys) -> None:
    handed.write_bytes(handed.read_bytes().replace(b"id", b"ie", 1))
    assert manifest.main([str(handed), "--key", str(signer.key)]) == 1
    assert "NOT VERIFIED" in capsys.readouterr().err


@pytest.mark.parametrize(("old", "new"), [("\n3\n", "\n4\n"), ("deny", "done")])
def test_a_changed_manifest_is_refused(
    handed: Path, signer: Signer, old: str, new: str
) -> None:
    beside = handed.with_name("found.csv.manifest")
    beside.write_text(beside.read_text().replace(old, new))
    with pytest.raises(VerificationError, match="signature"):
        check_file(handed, signer.key)


def test_another_key_verifies_nothing(handed: Path) -> None:
    other = Signer(b"o" * 32, ORIGIN)
    with pytest.raises(VerificationError, match="no signature by this key"):
        check_file(handed, other.key)


def test_a_checkpoint_is_no_manifest_and_no_manifest_a_checkpoint(
    signer: Signer,
) -> None:
    with pytest.raises(VerificationError, match="no manifest"):
        open_manifest(signer.sign(1, b"r" * 32).note, signer.key)
    with pytest.raises(VerificationError, match="checkpoints"):
        signer.attest(f"{signer.key.name}\n5\nroot\n")


@pytest.mark.parametrize(
    "lines", ["sha256:1\n3\n{}\n", f"sha256:{'0' * 64}\nx\n{{}}\n"]
)
def test_a_manifest_says_a_digest_and_a_number(signer: Signer, lines: str) -> None:
    note = signer.attest(f"{signer.key.name}/export\n{lines}")
    with pytest.raises(VerificationError, match="a digest and a number"):
        open_manifest(note, signer.key)


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, signer: Signer, capsys
) -> None:
    assert manifest.main([str(tmp_path / "x"), "--key", str(signer.key)]) == 2
    assert "cannot read" in capsys.readouterr().err
