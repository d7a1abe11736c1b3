"""Anchors show afterwards what was signed: dated, whole, and by whom it must be."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import (
    AnchorFile,
    AuditLog,
    Certificates,
    NotKeptError,
    Signer,
    StampRequest,
    VerificationError,
    compare_notes,
    last_stamp,
    store,
)
from audit.anchors import add_stamp, checkpoints_above
from audit.evidence_store import add_origin
from cdp.database import Database
from tests.tsa import TestAuthority
from tests.unit.audit.helpers import NOW, ORIGIN, append, settle, without_triggers

NOTE = b"a checkpoint, as it was signed\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="module")
def believed(authority: TestAuthority) -> Certificates:
    return Certificates(authority.root.read_bytes())


@pytest.fixture(scope="module")
def token(authority: TestAuthority) -> bytes:
    return authority.reply(StampRequest(NOTE).body)


def test_an_answer_is_checked_against_its_own_request(
    authority: TestAuthority, believed: Certificates
) -> None:
    request = StampRequest(NOTE)
    answer = authority.reply(request.body)
    assert abs(request.check(answer, believed) - datetime.now(UTC)) < timedelta(hours=1)
    with pytest.raises(VerificationError, match="Nonce"):
        StampRequest(NOTE).check(answer, believed)


def test_a_time_stamp_holds_for_exactly_what_was_stamped(
    believed: Certificates, token: bytes
) -> None:
    assert believed.check(token, NOTE) == believed.check(token, NOTE)
    for place in range(len(NOTE)):
        changed = NOTE[:place] + bytes([NOTE[place] ^ 1]) + NOTE[place + 1 :]
        with pytest.raises(VerificationError):
            believed.check(token, changed)


def test_openssl_accepts_it_and_refuses_a_changed_checkpoint(
    authority: TestAuthority, token: bytes, tmp_path: Path
) -> None:
    stamp, data = tmp_path / "token.tsr", tmp_path / "note.txt"
    stamp.write_bytes(token)
    data.write_bytes(NOTE)
    assert authority.accepts(stamp, data)
    data.write_bytes(NOTE.replace(b"was", b"is"))
    assert not authority.accepts(stamp, data)


def test_a_time_stamp_by_somebody_else_does_not_hold(
    token: bytes, tmp_path: Path
) -> None:
    other = TestAuthority(tmp_path / "other")
    with pytest.raises(VerificationError):
        Certificates(other.root.read_bytes()).check(token, NOTE)


def test_a_certificate_in_between_is_no_root(
    authority: TestAuthority, token: bytes
) -> None:
    own = (authority.folder / "tsa.pem").read_bytes()
    both = Certificates(authority.root.read_bytes() + own)
    assert both.check(token, NOTE)
    with pytest.raises(VerificationError, match="root"):
        Certificates(own)
    with pytest.raises(VerificationError, match="PEM"):
        Certificates(b"nothing")


@pytest.mark.parametrize("answer", [b"", b"no", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_time_stamp_is_refused(
    believed: Certificates, answer: bytes
) -> None:
    with pytest.raises(VerificationError):
        believed.check(answer, NOTE)


def test_every_changed_byte_of_a_time_stamp_is_noticed_or_means_nothing(
    believed: Certificates, token: bytes
) -> None:
    """A byte outside the signature may differ; the time and the digest never do."""
    at = believed.check(token, NOTE)
    for place in range(0, len(token), 7):
        changed = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        try:
            found = believed.check(changed, NOTE)
        except VerificationError:
            continue
        assert found == at


# ---- the file


def test_a_file_only_grows_and_reads_back(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "anchor.jsonl")
    assert file.last_note() is None
    assert list(file.notes()) == []
    file.append(["one\n"])
    before = file.path.read_bytes()
    file.append(["two\n", "three\n"])
    assert file.path.read_bytes().startswith(before)
    assert list(file.notes()) == ["one\n", "two\n", "three\n"]
    assert file.last_note() == "three\n"


@pytest.mark.parametrize("torn", ['{"checkpo', "[]\n", '{"checkpoint": 3}\n', "\xff"])
def test_a_torn_line_is_passed_over(tmp_path: Path, torn: str) -> None:
    file = AnchorFile(tmp_path / "anchor.jsonl")
    file.append(["one\n"])
    with file.path.open("a", encoding="latin-1") as raw:
        raw.write(torn)
    assert file.last_note() == "one\n"
    file.append(["two\n"])
    assert list(file.notes()) == ["one\n", "two\n"]


def test_an_empty_file_is_one_to_begin_with(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "anchor.jsonl")
    file.path.touch()
    assert file.last_note() is None
    file.append(["one\n"])
    assert json.loads(file.path.read_text()) == {"checkpoint": "one\n"}


def test_a_file_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    folder = AnchorFile(tmp_path)
    with pytest.raises(NotKeptError, match="cannot be read"):
        folder.last_note()
    with pytest.raises(NotKeptError, match="cannot be written"):
        folder.append(["one\n"])


# ---- against the log


def filled(log: AuditLog, database: Database) -> list[str]:
    for _ in range(4):
        append(log, database)
        settle(log, database)
    with database.reading() as conn:
        return checkpoints_above(conn, 0, 10)


def test_what_was_anchored_fits_the_log_it_came_from(
    log: AuditLog, any_database: Database, signer: Signer
) -> None:
    notes = filled(log, any_database)
    with any_database.reading() as conn:
        assert list(compare_notes(conn, signer.key, notes)) == []
        assert checkpoints_above(conn, 2, 1) == [notes[2]]


def test_what_does_not_fit_is_said(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    notes = filled(log, database)
    wrong = [
        signer.sign(9, b"r" * 32).note,
        signer.sign(2, b"r" * 32).note,
        Signer(bytes(range(32)), "elsewhere.example.test").sign(2, b"r" * 32).note,
        notes[0].replace("\n1\n", "\n2\n"),
    ]
    with database.reading() as conn:
        found = list(compare_notes(conn, signer.key, wrong))
    assert [text.partition(":")[0] for text in found] == [
        "9 entries were signed, and the log holds 4",
        "the log does not begin as its note of 2 entries says",
        "the note of 2 entries is about another log",
        "the note of 2 entries",
    ]


def test_what_a_restored_backup_lost_and_the_log_admits_fits(
    log: AuditLog, database: Database, signer: Signer
) -> None:
    notes = filled(log, database)
    lost = signer.sign(7, b"r" * 32).note
    later = Signer(bytes(range(32)), f"{ORIGIN}/2")
    with database.transaction() as conn:
        add_origin(conn, f"{ORIGIN}/2", 4, notes[3], 1)
    with database.reading() as conn:
        assert list(compare_notes(conn, later.key, [*notes, lost])) == []
        [fault] = compare_notes(conn, later.key, [signer.sign(2, b"r" * 32).note])
    assert "does not begin" in fault


def test_the_newest_time_stamp_of_a_place_is_found(
    log: AuditLog, any_database: Database
) -> None:
    notes = filled(log, any_database)
    with any_database.transaction() as conn:
        assert last_stamp(conn, "tsa") is None
        add_stamp(conn, 2, "tsa", b"two", NOW)
        add_stamp(conn, 1, "tsa", b"one", NOW)
        found = last_stamp(conn, "tsa")
        assert (found.size, found.note, found.token) == (2, notes[1], b"two")
        assert found.at == NOW
    without_triggers(any_database, store.checkpoint.delete())
    with any_database.reading() as conn:
        assert last_stamp(conn, "tsa") is None
