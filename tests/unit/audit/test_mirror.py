"""A folder of tiles shows the whole log, or the check says which file does not."""

import shutil
from pathlib import Path

import pytest

from audit import (
    AuditLog,
    Signer,
    VerificationError,
    VerifierKey,
    merkle,
    publish_tiles,
    verify_mirror,
)
from audit.bundles import join_entries, split_entries
from audit.checkpoint import read_checkpoint
from cdp.database import Database
from tests.unit.audit.helpers import entry, settle

SAMPLE = Path(__file__).parents[2] / "vectors" / "tlog_tiles"
SAMPLE_KEY = (
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)
COUNT = 300
NAMES = ["entries/000", "entries/001.p/44", "0/000", "0/001.p/44", "1/000.p/1"]


@pytest.fixture
def mirror(
    log: AuditLog, database: Database, signer: Signer, tmp_path: Path
) -> tuple[Path, list[str]]:
    """A folder of 300 entries, and the checkpoints of 100, 200 and 300."""
    notes = []
    for _ in range(3):
        with database.transaction() as conn:
            for _ in range(COUNT // 3):
                log.append(conn, entry())
        settle(log, database)
        with database.reading() as conn:
            checkpoint = log.checkpoint(conn)
            assert checkpoint is not None
            notes.append(checkpoint.note)
    with database.reading() as conn:
        publish_tiles(conn, signer.key, tmp_path / "mirror")
    return tmp_path / "mirror", notes


def test_a_whole_folder_is_verified(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    folder, notes = mirror
    seen: list[tuple[int, int]] = []
    found = verify_mirror(folder, signer.key, notes, lambda *step: seen.append(step))
    assert (found.entries, found.extends) == (COUNT, (100, 200, 300))
    assert seen == [(256, COUNT), (COUNT, COUNT)]


def test_a_flipped_bit_in_any_file_is_named(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    folder, _ = mirror
    for name in NAMES:
        path = folder / "tile" / name
        whole = path.read_bytes()
        for place in (0, 1, len(whole) // 2, len(whole) - 1):
            changed = bytearray(whole)
            changed[place] ^= 1
            path.write_bytes(changed)
            with pytest.raises(VerificationError):
                verify_mirror(folder, signer.key)
        path.write_bytes(whole)
    assert verify_mirror(folder, signer.key).entries == COUNT


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_missing_cut_or_longer_is_named(
    mirror: tuple[Path, list[str]], signer: Signer, name: str
) -> None:
    folder, _ = mirror
    path = folder / "tile" / name
    whole = path.read_bytes()
    for wrong in (whole[:-32], whole + whole[-32:], b""):
        path.write_bytes(wrong)
        with pytest.raises(VerificationError, match=f"tile/{name}"):
            verify_mirror(folder, signer.key)
    path.unlink()
    with pytest.raises(VerificationError, match="is missing"):
        verify_mirror(folder, signer.key)


def test_a_dropped_entry_is_noticed_even_when_all_tiles_are_made_again(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    folder, _ = mirror
    last = folder / "tile" / NAMES[1]
    leaves = split_entries(last.read_bytes())
    last.write_bytes(join_entries([*leaves[:-2], leaves[-1], leaves[-1]]))
    hashes = b"".join(map(merkle.leaf_hash, [*leaves[:-2], leaves[-1], leaves[-1]]))
    (folder / "tile" / NAMES[3]).write_bytes(hashes)
    with pytest.raises(VerificationError, match="signed root"):
        verify_mirror(folder, signer.key)


def test_a_log_that_was_written_again_does_not_extend_what_somebody_kept(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    folder, notes = mirror
    forked = signer.sign(200, bytes(32)).note
    with pytest.raises(VerificationError, match="first 200 entries"):
        verify_mirror(folder, signer.key, [notes[0], forked])
    with pytest.raises(VerificationError, match="one size differ"):
        verify_mirror(folder, signer.key, [notes[1], forked])
    with pytest.raises(VerificationError, match="smaller than an earlier"):
        verify_mirror(folder, signer.key, [signer.sign(301, bytes(32)).note])
    with pytest.raises(VerificationError, match="empty log"):
        verify_mirror(folder, signer.key, [signer.sign(0, bytes(32)).note])
    empty = signer.sign(0, merkle.EMPTY_ROOT).note
    assert verify_mirror(folder, signer.key, [empty]).extends == (0,)


def test_what_the_same_key_signed_under_another_name_counts(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    """A restored log goes on under another name; what it was before is held to it."""
    folder, notes = mirror
    root = read_checkpoint(notes[1]).root
    before = Signer(bytes(range(32)), "before.example.test/audit")
    kept = before.sign(200, root).note
    assert verify_mirror(folder, signer.key, [kept]).extends == (200,)
    with pytest.raises(VerificationError, match="first 200 entries"):
        verify_mirror(folder, signer.key, [before.sign(200, bytes(32)).note])
    stranger = Signer(b"x" * 32, "before.example.test/audit")
    with pytest.raises(VerificationError, match="no signature by this key"):
        verify_mirror(folder, signer.key, [stranger.sign(200, root).note])


def test_an_older_checkpoint_is_verified_with_the_full_tiles_of_today(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    """Partial tiles may go once the full ones are there (C2SP tlog-tiles)."""
    folder, notes = mirror
    (folder / "checkpoint").write_text(notes[1])
    assert verify_mirror(folder, signer.key).entries == 200
    (folder / "tile" / NAMES[0]).unlink()
    with pytest.raises(VerificationError, match="is missing"):
        verify_mirror(folder, signer.key)


def test_a_checkpoint_without_end_is_not_read(
    mirror: tuple[Path, list[str]], signer: Signer
) -> None:
    folder, _ = mirror
    (folder / "checkpoint").write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(VerificationError, match="far too long"):
        verify_mirror(folder, signer.key)


@pytest.mark.parametrize("size", range(16))
def test_the_tiles_of_another_implementation_are_verified(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries are words, not headers; all else is checked as for our own."""
    monkeypatch.setattr("audit.retrace.check_canonical", lambda _leaf: {})
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLE / "tile", folder / "tile")
    shutil.copy(SAMPLE / f"checkpoint.{size}", folder / "checkpoint")
    earlier = [(SAMPLE / f"checkpoint.{one}").read_text() for one in range(size)]
    found = verify_mirror(folder, VerifierKey.parse(SAMPLE_KEY), earlier)
    assert (found.entries, found.extends) == (size, tuple(range(size)))
