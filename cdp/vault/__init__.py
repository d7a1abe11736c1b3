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
from cdp.vault import index, store
from cdp.vault.epochs import KeyVersion
from cdp.vault.held import CACHE_SECONDS, KEK_USE, Reading, bind_key
from cdp.vault.index import KINDS, normalise
from cdp.vault.installation import SIGNING_NAMES, InstallationKeys
from cdp.vault.keyfile import KeyFile
from cdp.vault.keys import expand
from cdp.vault.providers import make_root, open_root
from cdp.vault.resealing import SealedColumn
from cdp.vault.root import KeyRing, Root, generation_of
from cdp.vault.seal import (
    Cipher,
    Opened,
    RowRef,
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
    "SealedColumn",
    "Use",
    "Vault",
    "generation_of",
    "make_root",
    "normalise",
    "open_root",
]


class Vault(InstallationKeys):
    """Seals and opens, and destroys keys. Safe to share between threads.

    It keeps the installation's keys in memory, unwrapped, and no subject's key. Every
    method works inside the transaction of the connection it is given.
    """

    def __init__(
        self,
        root: Root,
        cache_seconds: float = CACHE_SECONDS,
        reading: Reading | None = None,
    ) -> None:
        """Prepare a vault under this root; `prepare` or `load` comes next.

        Keys stay in memory for `cache_seconds` after the root last answered for them;
        `reading` opens the database for whoever asks without a connection then.
        """
        super().__init__(root, cache_seconds, reading)
        self._newest_kek: tuple[bytes, Cipher] = (b"", Cipher(bytes(32)))
        self._evidence = SealingCache()

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

    def _bind_evidence(
        self, conn: Connection, subject: str | None, aad: bytes
    ) -> bytes:
        installation = self._held.fresh(conn).installation
        return join_parts("accord/evidence/1", installation, subject or "", aad)
