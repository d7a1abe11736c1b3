"""Rotation and destruction of keys while servers work, each step in the audit log.

Stopped or killed at any moment, the same command goes on where it was. The order is
always the same: a new key outside the database, then in it, then every row that needs
the old one, then, and only when no row does, the end of the old one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from audit import AuditLog, Body, Entry, IndexTerms
from cdp import access
from cdp.database import Connection, Database
from cdp.errors import UnavailableError
from cdp.vault import KeyVersion, Root, SealedColumn, Vault, generation_of

Report = Callable[[str, int, int], None]

# Some milliseconds of work: whoever wants to write in the meantime hardly waits.
BATCH: Final = 200
LONGEST_PAUSE: Final = 0.5
PATIENCE_SECONDS: Final = 60.0
STEP: Final = "Wrapping keys anew"


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What a rotation did. `unreadable`: keys whose epoch is gone outside already."""

    epoch: int
    resumed: bool
    rewrapped: int
    unreadable: int
    older_epochs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Resealed:
    """What a rotation of the installation's key did: rows sealed anew by table."""

    version: int
    resumed: bool
    resealed: Mapping[str, int]
    older_versions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """A new key that signs, and from when on."""

    version: int
    signs_from: str


@dataclass(frozen=True, kw_only=True)
class Rewrapped:
    """What a rotation of the root did."""

    version: int
    rewrapped: int
    older_versions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """Who destroys a key, and who agreed and why: two people."""

    author: str
    approver: str
    reason: str


