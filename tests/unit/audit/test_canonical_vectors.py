"""Canonical JSON gives the official bytes, and the official numbers."""

import hashlib
import itertools
import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import canonical_json

FOLDER = Path(__file__).parents[2] / "vectors" / "jcs"
NAMES = ["arrays", "french", "structures", "unicode", "values", "weird"]
NUMBERS = json.loads((FOLDER / "numbers.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_an_official_document_becomes_its_official_bytes(name: str) -> None:
    read = json.loads((FOLDER / "input" / f"{name}.json").read_bytes())
    expected = (FOLDER / "output" / f"{name}.json").read_bytes()
    assert canonical_json(read) == expected
    assert canonical_json(json.loads(expected)) == expected


def of_bits(bits: int) -> float:
    return struct.unpack(">d", bits.to_bytes(8, "big"))[0]


@pytest.mark.parametrize(("bits", "written"), NUMBERS["samples"])
def test_a_sample_number_is_written_as_shown(bits: str, written: str) -> None:
    assert canonical_json(of_bits(int(bits, 16))).decode() == written


def sequence() -> Iterator[int]:
    yield from (int(bits, 16) for bits in NUMBERS["static"])
    first = int(NUMBERS["serial"]["first"], 16)
    yield from range(first, first + NUMBERS["serial"]["count"])
    block = bytes(32)
    while True:
        block = hashlib.sha256(block).digest()
        for bits in struct.unpack("<4Q", block):
            if of_bits(bits) != 0 and math.isfinite(of_bits(bits)):
                yield bits


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_the_official_sequence_of_numbers_gives_its_official_digest(count: int) -> None:
    digest = hashlib.sha256()
    for bits in itertools.islice(sequence(), count):
        digest.update(b"%x,%s\n" % (bits, canonical_json(of_bits(bits))))
    assert digest.hexdigest() == NUMBERS["sha256_of_lines"][str(count)]
