"""Rotation and destruction: new versions of keys, rewrapped rows, and no way back.

A version of a key is destroyed where it is wrapped: outside the database, so that no
backup of the database opens what hung from it. Nothing here may lose a key that a row
still needs; every step can be repeated after a kill at any moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdp.errors import ConflictError, NotFoundError, UnavailableError
from cdp.vault import store
from cdp.vault.held import HeldKeys, bind_key
from cdp.vault.keys import new_key
from cdp.vault.root import ROOT, SHREDDABLE, Root, generation_of, wrapper_of
from cdp.vault.store import Connection, StoredKey
from cdp.vault.subjects import rewrap_keys


@dataclass(frozen=True, kw_only=True)
class KeyVersion:
    """One version of one key, as a register of keys shows it: never the key."""

    name: str
    version: int
    wrapped_by: str
    created_at: int
    used_from: int
    destroyed_at: int | None
    present: bool
    newest: bool
    wraps: int | None = None


def make_key(
    conn: Connection,
    held: HeldKeys,
    key: tuple[str, int],
    now: datetime,
    wait: float = 0,
) -> bool:
    """Make a version of a key, wrapped by its own wrapping key; False when it is there.

    The wrapping key is durable outside before the database can name it. What signs may
    have to `wait` some seconds before it does.
    """
    name, version = key
    stored = store.load_keys(conn)
    here = next((k for k in stored if (k.name, k.version) == key), None)
    if here is not None:
        return False
    generation = max((generation_of(key.wrapped_by) for key in stored), default=0) or 1
    unbound = StoredKey(
        name,
        version,
        None,
        wrapper_of(name, version, generation),
        created_at=store.to_us(now),
        used_from=store.to_us(now + timedelta(seconds=wait)),
    )
    installation = "" if name == "name" else held.load(conn).installation
    held.root.make(unbound.wrapped_by)
    bound_to = bind_key(unbound, installation)
    wrapped = held.root.wrap(unbound.wrapped_by, bound_to, new_key())
    return store.insert_key(conn, unbound._replace(wrapped=wrapped))


def next_version(
    conn: Connection, held: HeldKeys, name: str, now: datetime, wait: float = 0
) -> int:
    """Make the next version of a key and give its number.

    Raises:
        UnavailableError: There is no such key to renew.
    """
    store.await_writers(conn)
    newest = store.load_newest_key(conn, name)
    if newest is None:
        raise UnavailableError("there is no such key here; prepare the vault first")
    make_key(conn, held, (name, newest.version + 1), now, wait)
    return newest.version + 1


def rewrap_some(conn: Connection, held: HeldKeys, limit: int) -> int:
    """Wrap some subject keys of older epochs by the newest; say how many.

    Keys of an epoch that is gone outside stay as they are: nobody can open them, and
    nobody but a person decides that they never will be again.
    """
    keys, newest = held.fresh(conn), store.load_newest_key(conn, "kek")
    epoch = newest.version if newest else 0
    if epoch not in keys.keks:
        keys = held.load(conn)
        epoch = keys.newest("kek")[0]
    some = store.load_subject_keys_of(conn, keys.keks.keys() - {epoch}, limit)
    rewrapped = rewrap_keys(keys.keks, keys.installation, epoch, some)
    store.rewrap_subject_keys(conn, rewrapped)
    return len(rewrapped)


def refuse_named(
    conn: Connection, name: str, version: int, rows: Callable[[], int]
) -> StoredKey:
    """Give a version of a key that may be destroyed, or say why it may not.

    Waits first for those who began before the newest version was there, then counts
    the rows that need this one.

    Raises:
        NotFoundError: There never was such a version.
        ConflictError: It is the newest, or rows still need it.
    """
    store.await_writers(conn)
    keys = [key for key in store.load_keys(conn) if key.name == name]
    found = next((key for key in keys if key.version == version), None)
    if found is None or name not in SHREDDABLE:
        raise NotFoundError(f"there is no {name} {version} that can be destroyed")
    if version == max(key.version for key in keys):
        raise ConflictError(f"{name} {version} is in use; rotate first")
    if needed := rows():
        raise ConflictError(f"{needed} rows still need {name} {version}; rotate first")
    return found


def refuse_root(conn: Connection, generation: int) -> str:
    """Give the name of a generation of the root that may be destroyed, or say why not.

    Raises:
        NotFoundError: There never was such a generation.
        ConflictError: Keys still hang from it.
    """
    store.await_writers(conn)
    living = [key for key in store.load_keys(conn) if key.wrapped is not None]
    newest = max(generation_of(key.wrapped_by) for key in living)
    if not 1 <= generation <= newest:
        raise NotFoundError(f"there is no {ROOT} {generation} that can be destroyed")
    name = f"{ROOT}-{generation}"
    needed = sum(key.wrapped_by == name for key in living)
    if needed:
        raise ConflictError(f"{needed} keys hang from {name}; rotate first")
    return name


def note_destroyed(
    conn: Connection, name: str, version: int, now: datetime
) -> StoredKey | None:
    """Note that a version is gone outside; None when that was noted before."""
    for key in store.load_keys(conn, for_change=True):
        if (key.name, key.version) == (name, version) and key.destroyed_at is None:
            gone = key._replace(wrapped=None, destroyed_at=store.to_us(now))
            store.replace_keys(conn, [gone])
            return gone
    return None


def rewrap_root(conn: Connection, held: HeldKeys, to: Root, *, renew: bool) -> int:
    """Wrap all keys of the installation anew, under `to`; say how many.

    With `renew` the root goes to its next generation, within one root or to another.
    Nothing is destroyed here: the old wrapping keys go after the commit.
    """
    store.await_writers(conn)
    keys = held.load(conn)
    stored = store.load_keys(conn, for_change=True)
    generation = max(generation_of(key.wrapped_by) for key in stored) + int(renew)
    changed = []
    for key in stored:
        plain = keys.plain.get((key.name, key.version))
        if plain is None:
            continue
        wrapper = wrapper_of(key.name, key.version, generation)
        if to is held.root and wrapper == key.wrapped_by:
            continue
        to.make(wrapper)
        bound_to = bind_key(key, keys.installation)
        changed.append(
            key._replace(wrapped=to.wrap(wrapper, bound_to, plain), wrapped_by=wrapper)
        )
    store.replace_keys(conn, changed)
    return len(changed)


def list_keys(conn: Connection, held: HeldKeys) -> list[KeyVersion]:
    """List every version of every key, with how many rows hang from each epoch."""
    stored = store.load_keys(conn)
    there = held.root.names()
    newest = {key.name: key.version for key in stored}
    counts = store.count_subject_keys(conn)
    return [
        KeyVersion(
            name=key.name,
            version=key.version,
            wrapped_by=key.wrapped_by,
            created_at=key.created_at,
            used_from=key.used_from,
            destroyed_at=key.destroyed_at,
            present=key.wrapped is not None and key.wrapped_by in there,
            newest=newest[key.name] == key.version,
            wraps=counts.get(key.version, (0, 0))[0] if key.name == "kek" else None,
        )
        for key in stored
    ]


def not_shredded(
    conn: Connection, held: HeldKeys, subjects: Sequence[str]
) -> dict[str, int]:
    """Give those of whom a backup may still hold a destroyed key that opens.

    Each with the newest epoch that has to go for that.

    Somebody is gone from every backup once all epochs that ever wrapped a key of
    theirs are destroyed, in the database's words and outside it.
    """
    there = held.root.names()
    living = [
        key.version
        for key in store.load_keys(conn)
        if key.name == "kek" and (key.destroyed_at is None or key.wrapped_by in there)
    ]
    oldest = min(living, default=0)
    found = store.epochs_of_destroyed(conn, subjects)
    return {subject: epoch for subject, epoch in found.items() if epoch >= oldest}
