"""Public keys: their one-line text form, their key hash, and verification.

Source: C2SP signed-note (vkey text, key hash, Ed25519 signature type 0x01).
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.errors import VerificationError

ED25519 = b"\x01"
KEY_BYTES = 32


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a log key: who signs, and how to check."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if len(self.public) != KEY_BYTES:
            raise VerificationError("an Ed25519 public key has 32 bytes")
        if not self.name or any(c.isspace() or c == "+" for c in self.name):
            raise VerificationError("a key name has no blank and no plus sign")

    @property
    def key_hash(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(
            self.name.encode() + b"\n" + ED25519 + self.public
        ).digest()[:4]

    @property
    def text(self) -> str:
        """The vkey: name+hash+base64, one line to hand out."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_hash.hex()}+{encoded}"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a vkey.

        Raises:
            VerificationError: It is not one, or its hash does not fit.
        """
        # The base64 may itself contain plus signs: only the first two separate.
        parts = text.strip().split("+", 2)
        try:
            name, shown, encoded = parts
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as err:
            raise VerificationError("a verifier key is name+hash+base64") from err
        if raw[:1] != ED25519:
            raise VerificationError("only Ed25519 verifier keys are known")
        key = cls(name, raw[1:])
        if key.key_hash.hex() != shown:
            raise VerificationError("the hash in the verifier key does not fit it")
        return key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check a signature.

        Raises:
            VerificationError: It is not by this key over this message.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature as err:
            raise VerificationError("the signature is not by this key") from err
