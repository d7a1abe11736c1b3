"""The installation's own keys: made, used for what belongs to nobody, replaced."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cdp.errors import KeyDestroyedError, UnavailableError
from cdp.vault import epochs, resealing, store
from cdp.vault.epochs import KeyVersion
from cdp.vault.held import HeldKeys, Reading
from cdp.vault.keys import expand
from cdp.vault.resealing import SealedColumn
from cdp.vault.root import ROOT, Root
from cdp.vault.seal import Cipher, Opened, RowRef, bind_row, key_version
from cdp.vault.store import Connection

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


CLOCKS_APART = 5.0  # seconds by which the clocks of two processes may differ


class InstallationKeys:
    """What a vault does without any person. Safe to share between threads."""

    def __init__(
        self, root: Root, cache_seconds: float, reading: Reading | None
    ) -> None:
        """Prepare under this root; `prepare` or `load` comes next."""
        self._held = HeldKeys(root, cache_seconds, reading=reading)

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
            if epochs.make_key(conn, self._held, (name, 1), now)
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

    def begin_version(self, conn: Connection, name: str, now: datetime) -> int:
        """Seal by a new version of a key from now on; say its number.

        Raises:
            UnavailableError: There is no such key to renew.
        """
        return epochs.next_version(conn, self._held, name, now)

    def reseal_some(
        self, conn: Connection, column: SealedColumn, after: object, limit: int
    ) -> tuple[int, object]:
        """Seal some rows of a column anew; give how many and the last one's key.

        Rows of a version that is gone outside stay as they are: nobody opens them.

        Raises:
            SealBrokenError: A row was changed, or moved from another place: look.
        """
        older = self._held.load(conn).versions("installation")[:-1]
        rows = resealing.page_to_reseal(conn, column, older, after, limit)
        changed = []
        for key, sealed in rows:
            place = column.place(key)
            opened = self.open_installation(conn, column.use, place, sealed)
            again = self.seal_installation(conn, column.use, place, opened.raw)
            changed.append((key, again))
        resealing.replace_sealed(conn, column, changed)
        return len(rows), rows[-1][0] if rows else None

    def count_sealed(
        self, conn: Connection, columns: Iterable[SealedColumn], version: int
    ) -> int:
        """Count the rows of these columns that a version of the key has sealed."""
        return sum(resealing.count_sealed(conn, one, version) for one in columns)

    def count_old(self, conn: Connection, columns: Iterable[SealedColumn]) -> int:
        """Count the rows of these columns that older versions have sealed."""
        columns, keys = tuple(columns), self._held.load(conn)
        older = keys.versions("installation")[:-1]
        return sum(self.count_sealed(conn, columns, version) for version in older)

    def newest_version(self, conn: Connection, name: str) -> int:
        """Give the version of a key that is in use."""
        return self._held.load(conn).newest(name)[0]

    def refuse_version(
        self,
        conn: Connection,
        name: str,
        version: int,
        columns: Sequence[SealedColumn] = (),
    ) -> str:
        """Give the name of the wrapping key of a version that may be destroyed.

        Raises:
            NotFoundError: There never was such a version.
            ConflictError: It is the newest, or something still needs it.
        """
        if name == ROOT:
            return epochs.refuse_root(conn, version)

        def needed() -> int:
            if name == "kek":
                return store.count_subject_keys(conn).get(version, (0, 0))[0]
            return self.count_sealed(conn, columns, version)

        return epochs.refuse_named(conn, name, version, needed).wrapped_by

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

    def index_root(self, conn: Connection) -> str:
        """Name the wrapping key that the blind index hangs from now.

        Whoever holds it and a backup made until now can ask that backup about an
        address, although nothing sealed opens.

        Raises:
            UnavailableError: There are no keys yet.
        """
        stored = store.load_newest_key(conn, "index")
        if stored is None:
            raise UnavailableError("there are no keys here; prepare the vault first")
        return stored.wrapped_by

    def holds_root(self, name: str) -> bool:
        """Tell if a wrapping key is still there, outside the database."""
        return name in self._held.root.names()

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

    def signing_seed(self, conn: Connection, name: str) -> bytes:
        """Give the 32-byte seed of one of the SIGNING_NAMES.

        Raises:
            UnavailableError: There is no such key; `prepare` makes those that a newer
                release has added.
        """
        return self._held.fresh(conn).newest(f"signing:{name}")[1]

    def signing_seeds(
        self, name: str, now: datetime, overlap: timedelta
    ) -> tuple[bytes, ...]:
        """Give the seeds of one of the SIGNING_NAMES: the one that signs now, first.

        The others verify: the one before, until its successor has signed for `overlap`,
        and the next one, which every process knows before it signs.

        Raises:
            UnavailableError: There is no such key, or the root does not answer.
        """
        keys, of = self._held.fresh(), f"signing:{name}"
        keys.newest(of)
        return keys.seeds(of, store.to_us(now), overlap // timedelta(microseconds=1))

    def renew_signing(
        self, conn: Connection, name: str, now: datetime, *, wait: bool = False
    ) -> int:
        """Make a new signing key and say its number. The old one stays stored.

        It signs from now on, or, with `wait`, once every process knows it: each asks
        for the keys again before its own are too old to be used.

        Raises:
            UnavailableError: There is no such key to renew.
        """
        seconds = self._held.cache_seconds + CLOCKS_APART if wait else 0
        of = f"signing:{name}"
        version = epochs.next_version(conn, self._held, of, now, seconds)
        self.load(conn)
        return version

    # Inside

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
