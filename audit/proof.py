"""The proof of one entry, as a value that travels. Pure.

The text form is that of C2SP tlog-proof: index, hashes, then the signed checkpoint.
"""

import base64
import hashlib
from dataclasses import dataclass

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """An entry, where it stands, and the hashes that lead to a signed root."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    note: str

    @property
    def leaf_hash(self) -> bytes:
        """The hash of the entry in the tree."""
        return hashlib.sha256(b"\x00" + self.leaf).digest()

    @property
    def text(self) -> str:
        """The proof without the entry, for any verifier of the format."""
        hashes = "".join(base64.b64encode(one).decode() + "\n" for one in self.path)
        return f"{HEADER}\nindex {self.index}\n{hashes}\n{self.note}"
