"""The vault: the only place that opens personal data. This is its front door.

Everything a person is known by is sealed under that person's own random keys; erasing
is destroying the keys. The database holds wrapped keys only, what wraps them is a file
beside it (or another service), so neither of the two alone reads anything.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from cdp.errors import KeyDestroyedError, UnavailableError
from cdp.vault import epochs, index, store
from cdp.vault.epochs import KeyVersion
from cdp.vault.held import CACHE_SECONDS, KEK_USE, HeldKeys, bind_key
from cdp.vault.index import KINDS, normalise
from cdp.vault.keyfile import KeyFile
from cdp.vault.keys import expand
from cdp.vault.root import KeyRing, Root
from cdp.vault.seal import (
    Cipher,
    Opened,
    RowRef,
    bind_row,
    join_parts,
    key_version,
)
from cdp.vault.store import Connection
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
    "KeyFile",
    "KeyRing",
    "KeyVersion",
    "Keyring",
    "Opened",
    "Root",
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
FIRST_KEYS = (
    "name",  # names this installation in every seal; random, and not secret
    "kek",
    "index",
    "installation",
    "evidence",
    "suppression",  # never renewed: what it digested is held nowhere any more
    *(f"signing:{name}" for name in SIGNING_NAMES),
)


class Vault:
    """Seals and opens, and destroys keys. Safe to share between threads.

    It keeps the installation's keys in memory, unwrapped, and no subject's key. Every
    method works inside the transaction of the connection it is given.
    """

    def __init__(self, root: Root, cache_seconds: float = CACHE_SECONDS) -> None:
        """Prepare a vault under this root; `prepare` or `load` comes next.

        Keys stay in memory for `cache_seconds` after the root last answered for them.
        """
        self._held = HeldKeys(root, cache_seconds)
        self._newest_kek: tuple[bytes, Cipher] = (b"", Cipher(bytes(32)))
        self._evidence = SealingCache()

    def prepare(self, conn: Connection, now: datetime) -> tuple[str, ...]:
        """Make the installation's keys where they are missing, then load them.

        Safe to repeat. Gives the names of the keys that were made, for the audit log.
        If the transaction fails to commit, make a new vault: this one remembers keys
        that no database holds.

        Raises:
            SealBrokenError: The keys in this database belong to another root.
        """
        made = tuple(
            name
            for name in FIRST_KEYS
            if epochs.make_key(conn, self._held, name, 1, now)
        )
        self.load(conn)
        return made

    @staticmethod
    def is_prepared(conn: Connection) -> bool:
        """Tell if this database holds the keys of some installation."""
        return bool(store.load_keys(conn))

    def load(self, conn: Connection) -> None:
        """Unwrap the installation's keys into memory.

        Raises:
            SealBrokenError: The keys in this database belong to another root.
            UnavailableError: The root gives no answer, or lacks what it must have.
        """
        self._held.load(conn)

    @property
    def installation(self) -> str:
        """The name of this installation, in every seal: 64 hexadecimal digits."""
        return self._held.fresh().installation

    # Rotation and destruction of the installation's keys; cdp/rotation.py puts these
    # together, with audit entries and progress.

    def rewrap_root(self, conn: Connection, to: Root, *, renew: bool) -> int:
        """Wrap the installation's keys anew by another root; say how many.

        A dozen rows, however many people there are, because every other key hangs from
        these. With `renew`, by the next generation of the root key, which may be in the
        same root. The old wrapping keys stay until `Root.destroy`.
        """
        return epochs.rewrap_root(conn, self._held, to, renew=renew)

    def begin_epoch(self, conn: Connection, now: datetime) -> int:
        """Wrap the keys of new subjects by a new key from now on; say its number.

        Keys of the epochs before stay as they are and open as before. Once this is
        committed, no transaction that begins wraps anything by an older epoch.
        """
        return epochs.next_version(conn, self._held, "kek", now)

    def rewrap_some(self, conn: Connection, limit: int) -> int:
        """Wrap some subject keys of older epochs by the newest; 0: none are left."""
        return epochs.rewrap_some(conn, self._held, limit)

    def refuse_epoch(self, conn: Connection, epoch: int) -> str:
        """Give the name of the wrapping key of an epoch that may be destroyed.

        Raises:
            NotFoundError: There never was such an epoch.
            ConflictError: It is the newest, or keys of subjects still need it.
        """
        wraps = store.count_subject_keys(conn).get(epoch, (0, 0))[0]
        return epochs.refuse_named(conn, "kek", epoch, wraps).wrapped_by

    def note_destroyed(
        self, conn: Connection, name: str, version: int, now: datetime
    ) -> bool:
        """Note that a version of a key is gone; False when that was noted before."""
        return epochs.note_destroyed(conn, name, version, now) is not None

    def key_versions(self, conn: Connection) -> list[KeyVersion]:
        """List every version of every key of the installation, never a key."""
        return epochs.list_keys(conn, self._held)

    def not_shredded(self, conn: Connection, subjects: Sequence[str]) -> dict[str, int]:
        """Give those whose destroyed keys a backup of this database may still open.

        Each with the newest epoch that has to be destroyed for that. Exact, by epochs
        and not by clocks: somebody is gone from every backup once all epochs that ever
        wrapped a destroyed key of theirs are destroyed too.
        """
        return epochs.not_shredded(conn, self._held, subjects)

    # Subjects

    def create_subjects(
        self, conn: Connection, subjects: Sequence[str], now: datetime
    ) -> None:
        """Make the two keys of each subject that has none.

        A subject whose keys were destroyed stays without.
        """
        epoch, kek = self._stored_kek(conn)
        installation = self._held.fresh(conn).installation
        made = [
            key
            for subject in subjects
            for key in wrap_new_keys(kek, installation, epoch, subject)
        ]
        store.insert_subject_keys(conn, made, now)
        self._evidence.drop(subjects)

    def keyring(self, conn: Connection, subjects: Iterable[str]) -> Keyring:
        """Gather the keys of these subjects, in one query for ten thousand.

        A subject without a key is no error here, but when its key is used.
        """
        stored = store.load_subject_keys(conn, subjects)
        keys = self._held.fresh(conn)
        if not {key.epoch for key in stored} <= keys.keks.keys() | keys.gone_epochs:
            keys = self._held.load(conn)  # another process began a new epoch
        return Keyring(keys.installation, keys.keks, stored)

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
        still holds the wrapped keys: report "erased, backups expire by …" until they
        are gone, or until `not_shredded` does not name the subject any more.
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
        bound_to = self._bind_evidence(conn, subject, aad)
        if subject is None:
            return self._cipher(conn, "evidence", "body").seal(bound_to, plaintext)
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
        bound_to = self._bind_evidence(conn, subject, aad)
        if subject is None:
            cipher = self._cipher(conn, "evidence", "body", key_version(sealed))
        else:
            cipher = self.keyring(conn, [subject]).cipher(subject, "evidence")
        return Opened(cipher.open(bound_to, sealed))

    # What belongs to no subject (yet): quarantine, outgoing mail, sessions

    def seal_installation(
        self, conn: Connection, use: str, row: RowRef, plaintext: bytes
    ) -> bytes:
        """Seal a value under the installation's key for this use."""
        bound_to = bind_row(self._held.fresh(conn).installation, row)
        return self._cipher(conn, "installation", use).seal(bound_to, plaintext)

    def open_installation(
        self, conn: Connection, use: str, row: RowRef, sealed: bytes
    ) -> Opened:
        """Open a value that `seal_installation` sealed.

        Raises:
            SealBrokenError: Other use, other place, or changed bytes.
        """
        bound_to = bind_row(self._held.fresh(conn).installation, row)
        cipher = self._cipher(conn, "installation", use, key_version(sealed))
        return Opened(cipher.open(bound_to, sealed))

    # Names and signatures

    @staticmethod
    def normalise(kind: str, value: str, region: str | None = None) -> str | None:
        """Bring an identifier into the form that is digested; None when it is none."""
        return normalise(kind, value, region)

    def digest(self, kind: str, value: str) -> bytes:
        """Give the 16-byte keyed digest of a *normalised* identifier."""
        return index.digest(self._held.fresh().newest("index")[1], kind, value)

    def suppression_digests(
        self, conn: Connection, use: str, values: Iterable[tuple[str, bytes]]
    ) -> list[bytes]:
        """Give, for digests of identifiers, those under which erased ones are known.

        Under a key of their own and for one use: they match nothing else that the
        database holds, nor each other between uses.
        """
        newest = self._held.fresh(conn).newest("suppression")[1]
        key = expand(newest, f"suppression/{use}/v1")
        return [
            hmac.digest(key, join_parts("accord/suppression/1", *one), sha256)
            for one in values
        ]

    def signing_seed(self, conn: Connection, name: str) -> bytes:
        """Give the 32-byte seed of one of the SIGNING_NAMES.

        Raises:
            UnavailableError: There is no such key; `prepare` makes those that a newer
                release has added.
        """
        return self._held.fresh(conn).newest(f"signing:{name}")[1]

    def renew_signing(self, conn: Connection, name: str, now: datetime) -> int:
        """Sign with a new key from now on; say its number. The old one stays stored.

        Raises:
            UnavailableError: There is no such key to renew.
        """
        version = epochs.next_version(conn, self._held, f"signing:{name}", now)
        self.load(conn)
        return version

    # Inside

    def _stored_kek(self, conn: Connection) -> tuple[int, Cipher]:
        # From the database and not from memory: another process may have begun an
        # epoch, and a key that an aborted transaction made is on no disk.
        store.lock_writers(conn)
        stored = store.load_newest_key(conn, "kek")
        if stored is None or stored.wrapped is None:
            raise UnavailableError("there are no keys here; prepare the vault first")
        keys = self._held.fresh(conn)
        wrapped, kek = self._newest_kek
        if stored.wrapped != wrapped:
            bound_to = bind_key(stored, keys.installation)
            root = self._held.root
            try:
                key = root.unwrap(stored.wrapped_by, bound_to, stored.wrapped)
            except KeyDestroyedError as err:
                raise UnavailableError(
                    f"the keys outside the database lack {stored.wrapped_by}"
                ) from err
            kek = Cipher(expand(key, KEK_USE), stored.version)
            self._newest_kek = stored.wrapped, kek
        return stored.version, kek

    def _cipher(
        self, conn: Connection, name: str, use: str, version: int | None = None
    ) -> Cipher:
        """Give the cipher of one use of a key: to open by its version, or to seal."""
        keys = self._held.fresh(conn)
        if version is None:
            version = self._sealing_version(conn, name)
        if (name, version) not in keys.plain:
            keys = self._held.load(conn)
        key = keys.plain.get((name, version))
        if key is None:
            raise KeyDestroyedError("the installation's key of this version is gone")
        return Cipher(expand(key, f"{name}/{use}/v1"), version)

    def _sealing_version(self, conn: Connection, name: str) -> int:
        if name == "evidence":
            return self._held.fresh(conn).newest(name)[0]
        # What is destroyed one day is asked for in the database, like an epoch.
        store.lock_writers(conn)
        stored = store.load_newest_key(conn, name)
        if stored is None:
            raise UnavailableError("there are no keys here; prepare the vault first")
        return stored.version

    def _bind_evidence(
        self, conn: Connection, subject: str | None, aad: bytes
    ) -> bytes:
        installation = self._held.fresh(conn).installation
        return join_parts("accord/evidence/1", installation, subject or "", aad)
