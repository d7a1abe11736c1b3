"""A checkpoint opens only whole, and only under the log's own key."""

import base64
import json
from pathlib import Path

import pytest

from audit import Signer, VerificationError, VerifierKey
from audit.checkpoint import (
    check_signature,
    checkpoint_text,
    open_checkpoint,
    read_checkpoint,
    signed_message,
    timed,
)
from audit.keys import Kind
from audit.note import signature_line
from tests.unit.audit.helpers import ORIGIN

# Signed by another implementation: tests/vectors/cosignatures/README.md.
SIGNED = json.loads(
    (Path(__file__).parents[2] / "vectors/cosignatures/signed.json").read_text()
)

ROOT = bytes(range(32))


def test_a_checkpoint_is_three_lines_and_a_signature(signer: Signer) -> None:
    note = signer.sign(7, ROOT).note
    lines = note.split("\n")
    assert lines[:4] == [ORIGIN, "7", base64.b64encode(ROOT).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


def test_a_signed_checkpoint_opens_as_itself(signer: Signer) -> None:
    made = signer.sign(7, ROOT)
    assert open_checkpoint(made.note, signer.key) == made


def test_signatures_of_others_are_passed_over(signer: Signer) -> None:
    other = Signer(b"x" * 32, "witness.example.test").key
    note = signer.sign(7, ROOT).note + signature_line(other, b"s" * 64)
    assert open_checkpoint(note, signer.key).size == 7


def test_every_changed_character_is_noticed(signer: Signer) -> None:
    note = signer.sign(7, ROOT).note
    for place in range(len(note)):
        other = "A" if note[place] != "A" else "B"
        with pytest.raises(VerificationError):
            open_checkpoint(note[:place] + other + note[place + 1 :], signer.key)


def test_another_key_of_the_same_name_is_not_the_log(signer: Signer) -> None:
    other = Signer(b"x" * 32, ORIGIN)
    with pytest.raises(VerificationError):
        open_checkpoint(signer.sign(7, ROOT).note, other.key)


@pytest.mark.parametrize(
    "text",
    [
        "other.example.test\n7\n" + base64.b64encode(ROOT).decode() + "\n",
        f"{ORIGIN}\n07\n" + base64.b64encode(ROOT).decode() + "\n",
        f"{ORIGIN}\n-7\n" + base64.b64encode(ROOT).decode() + "\n",
        f"{ORIGIN}\n{'9' * 5000}\n" + base64.b64encode(ROOT).decode() + "\n",
        f"{ORIGIN}\n7\n" + base64.b64encode(ROOT[1:]).decode() + "\n",
        f"{ORIGIN}\n7\nnot base64\n",
        f"{ORIGIN}\n7\n",
    ],
)
def test_a_signature_does_not_make_nonsense_a_checkpoint(
    signer: Signer, text: str
) -> None:
    line = signature_line(signer.key, signer._signing[0]._private.sign(text.encode()))
    with pytest.raises(VerificationError):
        open_checkpoint(f"{text}\n{line}", signer.key)


@pytest.mark.parametrize("note", ["", "\n\n", "a\n\nb", "no blank line\n"])
def test_what_is_no_note_is_refused(signer: Signer, note: str) -> None:
    with pytest.raises(VerificationError):
        open_checkpoint(note, signer.key)


@pytest.mark.parametrize("lines", ["text", "— \n", "— name\n", "- name AAAA\n", "\n"])
def test_below_a_note_there_are_signatures_only(signer: Signer, lines: str) -> None:
    with pytest.raises(VerificationError):
        open_checkpoint(signer.sign(7, ROOT).note + lines, signer.key)


@pytest.mark.parametrize("named", ["log", "ed25519", "ml_dsa_44"])
def test_signatures_by_another_implementation_hold(named: str) -> None:
    key = VerifierKey.parse(SIGNED[named])
    seconds = check_signature(SIGNED["note"], key)
    assert bool(seconds) == (key.kind is not Kind.ED25519)
    assert str(key) == SIGNED[named]


@pytest.mark.parametrize("named", ["ed25519", "ml_dsa_44"])
@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_cosignature_covers_origin_size_and_root(named: str, line: int) -> None:
    lines = SIGNED["note"].split("\n")
    lines[line] = lines[line].replace("a", "b").replace("8", "7")
    with pytest.raises(VerificationError):
        check_signature("\n".join(lines), VerifierKey.parse(SIGNED[named]))


def test_every_changed_byte_of_a_timed_signature_is_noticed() -> None:
    key = VerifierKey.parse(SIGNED["ed25519"])
    text = read_checkpoint(SIGNED["note"]).text
    line = next(
        one
        for one in SIGNED["note"].splitlines()
        if one.startswith(f"— {key.name} ") and len(one) < 300
    )
    raw = base64.b64decode(line.rpartition(" ")[2])[4:]
    check_signature(f"{text}\n" + signature_line(key, raw), key)
    for place in range(len(raw)):
        wrong = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(VerificationError):
            check_signature(f"{text}\n" + signature_line(key, wrong), key)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 8, timed(1 << 63, b"s" * 64), timed(1, b"s" * 63)]
)
def test_a_timed_signature_needs_a_time_and_a_signature(raw: bytes) -> None:
    key = VerifierKey.parse(SIGNED["ed25519"])
    note = checkpoint_text(ORIGIN, 7, ROOT) + "\n" + signature_line(key, raw)
    with pytest.raises(VerificationError):
        check_signature(note, key)


def test_ml_dsa_signs_no_name_that_is_longer_than_its_field() -> None:
    key = VerifierKey.parse(SIGNED["ml_dsa_44"])
    text = checkpoint_text("o" * 256, 7, ROOT)
    with pytest.raises(VerificationError):
        signed_message(key, text, 1)
    assert b"o" * 255 in signed_message(key, text[1:], 1)