class Rotation:
    """Rotates and destroys the keys of one installation; servers may run meanwhile."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        root: Root,
        log: AuditLog,
        now: Callable[[], datetime],
        sealed: Sequence[SealedColumn] = (),
    ) -> None:
        """Take the parts; nothing is done yet."""
        self._database = database
        self._vault = vault
        self._root = root
        self._log = log
        self._now = now
        self._sealed = tuple(sealed)

    def register(self) -> list[KeyVersion]:
        """List every version of every key: its ages and uses, never the key."""
        with self._database.reading() as conn:
            return self._vault.key_versions(conn)

    # Epochs

    def rotate(
        self, report: Report, *, beyond: int | None = None, batch: int = BATCH
    ) -> Rotated:
        """Begin an epoch and wrap every subject's keys by it; nothing is destroyed.

        A rotation that did not come to its end is finished in place of beginning
        another, unless its epoch is not `beyond` the one named.

        Raises:
            UnavailableError: Rows were in use for a minute without end; what was done
                is kept, run it again.
        """
        epoch, resumed = self._begin(beyond)
        rewrapped = self._rewrap(report, batch)
        with self._database.transaction() as conn:
            older = {
                key.version: key
                for key in self._vault.key_versions(conn)
                if key.name == "kek" and key.version < epoch and not key.destroyed_at
            }
            done = Rotated(
                epoch=epoch,
                resumed=resumed,
                rewrapped=rewrapped,
                unreadable=sum(key.wraps or 0 for key in older.values()),
                older_epochs=tuple(sorted(older)),
            )
            self._note(conn, "key.rotate", "done", {"key": "kek", **asdict(done)})
        return done

    def _begin(self, beyond: int | None) -> tuple[int, bool]:
        with self._database.transaction() as conn:
            epochs = [k for k in self._vault.key_versions(conn) if k.name == "kek"]
            newest = max(key.version for key in epochs)
            waiting = sum(key.wraps or 0 for key in epochs if _can_move(key))
            wanted = waiting > 0 if beyond is None else newest > beyond
            if wanted:
                return newest, True
            epoch = self._vault.begin_epoch(conn, self._now())
            begun = {"key": "kek", "epoch": epoch, "step": "begun"}
            self._note(conn, "key.rotate", "done", begun)
        return epoch, False

    def _rewrap(self, report: Report, batch: int) -> int:
        done, left, moved_at = 0, self._waiting(), time.monotonic()
        while left:
            began = time.monotonic()
            with self._database.transaction() as conn:
                some = self._vault.rewrap_some(conn, batch)
            now, done = time.monotonic(), done + some
            left = left - some if some else self._waiting()
            report(STEP, done, done + max(left, 0))
            moved_at = now if some else moved_at
            if now - moved_at > PATIENCE_SECONDS:
                raise UnavailableError("some keys are in use all the time; try again")
            # Half of the time belongs to those who serve people.
            time.sleep(min(now - began, LONGEST_PAUSE))
            left = left if left > 0 else self._waiting()
        return done

    def _waiting(self) -> int:
        return sum(key.wraps or 0 for key in self.register() if _can_move(key))

    def destroy_epoch(self, epoch: int, agreed: Agreed) -> bool:
        """Destroy an epoch, as `destroy` does any key."""
        return self.destroy("kek", epoch, agreed)

    def destroy(self, name: str, version: int, agreed: Agreed) -> bool:
        """Destroy a version of a key outside the database; False if gone before.

        No backup of the database opens what hung from it, from now on. What a copy of
        the key file still opens is another matter: make a new copy, destroy the old.

        Raises:
            InvalidInputError: Somebody named is not who they must be.
            NotFoundError: There never was such a version.
            ConflictError: It is the newest, or something still needs it.
        """
        said = {"key": name, "version": version, **vars(agreed)}
        with self._database.transaction() as conn:
            access.check_word(conn, agreed.author, agreed.approver, agreed.reason)
            wrapper = self._vault.refuse_version(conn, name, version, self._sealed)
            self._note(conn, "key.destroy", "allow", said)
        gone = self._root.destroy(wrapper)
        with self._database.transaction() as conn:
            noted = self._vault.note_destroyed(conn, name, version, self._now())
            if first := gone or noted:
                self._note(conn, "key.destroy", "done", said)
            self._vault.load(conn)
        return first

    def shred(
        self, report: Report, subjects: Sequence[str], agreed: Agreed
    ) -> tuple[int, ...]:
        """Make the destroyed keys of these subjects unopenable in every backup.

        Wraps the keys of everybody else by an epoch begun after the destruction, and
        destroys all epochs before. Gives the epochs destroyed; none when nothing was
        left to do. No backup made before opens anybody's data after that.
        """
        with self._database.reading() as conn:
            waiting = self._vault.not_shredded(conn, subjects)
        if not waiting:
            return ()
        done = self.rotate(report, beyond=max(waiting.values()))
        for epoch in done.older_epochs:
            self.destroy_epoch(epoch, agreed)
        return done.older_epochs

    # What signs

    def rotate_signing(self, name: str) -> Signing:
        """Make a new key for permits or tokens, which signs once every server knows it.

        The one before is believed until what it signed has run out.
        """
        with self._database.transaction() as conn:
            of = f"signing:{name}"
            version = self._vault.renew_signing(conn, name, self._now(), wait=True)
            keys = self._vault.key_versions(conn)
            mine = next(k for k in keys if (k.name, k.version) == (of, version))
            begins = datetime.fromtimestamp(0, UTC) + timedelta(
                microseconds=mine.used_from
            )
            done = Signing(version=version, signs_from=begins.isoformat())
            self._note(conn, "key.rotate", "done", {"key": of, **asdict(done)})
        return done

    # The root

    def rotate_root(self) -> Rewrapped:
        """Wrap by a new generation of the root what hangs from it: a dozen rows."""
        with self._database.transaction() as conn:
            count = self._vault.rewrap_root(conn, self._root, renew=True)
            keys = self._vault.key_versions(conn)
            newest = max(generation_of(key.wrapped_by) for key in keys)
            older = sorted(generation_of(name) for name in self._root.names())
            done = Rewrapped(
                version=newest,
                rewrapped=count,
                older_versions=tuple(one for one in older if 0 < one < newest),
            )
            self._note(conn, "key.rotate", "done", {"key": "root", **asdict(done)})
        return done

    def move(self, to: Root, provider: str) -> int:
        """Hang everything from wrapping keys somewhere else; say how many keys.

        Those here stay as they are. Every process has to be started again with the
        settings that name the new place, before its keys in memory grow old.
        """
        with self._database.transaction() as conn:
            count = self._vault.rewrap_root(conn, to, renew=False)
            self._note(conn, "key.rotate", "done", {"key": "root", "to": provider})
        return count

    # What belongs to nobody yet

    def rotate_installation(self, report: Report, *, batch: int = BATCH) -> Resealed:
        """Seal by a new key what belongs to no person, and seal what is there anew.

        A rotation that did not come to its end is finished in place of beginning
        another.
        """
        version, resumed = self._begin_installation()
        rows = {one.name: self._reseal(report, one, batch) for one in self._sealed}
        done = Resealed(
            version=version,
            resumed=resumed,
            resealed=rows,
            older_versions=self._older("installation", version),
        )
        with self._database.transaction() as conn:
            said = {"key": "installation", **asdict(done)}
            self._note(conn, "key.rotate", "done", said)
        return done

    def _begin_installation(self) -> tuple[int, bool]:
        with self._database.transaction() as conn:
            if self._vault.count_old(conn, self._sealed):
                return self._vault.newest_version(conn, "installation"), True
            version = self._vault.begin_version(conn, "installation", self._now())
            begun = {"key": "installation", "version": version, "step": "begun"}
            self._note(conn, "key.rotate", "done", begun)
        return version, False

    def _reseal(self, report: Report, column: SealedColumn, batch: int) -> int:
        done, after, moved_at = 0, None, time.monotonic()
        while True:
            began = time.monotonic()
            with self._database.transaction() as conn:
                some, after = self._vault.reseal_some(conn, column, after, batch)
                left = 0 if some else self._vault.count_old(conn, [column])
            done += some
            report(f"Sealing {column.name} anew", done, done + left)
            if not some and not left:
                return done
            now = time.monotonic()
            moved_at = now if some else moved_at
            if now - moved_at > PATIENCE_SECONDS:
                raise UnavailableError("some rows are in use all the time; try again")
            time.sleep(min(now - began, LONGEST_PAUSE))

    def _older(self, name: str, version: int) -> tuple[int, ...]:
        return tuple(
            key.version
            for key in self.register()
            if key.name == name and key.version < version and not key.destroyed_at
        )

    # Inside

    def _note(
        self, conn: Connection, kind: str, outcome: str, document: dict[str, object]
    ) -> None:
        entry = Entry(at=self._now(), kind=kind, outcome=outcome, retention="legal")
        by = document.get("author")
        terms = IndexTerms(actor=str(by)) if by else ()
        self._log.append(conn, entry, [Body(subject=None, document=document)], terms)


def _can_move(key: KeyVersion) -> bool:
    return key.name == "kek" and key.present and not key.newest
