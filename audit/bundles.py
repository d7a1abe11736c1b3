"""Names of tiles and entry bundles, and what a bundle holds. Pure.

Source: C2SP tlog-tiles.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.errors import UnknownEntryError, VerificationError
from audit.tiles import STRIDE, WIDTH

ENTRIES = "entries"
LENGTH_BYTES = 2  # uint16, big-endian, before each entry
TOP_LEVEL = 63
# Nine digits of tiles are 256 thousand million entries: no log here has more.
PLACE = re.compile(
    r"(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/){0,2}[0-9]{3})"
    r"(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One tile of hashes, or the bundle of entries below one (`level` None)."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The name below `tile/`."""
        level = ENTRIES if self.level is None else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"{level}/{number_path(self.number)}{partial}"

    @property
    def whole(self) -> "Place":
        """The same place once it is full."""
        return Place(level=self.level, number=self.number)

    @property
    def first(self) -> int:
        """The number of the first hash or entry, within the level."""
        return self.number * WIDTH

    @property
    def stored_level(self) -> int:
        """At which level of the tree its hashes stand."""
        return STRIDE * (self.level or 0)

    def within(self, size: int) -> bool:
        """Tell if a tree of this size holds all of it."""
        return self.first + self.width <= size >> self.stored_level


def number_path(number: int) -> str:
    """Write a number in groups of three digits: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:  # noqa: PLR2004  # three digits to a group
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def parse_place(path: str) -> Place:
    """Read the name below `tile/`; every place has exactly one.

    Raises:
        UnknownEntryError: It names no place that a log could have.
    """
    found = PLACE.fullmatch(path)
    if found is None:
        raise UnknownEntryError("no tile has this name")
    level, number, width = found.groups()
    place = Place(
        level=None if level == ENTRIES else int(level),
        number=int(number.replace("x", "").replace("/", "")),
        width=int(width or WIDTH),
    )
    # Not 000/001 for 1, and not .p/256 for a full one.
    if place.path != path or (place.level or 0) > TOP_LEVEL:
        raise UnknownEntryError("no tile has this name")
    return place


def places(size: int) -> Iterator[Place]:
    """Name every tile and bundle of a tree of this size, entries first."""
    yield from _row(None, size)
    level, count = 0, size
    while count:
        yield from _row(level, count)
        level, count = level + 1, count >> STRIDE


def _row(level: int | None, count: int) -> Iterator[Place]:
    full, rest = divmod(count, WIDTH)
    for number in range(full):
        yield Place(level=level, number=number)
    if rest:
        yield Place(level=level, number=full, width=rest)


def join_entries(leaves: Iterable[bytes]) -> bytes:
    """Make a bundle: each entry after its length."""
    return b"".join(len(one).to_bytes(LENGTH_BYTES, "big") + one for one in leaves)


def split_entries(bundle: bytes) -> list[bytes]:
    """Take a bundle apart.

    Raises:
        VerificationError: It ends within an entry.
    """
    found, at = [], 0
    while at < len(bundle):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(bundle[at:start], "big")
        if at > len(bundle) or start > len(bundle):
            raise VerificationError("a bundle ends within an entry")
        found.append(bundle[start:at])
    return found
