"""The installation's keys in memory, unwrapped, and for how long they may stay there.

The root answers for them again and again: when it does not for `cache_seconds`, they
are forgotten, and whoever needs one is told so. Nothing is served on the word of a key
service that has been gone for longer than that.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cdp.errors import KeyDestroyedError, SettingsError, UnavailableError
from cdp.vault import store
from cdp.vault.keys import expand
from cdp.vault.root import Root, generation_of
from cdp.vault.seal import Cipher, join_parts
from cdp.vault.store import Connection, StoredKey

Reading = Callable[[], AbstractContextManager[Connection]]

KEK_USE: Final = "kek/wrap/v1"
CACHE_SECONDS: Final = 300.0
# A root that gives no answer is asked again after this, and not by every caller.
PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What was unwrapped at one moment; never changed, only replaced as a whole."""

    stored: Sequence[StoredKey]
    plain: Mapping[tuple[str, int], bytes] = field(repr=False)
    keks: Mapping[int, Cipher] = field(repr=False)
    missing: frozenset[tuple[str, int]]
    loaded_at: float
    _newest: dict[str, tuple[int, bytes]] = field(default_factory=dict, repr=False)

    @cached_property
    def installation(self) -> str:
        """The name of this installation, as hexadecimal digits."""
        return self.newest("name")[1].hex()

    @cached_property
    def gone_epochs(self) -> frozenset[int]:
        """Epochs known to be gone, so that nobody asks the database again for them."""
        destroyed = {
            k.version for k in self.stored if k.name == "kek" and not k.wrapped
        }
        return frozenset(destroyed | {v for name, v in self.missing if name == "kek"})

    def seeds(self, name: str, now_us: int, overlap_us: int) -> tuple[bytes, ...]:
        """Give the versions that sign or are still believed, the one that signs first.

        A version is believed until its successor has signed for `overlap_us`; one that
        does not sign yet is believed already, so that nobody meets it unprepared.
        """
        mine = [
            (key.used_from, self.plain[name, key.version])
            for key in self.stored
            if key.name == name and (name, key.version) in self.plain
        ]
        begun = [key for start, key in mine if start <= now_us]
        ahead = [key for start, key in mine if start > now_us]
        over = sum(start <= now_us - overlap_us for start, _ in mine) - 1
        return (*reversed(begun[max(over, 0) :]), *ahead)

    def versions(self, name: str) -> list[int]:
        """Give the versions of a key that can be used, oldest first."""
        return sorted(version for known, version in self.plain if known == name)

    def newest(self, name: str) -> tuple[int, bytes]:
        """Give the newest version of a key, and the key.

        Raises:
            UnavailableError: There is none.
        """
        known = self._newest.get(name)
        if known is not None:
            return known
        found = self.versions(name)
        lost = [version for one, version in self.missing if one == name]
        if lost and max(lost) > max(found, default=0):
            raise UnavailableError(
                f"the keys outside the database lack {name}-{max(lost)}: they are "
                "older than it, or it was restored from before a destruction"
            )
        if not found:
            raise UnavailableError("this key is not loaded; prepare the vault first")
        self._newest[name] = newest = found[-1], self.plain[name, found[-1]]
        return newest


