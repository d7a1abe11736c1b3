"""Notes of others open as they do there, and what is refused there is refused."""

import json
from pathlib import Path

import pytest

from audit import Signer, VerificationError, VerifierKey
from audit.checkpoint import check_signature
from audit.note import parse_note, signature_line

VECTORS = Path(__file__).parents[2] / "vectors" / "note" / "notes.json"
KNOWN = json.loads(VECTORS.read_text())
PETER = KNOWN["keys"]["peter"]


@pytest.mark.parametrize("place", range(len(KNOWN["opens"])))
def test_a_known_note_opens_under_its_key(place: int) -> None:
    case = KNOWN["opens"][place]
    key = VerifierKey.parse(KNOWN["keys"][case["key"]])
    assert check_signature(case["note"], key) == 0
    assert parse_note(case["note"]).text == KNOWN["text"]


@pytest.mark.parametrize("case", KNOWN["refused"], ids=lambda case: case["why"])
def test_a_known_wrong_note_is_refused(case: dict[str, str]) -> None:
    key = VerifierKey.parse(KNOWN["keys"][case["key"]])
    with pytest.raises(VerificationError):
        check_signature(case["note"], key)


def test_no_piece_of_a_key_is_a_key_and_no_changed_one() -> None:
    assert VerifierKey.parse(PETER).text == PETER
    wrong = {
        PETER[first:end]
        for first in range(len(PETER))
        for end in range(first, len(PETER) + 1)
    } - {PETER}
    wrong |= {
        PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :]
        for at in range(len(PETER))
    }
    for key in [*sorted(wrong), *KNOWN["bad_keys"]]:
        with pytest.raises(VerificationError):
            VerifierKey.parse(key)


def test_every_signature_by_the_key_must_hold(signer: Signer) -> None:
    good = signer.sign(7, bytes(32)).note
    assert check_signature(good, signer.key) == 0
    with pytest.raises(VerificationError):
        check_signature(good + signature_line(signer.key, bytes(64)), signer.key)


def test_a_note_is_taken_apart_before_anything_is_believed(signer: Signer) -> None:
    other = Signer(b"x" * 32, "witness.example.test").key
    note = signer.sign(7, bytes(32)).note + signature_line(other, b"s" * 64)
    ours, theirs = parse_note(note).signatures
    assert (ours.name, ours.key_hash) == (signer.key.name, signer.key.key_hash)
    assert (theirs.name, theirs.value) == (other.name, b"s" * 64)


@pytest.mark.parametrize(
    "line", ["— name ", "— name AAAAAA==", "— a+b AAAAAAAA", "— name AAAAAAB="]
)
def test_a_line_without_a_plain_name_or_bytes_is_no_signature(line: str) -> None:
    with pytest.raises(VerificationError):
        parse_note(f"text\n\n{line}\n")
