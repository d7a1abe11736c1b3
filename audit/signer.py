"""Private keys: the log's, and a witness's. No other file of audit sees one.

Every checkpoint of a log carries an Ed25519 signature, which everybody can check, and
an ML-DSA-44 signature, which a quantum computer cannot forge (FIPS 204).
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from audit.checkpoint import (
    Checkpoint,
    checkpoint_text,
    signed_message,
    timed,
)
from audit.errors import VerificationError
from audit.keys import Kind, VerifierKey
from audit.note import signature_line


class Signer:
    """Signs checkpoints under one name, which is the origin of the log."""

    def __init__(
        self, seed: bytes, name: str, ml_dsa_seed: bytes | None = None
    ) -> None:
        """Take independent 32-byte seeds and the origin, like `accord.example/audit`.

        Without the second seed there is no ML-DSA-44 signature.
        """
        plain = _Ed25519(seed, name, Kind.ED25519)
        second = () if ml_dsa_seed is None else (_MLDSA44(ml_dsa_seed, name),)
        self._signing: tuple[_Ed25519 | _MLDSA44, ...] = (plain, *second)
        self.key = plain.key
        self.keys = tuple(one.key for one in self._signing)

    def sign(self, size: int, root: bytes, at: datetime | None = None) -> Checkpoint:
        """Sign a size and a root. Whoever calls has checked that the tree only grew.

        Without a time the ML-DSA-44 signature does not say that this was the largest
        tree when it was made (C2SP tlog-cosignature: a time of 0).
        """
        text = checkpoint_text(self.key.name, size, root)
        seconds = int(at.timestamp()) if at else 0
        note = f"{text}\n" + "".join(one.line(text, seconds) for one in self._signing)
        return Checkpoint(origin=self.key.name, size=size, root=root, note=note)

    def attest(self, text: str) -> str:
        """Sign a text that is no checkpoint: its first line must name another thing.

        Raises:
            VerificationError: It could pass for a checkpoint of this log.
        """
        if text.startswith(f"{self.key.name}\n"):
            raise VerificationError("checkpoints are signed by `sign` alone")
        return f"{text}\n{self._signing[0].line(text, 0)}"


class Cosigner:
    """Signs what a witness has checked, with both kinds of timed signature."""

    def __init__(self, seed: bytes, name: str, ml_dsa_seed: bytes) -> None:
        """Take two independent 32-byte seeds and the name of the witness."""
        self._signing = (
            _Ed25519(seed, name, Kind.COSIGNATURE),
            _MLDSA44(ml_dsa_seed, name),
        )
        self.keys = tuple(one.key for one in self._signing)

    def cosign(self, text: str, at: datetime) -> str:
        """Give the signature lines over a checkpoint's text, at this time."""
        seconds = int(at.timestamp())
        return "".join(one.line(text, seconds) for one in self._signing)


class _Ed25519:
    def __init__(self, seed: bytes, name: str, kind: Kind) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.key = VerifierKey(name, public, kind)

    def line(self, text: str, seconds: int) -> str:
        made = self._private.sign(signed_message(self.key, text, seconds))
        if self.key.kind is Kind.COSIGNATURE:
            made = timed(seconds, made)
        return signature_line(self.key, made)


class _MLDSA44:
    def __init__(self, seed: bytes, name: str) -> None:
        self._private = MLDSA44PrivateKey.from_seed_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.key = VerifierKey(name, public, Kind.ML_DSA_44)

    def line(self, text: str, seconds: int) -> str:
        made = self._private.sign(signed_message(self.key, text, seconds))
        return signature_line(self.key, timed(seconds, made))
