"""A checkpoint opens only whole, and only under the log's own key."""

import base64

import pytest

from audit import Signer, VerificationError
from audit.checkpoint import open_checkpoint
from audit.note import signature_line
from tests.unit.audit.helpers import ORIGIN

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
    line = signature_line(signer.key, signer._private.sign(text.encode()))
    with pytest.raises(VerificationError):
        open_checkpoint(f"{text}\n{line}", signer.key)


@pytest.mark.parametrize("note", ["", "\n\n", "a\n\nb", "no blank line\n"])
def test_what_is_no_note_is_refused(signer: Signer, note: str) -> None:
    with pytest.raises(VerificationError):
        open_checkpoint(note, signer.key)
