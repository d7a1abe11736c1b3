"""The keys of subjects: made, wrapped by an epoch's KEK, gathered in a keyring."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Literal

from cdp.errors import KeyDestroyedError
from cdp.vault.keys import expand, new_key
from cdp.vault.seal import Cipher, Opened, RowRef, bind_row, join_parts
from cdp.vault.store import StoredSubjectKey

KeyClass = Literal["profile", "evidence"]
Use = Literal["profile", "event", "evidence"]
CLASSES: tuple[KeyClass, ...] = ("profile", "evidence")

# Two keys, because proof of consent may outlive the profile (GDPR art. 17(3)(e)).
CLASS_OF_USE: dict[Use, KeyClass] = {
    "profile": "profile",
    "event": "profile",
    "evidence": "evidence",
}


def wrap_new_keys(
    kek: Cipher, installation: str, epoch: int, subject: str
) -> list[StoredSubjectKey]:
    """Make both keys of a subject, wrapped for storage."""
    return [
        StoredSubjectKey(
            subject,
            key_class,
            epoch,
            kek.seal(_bind_key(installation, subject, key_class, epoch), new_key()),
        )
        for key_class in CLASSES
    ]


def unwrap_key(kek: Cipher, installation: str, stored: StoredSubjectKey) -> bytes:
    """Unwrap one key of a subject.

    Raises:
        SealBrokenError: The row was changed, or moved from another subject.
    """
    bound_to = _bind_key(installation, stored.subject, stored.key_class, stored.epoch)
    return kek.open(bound_to, stored.wrapped)


def rewrap_keys(
    keks: Mapping[int, Cipher],
    installation: str,
    epoch: int,
    stored: Iterable[StoredSubjectKey],
) -> list[StoredSubjectKey]:
    """Wrap keys by the KEK of another epoch; the keys themselves stay as they are.

    Raises:
        KeyDestroyedError: The epoch of one of them is not there any more.
        SealBrokenError: A row was changed, or moved from another subject.
    """
    rewrapped = []
    for key in stored:
        if key.epoch not in keks:
            raise KeyDestroyedError(f"the epoch {key.epoch} is not there (any more)")
        plain = unwrap_key(keks[key.epoch], installation, key)
        bound_to = _bind_key(installation, key.subject, key.key_class, epoch)
        wrapped = keks[epoch].seal(bound_to, plain)
        rewrapped.append(key._replace(epoch=epoch, wrapped=wrapped))
    return rewrapped


def _bind_key(installation: str, subject: str, key_class: str, epoch: int) -> bytes:
    return join_parts("accord/subject-key/1", installation, subject, key_class, epoch)


class Keyring:
    """The keys of some subjects, for one transaction. Let go of it afterwards.

    Nothing remembers a subject's key for opening longer than this, in any process: the
    moment a key's row is gone, no new keyring opens what it sealed.
    """

    def __init__(
        self,
        installation: str,
        keks: Mapping[int, Cipher],
        stored: Iterable[StoredSubjectKey],
    ) -> None:
        self._installation = installation
        self._keks = keks
        self._stored = {(key.subject, key.key_class): key for key in stored}
        self._ciphers: dict[tuple[str, Use], Cipher] = {}

    def holds(self, subject: str, use: Use) -> bool:
        """Say whether this subject's values can be sealed and opened."""
        return (subject, CLASS_OF_USE[use]) in self._stored

    def seal(self, subject: str, use: Use, row: RowRef, plaintext: bytes) -> bytes:
        """Seal a value of a subject for one place.

        Raises:
            KeyDestroyedError: The subject has no key (any more).
        """
        bound_to = bind_row(self._installation, row)
        return self.cipher(subject, use).seal(bound_to, plaintext)

    def open(self, subject: str, use: Use, row: RowRef, sealed: bytes) -> Opened:
        """Open a value of a subject at its place.

        Raises:
            KeyDestroyedError: The subject has no key (any more).
            SealBrokenError: Other subject, other place, or changed bytes.
        """
        bound_to = bind_row(self._installation, row)
        return Opened(self.cipher(subject, use).open(bound_to, sealed))

    def cipher(self, subject: str, use: Use) -> Cipher:
        """Give the key for one use; derived once within a keyring."""
        known = self._ciphers.get((subject, use))
        if known is None:
            known = self._ciphers[subject, use] = self._derive(subject, use)
        return known

    def _derive(self, subject: str, use: Use) -> Cipher:
        stored = self._stored.get((subject, CLASS_OF_USE[use]))
        kek = None if stored is None else self._keks.get(stored.epoch)
        if stored is None or kek is None:
            raise KeyDestroyedError("this subject has no key here, or not any more")
        return Cipher(
            expand(unwrap_key(kek, self._installation, stored), f"subject/{use}/v1")
        )


class SealingCache:
    """Remembers keys for sealing evidence only, never for opening it.

    Sealing under a key that another process destroyed a moment ago is harmless: nobody
    can open the result. Opening goes through the database each time.
    """

    def __init__(self, limit: int = 8192) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._ciphers: OrderedDict[str, Cipher] = OrderedDict()

    def find(self, subject: str) -> Cipher | None:
        """Give the remembered key of this subject."""
        with self._lock:
            if subject in self._ciphers:
                self._ciphers.move_to_end(subject)
            return self._ciphers.get(subject)

    def keep(self, subject: str, cipher: Cipher) -> None:
        """Remember a key; the one not used for longest goes when there are too many."""
        with self._lock:
            self._ciphers[subject] = cipher
            while len(self._ciphers) > self._limit:
                self._ciphers.popitem(last=False)

    def drop(self, subjects: Iterable[str]) -> None:
        """Forget the keys of these subjects."""
        with self._lock:
            for subject in subjects:
                self._ciphers.pop(subject, None)
