"""The signer signs as its name, and its seed decides the key."""

from audit import Signer
from audit.checkpoint import open_checkpoint
from tests.unit.audit.helpers import ORIGIN


def test_one_seed_gives_one_key() -> None:
    assert Signer(b"s" * 32, ORIGIN).key == Signer(b"s" * 32, ORIGIN).key
    assert Signer(b"s" * 32, ORIGIN).key != Signer(b"t" * 32, ORIGIN).key


def test_what_is_signed_opens_under_the_public_key(signer: Signer) -> None:
    made = signer.sign(3, b"r" * 32)
    assert open_checkpoint(made.note, signer.key).root == b"r" * 32
