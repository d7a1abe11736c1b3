"""A signer signs as its name, and its seeds decide its keys."""

from datetime import UTC, datetime

import pytest

from audit import Signer, VerificationError
from audit.checkpoint import check_signature, open_checkpoint
from audit.keys import Kind
from audit.signer import Cosigner
from tests.unit.audit.helpers import NOW, ORIGIN

ROOT = b"r" * 32
SECOND = int(NOW.timestamp())


def test_one_seed_gives_one_key() -> None:
    assert Signer(b"s" * 32, ORIGIN).key == Signer(b"s" * 32, ORIGIN).key
    assert Signer(b"s" * 32, ORIGIN).key != Signer(b"t" * 32, ORIGIN).key


def test_what_is_signed_opens_under_the_public_key(signer: Signer) -> None:
    made = signer.sign(3, ROOT)
    assert open_checkpoint(made.note, signer.key).root == ROOT


def test_a_second_seed_adds_a_signature_that_holds_by_itself() -> None:
    both = Signer(b"s" * 32, ORIGIN, b"t" * 32)
    made = both.sign(3, ROOT, NOW)
    plain, second = both.keys
    assert second.kind is Kind.ML_DSA_44
    assert open_checkpoint(made.note, plain) == made
    assert open_checkpoint(made.note, second) == made
    assert check_signature(made.note, plain) == 0
    assert check_signature(made.note, second) == SECOND


def test_a_log_that_names_no_time_signs_for_none() -> None:
    both = Signer(b"s" * 32, ORIGIN, b"t" * 32)
    assert check_signature(both.sign(3, ROOT).note, both.keys[1]) == 0


def test_neither_signature_holds_for_another_tree() -> None:
    both = Signer(b"s" * 32, ORIGIN, b"t" * 32)
    changed = both.sign(3, ROOT, NOW).note.replace("\n3\n", "\n4\n")
    for key in both.keys:
        with pytest.raises(VerificationError):
            open_checkpoint(changed, key)


def test_a_cosigner_adds_two_timed_lines_below_a_note(signer: Signer) -> None:
    witness = Cosigner(b"c" * 32, "witness.example.test", b"d" * 32)
    made = signer.sign(3, ROOT)
    note = made.note + witness.cosign(made.text, NOW)
    assert [key.kind for key in witness.keys] == [Kind.COSIGNATURE, Kind.ML_DSA_44]
    assert [check_signature(note, key) for key in witness.keys] == [SECOND, SECOND]
    assert open_checkpoint(note, signer.key).size == 3


def test_a_cosignature_of_another_time_does_not_hold(signer: Signer) -> None:
    witness = Cosigner(b"c" * 32, "witness.example.test", b"d" * 32)
    made = signer.sign(3, ROOT)
    early = witness.cosign(made.text, datetime(2027, 1, 1, tzinfo=UTC))
    late = witness.cosign(made.text, datetime(2027, 1, 2, tzinfo=UTC))
    for key in witness.keys:
        assert check_signature(made.note + early, key) != check_signature(
            made.note + late, key
        )
