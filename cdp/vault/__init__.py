"""The vault: the only place that opens personal data. This is its front door.

Everything a person is known by is sealed under that person's own random keys; erasing
is destroying the keys. The database holds wrapped keys only, the root key is a file
beside it (or another service), so neither of the two alone reads anything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cdp.errors import KeyDestroyedError, UnavailableError
from cdp.vault import index, store
from cdp.vault.index import KINDS, normalise
from cdp.vault.keys import RootKey, expand, new_key
from cdp.vault.seal import (
    Cipher,
    Opened,
    RowRef,
    bind_row,
    join_parts,
    key_version,
)
from cdp.vault.store import Connection, StoredKey
from cdp.vault.subjects import (
    CLASSES,
    KeyClass,
    Keyring,
    SealingCache,
    Use,
    wrap_new_keys,
)

__all__ = [
    "CLASSES",
    "KINDS",
    "SIGNING_NAMES",
    "KeyClass",
    "Keyring",
    "Opened",
    "RootKey",
    "RowRef",
    "Use",
    "Vault",
    "normalise",
]

SIGNING_NAMES = (
    "audit-log",
    "audit-log-ml-dsa",
    "permits",
    "tokens",
    "sessions",
    "links",
    "webhook",
    "bundles",
)
KEK_USE = "kek/wrap/v1"
FIRST_KEYS = (
    "name",  # names this installation in every seal; random, and not secret
    "kek",
    "index",
    "installation",
    *(f"signing:{name}" for name in SIGNING_NAMES),
)


class Vault:
    """Seals and opens, and destroys keys. Safe to share between threads.

    It keeps the installation's keys in memory, unwrapped, and no subject's key. Every
    method works inside the transaction of the connection it is given.
    """

    def __init__(self, root: RootKey) -> None:
        """Prepare a vault under this root key; `prepare` or `load` comes next."""
        self._root = root
        self._keys: dict[tuple[str, int], bytes] = {}
        self._keks: dict[int, Cipher] = {}
        self._evidence = SealingCache()

    def prepare(self, conn: Connection, now: datetime) -> tuple[str, ...]:
        """Make the installation's keys where they are missing, then load them.

        Safe to repeat. Gives the names of the keys that were made, for the audit log.
        If the transaction fails to commit, make a new vault: this one remembers keys
        that no database holds.

        Raises:
            SealBrokenError: The keys in this database belong to another root key.
        """
        made = tuple(name for name in FIRST_KEYS if self._make(conn, name, 1, now))
        self.load(conn)
        return made

    @staticmethod
    def is_prepared(conn: Connection) -> bool:
        """Tell if this database holds the keys of some installation."""
        return bool(store.load_keys(conn))

    def load(self, conn: Connection) -> None:
        """Unwrap the installation's keys into memory.

        Raises:
            SealBrokenError: The keys in this database belong to another root key.
        """
        keys = {
            (key.name, key.version): self._root.unwrap(_bind_key(key), key.wrapped)
            for key in store.load_keys(conn)
        }
        self._keks = {
            epoch: Cipher(expand(key, KEK_USE), epoch)
            for (name, epoch), key in keys.items()
            if name == "kek"
        }
        self._keys = keys

    @property
    def installation(self) -> str:
        """The name of this installation, in every seal: 64 hexadecimal digits."""
        return self._newest("name")[1].hex()

    def rewrap_under(self, conn: Connection, new_root: RootKey) -> int:
        """Wrap the installation's keys under a new root key; say how many.

        A dozen rows, however many people there are, because every other key hangs from
        these. Make the new key in a file beside the old one first, commit, then put it
        in the old one's place and start every process again. Once the old one is
        destroyed, no backup made before opens again, and what was erased is gone from
        those too: make a new backup at once.

        Raises:
            SealBrokenError: Nothing was changed: this is not the present root key.
        """
        rewrapped = [
            key._replace(
                wrapped=new_root.wrap(
                    _bind_key(key), self._root.unwrap(_bind_key(key), key.wrapped)
                )
            )
            for key in store.load_keys(conn, for_change=True)
        ]
        store.replace_keys(conn, rewrapped)
        return len(rewrapped)

    def begin_epoch(self, conn: Connection, now: datetime) -> int:
        """Wrap the keys of new subjects by a new key from now on; say its number.

        Keys of the epochs before stay as they are and open as before.
        """
        epoch = self._newest("kek")[0] + 1
        self._make(conn, "kek", epoch, now)
        return epoch

    # Subjects

    def create_subjects(
        self, conn: Connection, subjects: Sequence[str], now: datetime
    ) -> None:
        """Make the two keys of each subject that has none.

        A subject whose keys were destroyed stays without.
        """
        epoch, kek = self._stored_kek(conn)
        made = [
            key
            for subject in subjects
            for key in wrap_new_keys(kek, self.installation, epoch, subject)
        ]
        store.insert_subject_keys(conn, made, now)
        self._evidence.drop(subjects)

    def keyring(self, conn: Connection, subjects: Iterable[str]) -> Keyring:
        """Gather the keys of these subjects, in one query for ten thousand.

        A subject without a key is no error here, but when its key is used.
        """
        stored = store.load_subject_keys(conn, subjects)
        if not {key.epoch for key in stored} <= self._loaded_keks().keys():
            self.load(conn)  # another process began a new epoch
        return Keyring(self.installation, self._keks, stored)

    def destroy_subject(
        self,
        conn: Connection,
        subject: str,
        classes: Sequence[KeyClass] = CLASSES,
        *,
        now: datetime,
    ) -> int:
        """Destroy keys of a subject; say how many. What they sealed is closed for ever.

        That holds for this database once the transaction commits. A backup made before
        still holds the wrapped keys and opens with the root key of its time: report
        "erased, backups expire by …" until they are gone or `rewrap_under` has replaced
        that root key.
        """
        self._evidence.drop([subject])
        return store.destroy_subject_keys(conn, subject, classes, now)

    # The evidence in the audit log, about a subject or about the installation

    def seal_evidence(
        self, conn: Connection, subject: str | None, aad: bytes, plaintext: bytes
    ) -> bytes:
        """Seal the body of an audit entry; `aad` ties it to the entry.

        Raises:
            KeyDestroyedError: The subject has no evidence key (any more).
        """
        bound_to = self._bind_evidence(subject, aad)
        if subject is None:
            return self._installation_cipher("evidence").seal(bound_to, plaintext)
        cipher = self._evidence.find(subject)
        if cipher is None:
            self.gather_evidence_keys(conn, [subject])
            cipher = self._evidence.find(subject)
        if cipher is None:
            raise KeyDestroyedError("this subject has no evidence key, or not any more")
        return cipher.seal(bound_to, plaintext)

    def gather_evidence_keys(self, conn: Connection, subjects: Sequence[str]) -> None:
        """Fetch many subjects' keys in one query before their bodies are sealed."""
        missing = [one for one in subjects if self._evidence.find(one) is None]
        keyring = self.keyring(conn, missing)
        for subject in missing:
            if keyring.holds(subject, "evidence"):
                self._evidence.keep(subject, keyring.cipher(subject, "evidence"))

    def open_evidence(
        self, conn: Connection, subject: str | None, aad: bytes, sealed: bytes
    ) -> Opened:
        """Open the body of an audit entry.

        Raises:
            KeyDestroyedError: The evidence about this subject was erased.
            SealBrokenError: Other entry, other subject, or changed bytes.
        """
        bound_to = self._bind_evidence(subject, aad)
        if subject is None:
            cipher = self._installation_cipher("evidence", key_version(sealed))
        else:
            cipher = self.keyring(conn, [subject]).cipher(subject, "evidence")
        return Opened(cipher.open(bound_to, sealed))

    # What belongs to no subject (yet): quarantine, outgoing mail, sessions

    def seal_installation(
        self, conn: Connection, use: str, row: RowRef, plaintext: bytes
    ) -> bytes:
        """Seal a value under the installation's key for this use."""
        self._ensure(conn)
        bound_to = bind_row(self.installation, row)
        return self._installation_cipher(f"row/{use}").seal(bound_to, plaintext)

    def open_installation(
        self, conn: Connection, use: str, row: RowRef, sealed: bytes
    ) -> Opened:
        """Open a value that `seal_installation` sealed.

        Raises:
            SealBrokenError: Other use, other place, or changed bytes.
        """
        self._ensure(conn)
        cipher = self._installation_cipher(f"row/{use}", key_version(sealed))
        return Opened(cipher.open(bind_row(self.installation, row), sealed))

    # Names and signatures

    @staticmethod
    def normalise(kind: str, value: str, region: str | None = None) -> str | None:
        """Bring an identifier into the form that is digested; None when it is none."""
        return normalise(kind, value, region)

    def digest(self, kind: str, value: str) -> bytes:
        """Give the 16-byte keyed digest of a *normalised* identifier."""
        return index.digest(self._newest("index")[1], kind, value)

    def signing_seed(self, conn: Connection, name: str) -> bytes:
        """Give the 32-byte seed of one of the SIGNING_NAMES.

        Raises:
            UnavailableError: There is no such key; `prepare` makes those that a newer
                release has added.
        """
        self._ensure(conn)
        return self._newest(f"signing:{name}")[1]

    def renew_signing(self, conn: Connection, name: str, now: datetime) -> int:
        """Sign with a new key from now on; say its number. The old one stays stored.

        Raises:
            UnavailableError: There is no such key to renew.
        """
        self.load(conn)
        version = self._newest(f"signing:{name}")[0] + 1
        self._make(conn, f"signing:{name}", version, now)
        self.load(conn)
        return version

    # Inside

    def _make(self, conn: Connection, name: str, version: int, now: datetime) -> bool:
        unbound = StoredKey(name, version, b"")
        wrapped = self._root.wrap(_bind_key(unbound), new_key())
        return store.insert_key(conn, unbound._replace(wrapped=wrapped), now)

    def _ensure(self, conn: Connection) -> None:
        if not self._keys:
            self.load(conn)

    def _stored_kek(self, conn: Connection) -> tuple[int, Cipher]:
        # From the database and not from memory: a key that an aborted transaction made
        # is on no disk, and what it wraps would be lost at the next start.
        stored = store.load_newest_key(conn, "kek")
        if stored is None:
            raise UnavailableError("there are no keys here; prepare the vault first")
        key = self._root.unwrap(_bind_key(stored), stored.wrapped)
        return stored.version, Cipher(expand(key, KEK_USE), stored.version)

    def _loaded_keks(self) -> dict[int, Cipher]:
        self._newest("kek")
        return self._keks

    def _newest(self, name: str) -> tuple[int, bytes]:
        versions = [version for known, version in self._keys if known == name]
        if not versions:
            raise UnavailableError("this key is not loaded; prepare the vault first")
        return max(versions), self._keys[name, max(versions)]

    def _installation_cipher(self, use: str, version: int | None = None) -> Cipher:
        newest, _ = self._newest("installation")
        key = self._keys.get(("installation", version or newest))
        if key is None:
            raise KeyDestroyedError("the installation's key of this version is gone")
        return Cipher(expand(key, f"installation/{use}/v1"), version or newest)

    def _bind_evidence(self, subject: str | None, aad: bytes) -> bytes:
        return join_parts("accord/evidence/1", self.installation, subject or "", aad)


def _bind_key(key: StoredKey) -> bytes:
    return join_parts("accord/vault-key/1", key.name, key.version)
