"""How keys are made, and how every other key comes from a key above it."""

import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from cdp.vault.seal import KEY_BYTES

SALT_BYTES = 16
# RFC 9106 section 4, the second recommended choice: 64 MiB, 3 passes, 4 lanes.
ARGON_MEMORY_KIB, ARGON_PASSES, ARGON_LANES = 65_536, 3, 4


def new_key() -> bytes:
    """Make a random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_salt() -> bytes:
    """Make a random salt for a passphrase."""
    return secrets.token_bytes(SALT_BYTES)


def expand(key: bytes, use: str | bytes) -> bytes:
    """Derive the key for one use, so that no key ever serves two.

    Source: RFC 5869 section 2.3. The extract step is left out because every key here
    is already uniformly random.
    """
    info = use.encode() if isinstance(use, str) else use
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=info).derive(key)


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Derive a key from what a person can remember; takes a tenth of a second or more.

    Source: RFC 9106 (Argon2id).
    """
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=ARGON_PASSES,
        lanes=ARGON_LANES,
        memory_cost=ARGON_MEMORY_KIB,
    )
    return kdf.derive(passphrase.encode())
