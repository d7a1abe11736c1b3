"""The wrapping keys in a file of their own, as they are or sealed by a passphrase.

The file is always replaced as a whole: at any moment, whoever reads it or pulls the
plug finds the keys from before or those from after. A key that is destroyed is in
neither the new file nor, as far as a file system lets us, on the disk.
"""

import base64
import fcntl
import json
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cdp.errors import ConflictError, SealBrokenError, SettingsError
from cdp.vault.keys import SALT_BYTES, new_salt, stretch
from cdp.vault.root import KeyRing
from cdp.vault.seal import KEY_BYTES, Cipher

FORMAT = "accord-keys-1"
LONGEST_FILE = 1 << 20
TRIES = 3
BOUND_TO = b"accord/key-file/1"


class KeyFile:
    """A `Root` in a file that only its owner may read; several processes may share it.

    Whoever has it (and its passphrase) and the database can read everything.
    """

    def __init__(self, path: Path, passphrase: str = "") -> None:
        """Name the file; `load` and `create` are the usual ways."""
        self._path = path
        self._passphrase = passphrase
        self._stretched: dict[bytes, bytes] = {}
        self._lock = threading.Lock()
        self._ring = KeyRing()

    @classmethod
    def load(cls, path: Path, passphrase: str = "") -> "KeyFile":
        """Read the keys of this installation.

        Raises:
            SettingsError: Missing, readable for others, another passphrase, or not a
                key file. The message says what to do.
        """
        made = cls(path, passphrase)
        made.refresh()
        return made

    @classmethod
    def create(cls, path: Path, passphrase: str = "") -> "KeyFile":
        """Make a new file without any key in it yet.

        Raises:
            ConflictError: The file exists. A key file is never overwritten.
        """
        made = cls(path, passphrase)
        content = made._pack({})
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError as err:
            raise ConflictError(
                "the key file exists already and is kept as it is"
            ) from err
        made._fill(handle, content)
        return made

    def names(self) -> frozenset[str]:
        """Name the wrapping keys that the file holds now."""
        return self._reread().names()

    def make(self, name: str) -> None:
        """Make a wrapping key unless it is there; on disk when this returns."""
        with self._exclusive():
            ring = self._reread()
            if name not in ring.names():
                ring.make(name)
                self._replace(ring)

    def destroy(self, name: str) -> bool:
        """Destroy a wrapping key; the file without it is on disk when this returns."""
        with self._exclusive():
            ring = self._reread()
            if not ring.destroy(name):
                return False
            self._replace(ring)
        return True

    def wrap(self, name: str, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for the database, bound to its place."""
        return self._having(name).wrap(name, bound_to, key)

    def unwrap(self, name: str, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key."""
        return self._having(name).unwrap(name, bound_to, wrapped)

    def refresh(self) -> None:
        """Read the file again: what was destroyed elsewhere is forgotten here too."""
        self._reread()

    def __repr__(self) -> str:
        return "<KeyFile: hidden>"

    # Inside

    def _having(self, name: str) -> KeyRing:
        ring = self._ring
        # Another process may have made it since we read the file.
        return ring if name in ring.names() else self._reread()

    def _reread(self) -> KeyRing:
        self._ring = ring = KeyRing(self._read())
        return ring

    def _read(self) -> dict[str, bytes]:
        for left in range(TRIES, -1, -1):
            inode, content = self._read_bytes()
            try:
                return self._parse(content)
            except SettingsError:
                # Replaced while we read: what we have is the old file, overwritten.
                if not left or self._path.stat().st_ino == inode:
                    raise
        raise AssertionError  # pragma: no cover

    def _read_bytes(self) -> tuple[int, bytes]:
        try:
            # The mode is read from the open file: a path could be exchanged between.
            with self._path.open("rb") as file:
                found = os.fstat(file.fileno())
                content = file.read(LONGEST_FILE)
        except OSError as err:
            raise _refusal("cannot be read; `accord init` makes one") from err
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise _refusal("must be readable by its owner alone: chmod 600")
        return found.st_ino, content

    def _parse(self, content: bytes) -> dict[str, bytes]:
        try:
            document = json.loads(content)
            if document["format"] != FORMAT:
                raise _refusal("does not hold the keys of an installation")
            keys = self._open(document) if "sealed" in document else document["keys"]
            found = {str(name): _bytes(key) for name, key in keys.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as err:
            raise _refusal("does not hold the keys of an installation") from err
        if any(len(key) != KEY_BYTES for key in found.values()):
            raise _refusal("does not hold keys of 32 bytes")
        if self._passphrase and "sealed" not in document:
            raise _refusal("is not sealed, but ACCORD_KEY_PASSPHRASE is set")
        return found

    def _open(self, document: Mapping[str, Any]) -> dict[str, str]:
        if not self._passphrase:
            raise SettingsError(
                {"ACCORD_KEY_PASSPHRASE": "must be set: the key file is sealed"}
            )
        salt = _bytes(document["salt"])
        try:
            raw = self._cipher(salt).open(BOUND_TO, _bytes(document["sealed"]))
        except SealBrokenError as err:
            raise SettingsError(
                {"ACCORD_KEY_PASSPHRASE": "does not open the key file"}
            ) from err
        keys: dict[str, str] = json.loads(raw)
        return keys

    def _cipher(self, salt: bytes) -> Cipher:
        if len(salt) != SALT_BYTES:
            raise _refusal("does not hold the keys of an installation")
        if salt not in self._stretched:
            self._stretched = {salt: stretch(self._passphrase, salt)}
        return Cipher(self._stretched[salt])

    def _pack(self, keys: Mapping[str, bytes]) -> bytes:
        plain = {name: _text(key) for name, key in sorted(keys.items())}
        document: dict[str, object] = {"format": FORMAT, "keys": plain}
        if self._passphrase:
            salt = next(iter(self._stretched), None) or new_salt()
            sealed = self._cipher(salt).seal(BOUND_TO, json.dumps(plain).encode())
            document = {
                "format": FORMAT,
                "kdf": "argon2id",
                "salt": _text(salt),
                "sealed": _text(sealed),
            }
        return json.dumps(document, indent=1).encode() + b"\n"

    def _replace(self, ring: KeyRing) -> None:
        # One fixed name: what a kill left there is overwritten by the next change.
        new = self._path.with_name(self._path.name + ".new")
        handle = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._fill(handle, self._pack(ring.keys()))
        with self._path.open("r+b") as old:
            size = os.fstat(old.fileno()).st_size
            new.replace(self._path)
            _sync_folder(self._path.parent)
            # The old content is gone where a file system writes in place; one that
            # copies on write, or a flash disk, may keep it until it is used again.
            old.write(bytes(size))
            old.flush()
            os.fsync(old.fileno())
        self._ring = ring

    def _fill(self, handle: int, content: bytes) -> None:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask added or took
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self._path.parent)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Let one thread of one process at a time change the file."""
        try:
            side = self._path.with_name(self._path.name + ".lock").open("ab")
        except OSError as err:
            raise _refusal("its folder cannot be written to") from err
        with self._lock, side:
            fcntl.flock(side, fcntl.LOCK_EX)
            yield


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)


def _refusal(why: str) -> SettingsError:
    return SettingsError({"ACCORD_KEY_FILE": why})


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
