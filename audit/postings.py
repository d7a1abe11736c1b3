"""Which entries have a term: sets of places in the log, cut into blocks. Pure.

A block is a run of 4,096 entries. Of each block a term keeps one set: a sorted list of
two-byte places while it is short, a bitmap of 512 bytes when it is not. A search joins
whole sets, so a term that every entry has costs no more than a rare one, and terms
that never meet are seen to never meet without looking at an entry.

Source: the idea of Roaring bitmaps (Chambi, Lemire, Kaser, Godin: "Better bitmap
performance with Roaring bitmaps", 2016), with one container size and no runs.
"""

import struct
from collections.abc import Iterable, Iterator

BLOCK = 4096
BITMAP_BYTES = BLOCK // 8
FULL = (1 << BLOCK) - 1
_PLACE_BYTES = 2


def pack(mask: int) -> bytes:
    """Write a set of places within a block, in the shorter of both forms."""
    if mask.bit_count() * _PLACE_BYTES >= BITMAP_BYTES:
        return mask.to_bytes(BITMAP_BYTES, "little")
    places = sorted(places_of(mask))
    return struct.pack(f"<{len(places)}H", *places)


def unpack(raw: bytes) -> int:
    """Read a set back as an integer with one bit for each place."""
    if len(raw) == BITMAP_BYTES:
        return int.from_bytes(raw, "little")
    return mask_of(struct.unpack(f"<{len(raw) // _PLACE_BYTES}H", raw))


def mask_of(places: Iterable[int]) -> int:
    """Make a set from places."""
    bits = bytearray(BITMAP_BYTES)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def places_of(mask: int) -> Iterator[int]:
    """Give the places of a set, the newest first."""
    while mask:
        place = mask.bit_length() - 1
        yield place
        mask ^= 1 << place


def between(block: int, first: int, end: int) -> int:
    """Give the places of a block whose entries stand in [first, end)."""
    low = min(max(first - block * BLOCK, 0), BLOCK)
    high = min(max(end - block * BLOCK, 0), BLOCK)
    return (1 << high) - (1 << low) if low < high else 0
