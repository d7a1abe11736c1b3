"""Check a folder of tiles, as any web server could hand it out. Needs no database."""

from collections.abc import Callable, Iterable
from pathlib import Path

from audit.bundles import Place, places, split_entries
from audit.checkpoint import open_checkpoint
from audit.errors import VerificationError
from audit.keys import VerifierKey
from audit.merkle import HASH_BYTES
from audit.note import LONGEST_NOTE
from audit.retrace import Retrace, Verified
from audit.tiles import STRIDE, is_stored

CHECKPOINT = "checkpoint"
TILES = "tile"

# Called now and then with how many entries of how many were read.
Progress = Callable[[int, int], object]


def verify_mirror(
    folder: Path,
    key: VerifierKey | str,
    earlier: Iterable[str] = (),
    progress: Progress | None = None,
) -> Verified:
    """Check that a folder of tiles is the whole log up to its signed checkpoint.

    Every entry is hashed again, every tile is made again from the entries and
    compared byte for byte, and the entries must give the signed root.

    Args:
        folder: With `checkpoint` and `tile/` in it.
        key: The log's public key.
        earlier: Checkpoints from before that the log must extend.
        progress: Told how far the check is.

    Raises:
        VerificationError: Something does not hold; the message names the file.

    Source: C2SP tlog-tiles; RFC 6962 section 2.1.
    """
    verifier = VerifierKey.parse(key) if isinstance(key, str) else key
    note = _read(folder / CHECKPOINT, LONGEST_NOTE).decode(errors="replace")
    size = open_checkpoint(note, verifier).size
    walk = _Walk(folder, Retrace.after(verifier, earlier))
    for place in places(size):
        if place.level is not None:
            break
        walk.read_bundle(place)
        if progress is not None:
            progress(place.first + place.width, size)
    walk.compare_rest()
    return walk.retrace.finish(note)


class _Walk:
    """Collects the hashes of each level until a tile is full, and compares it."""

    def __init__(self, folder: Path, retrace: Retrace) -> None:
        self.folder = folder / TILES
        self.retrace = retrace
        self.tiles: dict[int, list[bytes]] = {}
        self.compared: dict[int, int] = {}

    def read_bundle(self, place: Place) -> None:
        found, raw = self._content(place)
        try:
            for leaf in _entries(raw, found.width)[: place.width]:
                self._add(leaf)
        except VerificationError as err:
            raise VerificationError(f"{TILES}/{place.path}: {err}") from err

    def _add(self, leaf: bytes) -> None:
        for level, _, found in self.retrace.add(leaf):
            if level == 0 or is_stored(level):
                row = self.tiles.setdefault(level // STRIDE, [])
                row.append(found)
                if len(row) == 1 << STRIDE:
                    self._compare(level // STRIDE)

    def compare_rest(self) -> None:
        for level in sorted(self.tiles):
            self._compare(level)

    def _compare(self, level: int) -> None:
        hashes = self.tiles.pop(level)
        number = self.compared.get(level, 0)
        place = Place(level=level, number=number, width=len(hashes))
        self.compared[level] = number + 1
        found, raw = self._content(place)
        whole = len(raw) == found.width * HASH_BYTES
        if not whole or raw[: place.width * HASH_BYTES] != b"".join(hashes):
            raise VerificationError(
                f"{TILES}/{place.path}: the tile is not that of the entries"
            )

    def _content(self, place: Place) -> tuple[Place, bytes]:
        """Read a partial tile, or the full one that has taken its place since."""
        for one in (place, place.whole):
            path = self.folder / one.path
            if path.is_file():
                return one, _read(path)
        raise VerificationError(f"{TILES}/{place.path}: it is missing")


def _entries(raw: bytes, count: int) -> list[bytes]:
    leaves = split_entries(raw)
    if len(leaves) != count:
        raise VerificationError(f"it has {len(leaves)} entries")
    return leaves


def _read(path: Path, limit: int = 2**25) -> bytes:
    with path.open("rb") as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise VerificationError(f"{path.name}: it is far too long")
    return raw
