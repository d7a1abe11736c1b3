"""The last note is kept whole, outside the database, and so is the reason to stop."""

import os
from pathlib import Path

import pytest

from audit import KeptNote, NotKeptError, Signer, VerificationError


@pytest.fixture
def kept(tmp_path: Path) -> KeptNote:
    return KeptNote(tmp_path / "audit.checkpoint")


def test_what_is_written_reads_back(kept: KeptNote, signer: Signer) -> None:
    assert kept.read() is None
    for size in (1, 2):
        made = signer.sign(size, b"r" * 32)
        kept.write(made.note)
        assert kept.read() == made
    assert [path.name for path in kept.path.parent.iterdir()] == ["audit.checkpoint"]


def test_a_note_is_on_disk_before_anything_goes_on(
    kept: KeptNote, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file first, its name second, and the folder last."""
    order: list[str] = []
    replace, fsync = Path.replace, os.fsync

    def note_replace(path: Path, target: Path) -> Path:
        order.append("name")
        return replace(path, target)

    def note_fsync(number: int) -> None:
        order.append("file" if Path(f"/proc/self/fd/{number}").is_file() else "folder")
        fsync(number)

    monkeypatch.setattr(Path, "replace", note_replace)
    monkeypatch.setattr(os, "fsync", note_fsync)
    kept.write(signer.sign(1, b"r" * 32).note)
    assert order == ["file", "name", "folder"]


def test_a_write_that_fails_leaves_the_last_note(
    kept: KeptNote, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signer.sign(1, b"r" * 32)
    kept.write(made.note)

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotKeptError, match="cannot be written"):
        kept.write(signer.sign(2, b"r" * 32).note)
    assert kept.read() == made


def test_a_file_that_is_no_note_is_said(kept: KeptNote, tmp_path: Path) -> None:
    kept.path.write_text("something else\n")
    with pytest.raises(VerificationError):
        kept.read()
    kept.path.write_bytes(b"\xff\xfe")
    with pytest.raises(NotKeptError, match="cannot be read"):
        kept.read()
    with pytest.raises(NotKeptError, match="cannot be read"):
        KeptNote(tmp_path / "audit.checkpoint" / "below").read()


def test_a_reason_to_stop_stays_until_it_is_taken_away(kept: KeptNote) -> None:
    assert kept.stopped() is None
    kept.stop("a witness has seen more")
    assert KeptNote(kept.path).stopped() == "a witness has seen more"
    kept.resume()
    kept.resume()
    assert kept.stopped() is None


def test_an_empty_reason_is_a_reason(kept: KeptNote) -> None:
    kept.path.with_name("audit.checkpoint.stop").write_text("")
    assert kept.stopped() == "no reason was left"