class HeldKeys:
    """Keeps `Keys` fresh; safe to share between threads."""

    def __init__(
        self,
        root: Root,
        cache_seconds: float = CACHE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        reading: Reading | None = None,
    ) -> None:
        """Hold nothing yet; `load` comes next.

        `reading` opens the database for whoever needs fresh keys and has no connection.
        """
        self.root = root
        self.cache_seconds = cache_seconds
        self._clock = clock
        self._reading = reading
        self._lock = threading.Lock()
        self._keys: Keys | None = None
        self._asked_at = float("-inf")
        self._seen: dict[tuple[str, int], float] = {}

    def load(self, conn: Connection) -> Keys:
        """Unwrap the keys of this database into memory.

        Raises:
            SealBrokenError: The keys in this database belong to another root.
            UnavailableError: The root gives no answer, or lacks what it must have.
        """
        return self._take(store.load_keys(conn))

    def fresh(self, conn: Connection | None = None) -> Keys:
        """Give the keys, none of which the root has not answered for lately.

        Raises:
            UnavailableError: There are none, or the root has been gone for too long.
        """
        keys = self._keys
        if keys is None:
            if conn is None:
                raise UnavailableError("no keys are loaded; prepare the vault first")
            return self.load(conn)
        age = self._clock() - keys.loaded_at
        if age >= self.cache_seconds:
            with self._lock:
                return self._renew(conn)
        if age >= self.cache_seconds / 2 and self._lock.acquire(blocking=False):
            # One caller asks ahead of time, and no harm is done yet if it fails.
            try:
                return self._renew(conn)
            except UnavailableError:
                return keys
            finally:
                self._lock.release()
        return keys

    def _renew(self, conn: Connection | None) -> Keys:
        keys, now = self._keys, self._clock()
        if keys is None:
            raise UnavailableError("the keys are not to be had now")
        if now - keys.loaded_at < self.cache_seconds / 2:
            return keys  # another caller was quicker
        if now - self._asked_at < PAUSE_SECONDS:
            raise UnavailableError("the key service does not answer")
        self._asked_at = now
        found = self._take(self._stored(keys, conn))
        self._asked_at = float("-inf")
        return found

    def _stored(self, keys: Keys, conn: Connection | None) -> Sequence[StoredKey]:
        if conn is not None:
            return store.load_keys(conn)
        if self._reading is None:
            return keys.stored
        with self._reading() as own:
            return store.load_keys(own)

    def _take(self, stored: Sequence[StoredKey]) -> Keys:
        started = self._clock()
        try:
            self.root.refresh()
            plain, missing = self._unwrap(stored)
        except SettingsError as err:
            raise UnavailableError(str(err)) from err
        plain |= self._leaving(plain, started)
        self._keys = keys = Keys(
            stored=tuple(stored),
            plain=plain,
            keks={
                version: Cipher(expand(key, KEK_USE), version)
                for (name, version), key in plain.items()
                if name == "kek"
            },
            missing=frozenset(missing),
            loaded_at=started,
        )
        return keys

    def _leaving(
        self, plain: Mapping[tuple[str, int], bytes], now: float
    ) -> dict[tuple[str, int], bytes]:
        """Give keys that were there a moment ago and are not any more.

        A transaction that began before may still hold rows from before they were
        wrapped anew. For one cache period, as with all that is destroyed elsewhere.
        """
        before = {} if self._keys is None else self._keys.plain
        self._seen |= dict.fromkeys(plain, now)
        oldest = now - self.cache_seconds
        return {
            place: key
            for place, key in before.items()
            if place not in plain and self._seen.get(place, oldest) > oldest
        }

    def _unwrap(
        self, stored: Sequence[StoredKey]
    ) -> tuple[dict[tuple[str, int], bytes], set[tuple[str, int]]]:
        plain: dict[tuple[str, int], bytes] = {}
        missing: set[tuple[str, int]] = set()
        installation = ""
        for key in sorted(stored, key=lambda one: one.name != "name"):
            if key.wrapped is None:
                continue
            place = key.name, key.version
            bound_to = bind_key(key, installation)
            try:
                plain[place] = self.root.unwrap(key.wrapped_by, bound_to, key.wrapped)
            except KeyDestroyedError as err:
                if generation_of(key.wrapped_by):
                    raise UnavailableError(
                        f"the keys outside the database lack {key.wrapped_by}: they "
                        "are older than this database, or of another installation"
                    ) from err
                missing.add(place)
            if key.name == "name":
                installation = plain[place].hex()
        return plain, missing


def bind_key(key: StoredKey, installation: str) -> bytes:
    """Give the bytes that tie a wrapped key to its installation, name and version."""
    of = "" if key.name == "name" else installation
    return join_parts("accord/vault-key/2", of, key.name, key.version)
