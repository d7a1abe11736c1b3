"""The log as static resources: one tile at a time, or all of them as a folder.

No bodies and no search terms, so no personal data; `audit.verify` checks the folder.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit import store
from audit.bundles import Place, join_entries, parse_place, places
from audit.checkpoint import open_checkpoint, read_checkpoint
from audit.cosigned import newest_note
from audit.errors import LogSplitError, NotSealedError
from audit.keys import VerifierKey
from audit.note import LONGEST_NOTE
from audit.sealing import key_of, read_tree
from audit.store import Connection

CHECKPOINT, TILES = "checkpoint", "tile"
ANOTHER = "keep the folder, find out why, and publish to another one"

# Called now and then with how many tiles of how many are there.
Progress = Callable[[int, int], object]


@dataclass(frozen=True, kw_only=True)
class Published:
    """Up to where a folder goes now, and how many files were written for it."""

    size: int
    written: int


def read_tile(conn: Connection, path: str) -> bytes:
    """Give a tile of hashes or a bundle of entries, by its name below `tile/`.

    Raises:
        UnknownEntryError: No tile has such a name.
        NotSealedError: No checkpoint covers all of it yet.

    Source: C2SP tlog-tiles.
    """
    place = parse_place(path)
    last = store.newest_checkpoint(conn)
    if last is None or not place.within(last.size):
        raise NotSealedError("no checkpoint covers this tile yet")
    return _content(conn, place)


def publish_tiles(
    conn: Connection,
    vkey: VerifierKey | str,
    to: Path,
    progress: Progress | None = None,
    *,
    note: str | None = None,
) -> Published:
    """Bring a folder up to a checkpoint (`note`, or the newest), for any web server.

    Full tiles that are there stay as they are. The checkpoint is replaced last, so
    that at every moment the folder holds all that its checkpoint covers. A folder that
    goes further already stays as it is.

    Raises:
        NotSealedError: No checkpoint was signed yet.
        LogSplitError: The folder holds another log, or this one before it was changed.
        VerificationError: What the folder holds as checkpoint is none of this key's.
        OSError: It cannot be written.
    """
    key = VerifierKey.parse(vkey) if isinstance(vkey, str) else vkey
    text = newest_note(conn) if note is None else note
    if text is None:
        raise NotSealedError("no checkpoint was signed yet")
    signed = open_checkpoint(text, key_of(conn, key, read_checkpoint(text).size))
    held = _held(conn, key, to / CHECKPOINT)
    if held > signed.size:
        return Published(size=held, written=0)
    wanted = list(places(signed.size))
    written = 0
    for done, place in enumerate(wanted, start=1):
        path = to / TILES / place.path
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, _content(conn, place))
            written += 1
        if progress is not None:
            progress(done, len(wanted))
    to.mkdir(parents=True, exist_ok=True)
    _write(to / CHECKPOINT, signed.note.encode())
    return Published(size=signed.size, written=written + 1)


def _held(conn: Connection, key: VerifierKey, path: Path) -> int:
    """Say how far a folder goes; refuse one of another past."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        note = file.read(LONGEST_NOTE).decode(errors="replace")
    held = open_checkpoint(note, key_of(conn, key, read_checkpoint(note).size))
    size = store.load_frontier(conn).size
    if held.size > size:
        raise LogSplitError(f"the folder holds more entries than the log; {ANOTHER}")
    if held.size and read_tree(conn, size).root(held.size) != held.root:
        raise LogSplitError(
            f"the log no longer begins as the folder's checkpoint says; {ANOTHER}"
        )
    return held.size


def _content(conn: Connection, place: Place) -> bytes:
    if place.level is None:
        return join_entries(store.fetch_leaves(conn, place.first, place.width))
    hashes = store.fetch_hashes(conn, place.stored_level, place.first, place.width)
    return b"".join(hashes)


def _write(path: Path, content: bytes) -> None:
    """Put a file there whole: whoever reads meanwhile sees the old one or the new."""
    with _beside(path) as part:
        part.write_bytes(content)
        part.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    part = path.with_name(path.name + ".part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
