"""What stands above every stored key: named wrapping keys, outside the database.

The database and its backups hold keys only as these wrapped them. So a wrapping key
that is destroyed here closes what hangs from it in every copy of the database.

root (key file, HSM, or key service; never in the database)
  -> `root-N` wraps what is kept: name, index, evidence, signing seeds
  -> `kek-N`, `installation-N`, `tag-N` wrap one version of one key each, so that this
     version can be destroyed in every backup
       -> a subject's two keys, random, wrapped by the KEK of an epoch
            -> HKDF-Expand per use
"""

from collections.abc import Mapping
from typing import Protocol

from cdp.errors import KeyDestroyedError
from cdp.vault.keys import expand, new_key
from cdp.vault.seal import Cipher

# Keys of which each version has a wrapping key of its own.
SHREDDABLE = frozenset({"kek", "installation", "tag"})
ROOT = "root"


class Root(Protocol):
    """Wraps and unwraps keys by named keys that never leave it; safe in threads.

    Every method may raise UnavailableError: there was no answer, nothing is known.
    """

    def refresh(self) -> None:
        """Make sure that it still answers, and forget what is gone there."""
        ...

    def names(self) -> frozenset[str]:
        """Name the wrapping keys that are there."""
        ...

    def make(self, name: str) -> None:
        """Make a random wrapping key unless it is there; durable when this returns."""
        ...

    def destroy(self, name: str) -> bool:
        """Destroy a wrapping key for ever; False when it was not there."""
        ...

    def wrap(self, name: str, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for the database, bound to its place.

        Raises:
            KeyDestroyedError: There is no wrapping key of this name.
        """
        ...

    def unwrap(self, name: str, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key.

        Raises:
            KeyDestroyedError: There is no wrapping key of this name (any more).
            SealBrokenError: Not wrapped by this key, or for another place.
        """
        ...


class KeyRing:
    """Wrapping keys in memory: what a key file holds once it is read."""

    __slots__ = ("_ciphers", "_keys")

    def __init__(self, keys: Mapping[str, bytes] | None = None) -> None:
        """Take keys of 32 bytes by their names."""
        self._keys = dict(keys or {})
        self._ciphers = {n: Cipher(expand(k, USE)) for n, k in self._keys.items()}

    def refresh(self) -> None:
        """Memory always answers."""

    def keys(self) -> dict[str, bytes]:
        """Give the keys themselves, for the file alone."""
        return dict(self._keys)

    def names(self) -> frozenset[str]:
        """Name the wrapping keys."""
        return frozenset(self._keys)

    def make(self, name: str) -> None:
        """Make a random wrapping key unless it is there."""
        if name not in self._keys:
            self._keys[name] = key = new_key()
            self._ciphers[name] = Cipher(expand(key, USE))

    def destroy(self, name: str) -> bool:
        """Forget a wrapping key."""
        self._ciphers.pop(name, None)
        return self._keys.pop(name, None) is not None

    def wrap(self, name: str, bound_to: bytes, key: bytes) -> bytes:
        """Wrap a key for the database, bound to its place."""
        return self._cipher(name).seal(bound_to, key)

    def unwrap(self, name: str, bound_to: bytes, wrapped: bytes) -> bytes:
        """Unwrap a stored key."""
        return self._cipher(name).open(bound_to, wrapped)

    def _cipher(self, name: str) -> Cipher:
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise KeyDestroyedError(f"the wrapping key {name} is not there (any more)")
        return cipher

    def __repr__(self) -> str:
        return "<KeyRing: hidden>"


USE = "root/wrap/v1"


def wrapper_of(name: str, version: int, generation: int) -> str:
    """Name the wrapping key of a version of a key; `generation` is the root's."""
    return f"{name}-{version}" if name in SHREDDABLE else f"{ROOT}-{generation}"


def generation_of(wrapper: str) -> int:
    """Give which generation of the root this names; 0 when it is no root."""
    kind, _, number = wrapper.rpartition("-")
    return int(number) if kind == ROOT and number.isdigit() else 0
