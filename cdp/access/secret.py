"""Random secrets: made here, shown once, kept only as digests.

256 random bits need no slow password hash: there is nothing to guess.
"""

import hmac
import secrets
from hashlib import sha256

SECRET_BYTES = 32


def new_secret(prefix: str) -> str:
    """Make a secret of 256 bits; the prefix tells scanners and people what it is."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def secret_digest(secret: str) -> bytes:
    """Give what is stored of a secret."""
    return sha256(secret.encode()).digest()


def is_same(one: bytes, other: bytes | None) -> bool:
    """Compare digests in a time that tells nothing."""
    return other is not None and hmac.compare_digest(one, other)


def derived(secret: str, use: str) -> str:
    """Derive a value that only the holder of the secret can name."""
    return hmac.new(secret.encode(), use.encode(), sha256).hexdigest()
