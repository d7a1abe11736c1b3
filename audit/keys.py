"""Public keys: their one-line text form, their key hash, and verification.

Three types of signature of C2SP: the log's own Ed25519, and the two that carry a time,
which witnesses use and, for ML-DSA-44, the log itself.

Source: C2SP signed-note (vkey text, key hash, type 0x01); C2SP tlog-cosignature (types
0x04 and 0x06).
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from audit.errors import VerificationError


class Kind(IntEnum):
    """How a key signs: the type byte of C2SP, which is part of the key hash."""

    ED25519 = 0x01
    COSIGNATURE = 0x04  # Ed25519, with the time of signing
    ML_DSA_44 = 0x06  # FIPS 204, with the time of signing


KNOWN_TYPES = frozenset(bytes([kind]) for kind in Kind)
KEY_BYTES = {Kind.ED25519: 32, Kind.COSIGNATURE: 32, Kind.ML_DSA_44: 1312}


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key: who signs, how, and how to check."""

    name: str
    public: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        if len(self.public) != KEY_BYTES[self.kind]:
            raise VerificationError("the key has another length than its type")
        if not self.name or any(c.isspace() or c == "+" for c in self.name):
            raise VerificationError("a key name has no blank and no plus sign")

    @property
    def key_hash(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed_public).digest()[
            :4
        ]

    @property
    def text(self) -> str:
        """The vkey: name+hash+base64, one line to hand out."""
        encoded = base64.b64encode(self._typed_public).decode()
        return f"{self.name}+{self.key_hash.hex()}+{encoded}"

    def __str__(self) -> str:
        return self.text

    @property
    def _typed_public(self) -> bytes:
        return bytes([self.kind]) + self.public

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
        if raw[:1] not in KNOWN_TYPES:
            raise VerificationError("the verifier key is of a type that is not known")
        key = cls(name, raw[1:], Kind(raw[0]))
        if key.key_hash.hex() != shown:
            raise VerificationError("the hash in the verifier key does not fit it")
        return key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check a signature over exactly these bytes.

        Raises:
            VerificationError: It is not by this key over this message.
        """
        public: Ed25519PublicKey | MLDSA44PublicKey
        try:
            if self.kind is Kind.ML_DSA_44:
                public = MLDSA44PublicKey.from_public_bytes(self.public)
            else:
                public = Ed25519PublicKey.from_public_bytes(self.public)
            public.verify(signature, message)
        except (InvalidSignature, ValueError) as err:
            raise VerificationError("the signature is not by this key") from err
