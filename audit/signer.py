"""The log's private key. The only file of this package that sees one."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.checkpoint import Checkpoint, checkpoint_text
from audit.keys import VerifierKey
from audit.note import signature_line


class Signer:
    """Signs checkpoints under one name, which is the origin of the log."""

    def __init__(self, seed: bytes, name: str) -> None:
        """Take a 32-byte seed and the origin, like `accord.example/audit`."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifierKey(name, self._private.public_key().public_bytes_raw())

    def sign(self, size: int, root: bytes) -> Checkpoint:
        """Sign a size and a root. Whoever calls has checked that the tree only grew."""
        text = checkpoint_text(self.key.name, size, root)
        line = signature_line(self.key, self._private.sign(text.encode()))
        note = f"{text}\n{line}"
        return Checkpoint(origin=self.key.name, size=size, root=root, note=note)
