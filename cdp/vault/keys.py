"""The root key in its file, and how every other key comes from a key above it.

root (file, mode 0600, never in the database)
  -> installation keys, wrapped: index, installation, signing seeds, KEK epochs
       -> a subject's two keys, random, wrapped by the KEK of an epoch
            -> HKDF-Expand per use
"""

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from cdp.errors import ConflictError, SettingsError
from cdp.vault.seal import KEY_BYTES, Cipher

MARK = "accord-root-key-1:"
LONGEST_FILE = 1024


def new_key() -> bytes:
    """Make a random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def expand(key: bytes, use: str | bytes) -> bytes:
    """Derive the key for one use, so that no key ever serves two.

    Source: RFC 5869 section 2.3. The extract step is left out because every key here
    is already uniformly random.
    """
    info = use.encode() if isinstance(use, str) else use
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=info).derive(key)


class RootKey:
    """The key above all keys. Whoever has it and the database can read everything."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        """Take the 32 bytes; `create` and `load` are the usual ways."""
        self._cipher = Cipher(expand(key, "root/wrap/v1"))

    @classmethod
    def create(cls, path: Path) -> "RootKey":
        """Make a new root key in a new file that only its owner may read.

        When it returns, the file is on disk. Copy it to a safe place: without it,
        nothing that is sealed opens again, in backups neither.

        Raises:
            ConflictError: The file exists. A root key is never overwritten.
        """
        key = new_key()
        line = MARK + base64.urlsafe_b64encode(key).decode() + "\n"
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError as err:
            raise ConflictError(
                "the key file exists already and is kept as it is"
            ) from err
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask added or took
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
        return cls(key)

    @classmethod
    def load(cls, path: Path) -> "RootKey":
        """Read the root key of this installation.

        Raises:
            SettingsError: Missing, readable for others, or not a root key. The message
                says what to do.
        """
        try:
            # The mode is read from the open file: a path could be exchanged between.
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                content = file.read(LONGEST_FILE)
        except OSError as err:
            raise _refusal("cannot be read; `accord init` makes one") from err
        if mode & 0o077:
            raise _refusal("must be readable by its owner alone: chmod 600")
        return cls(_parse(content))

    def wrap(self, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for storage in the database."""
        return self._cipher.seal(bound_to, key)

    def unwrap(self, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key.

        Raises:
            SealBrokenError: Not wrapped by this root key, or for another place.
        """
        return self._cipher.open(bound_to, wrapped)

    def __repr__(self) -> str:
        return "<RootKey: hidden>"


def _parse(content: bytes) -> bytes:
    try:
        line = content.decode("ascii").strip()
        key = base64.b64decode(line.removeprefix(MARK), altchars=b"-_", validate=True)
    except (UnicodeDecodeError, binascii.Error) as err:
        raise _refusal("does not hold a root key") from err
    if not line.startswith(MARK) or len(key) != KEY_BYTES:
        raise _refusal("does not hold a root key of 32 bytes")
    return key


def _refusal(why: str) -> SettingsError:
    return SettingsError({"ACCORD_KEY_FILE": why})


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
