"""Names of wrapping keys, and the ring that holds them in memory."""

import pytest

from cdp.errors import KeyDestroyedError, SealBrokenError
from cdp.vault.root import KeyRing, generation_of, wrapper_of


def test_what_can_be_shredded_has_a_wrapping_key_per_version() -> None:
    assert wrapper_of("kek", 7, 2) == "kek-7"
    assert wrapper_of("installation", 1, 2) == "installation-1"
    assert wrapper_of("signing:permits", 7, 2) == "root-2"
    assert wrapper_of("name", 1, 1) == "root-1"


def test_a_generation_is_read_from_a_root_alone() -> None:
    assert generation_of("root-12") == 12
    assert (
        generation_of("kek-3") == generation_of("root") == generation_of("root-x") == 0
    )


def test_a_ring_makes_a_key_once_and_destroys_it_once() -> None:
    ring = KeyRing()
    ring.make("root-1")
    wrapped = ring.wrap("root-1", b"place", b"k" * 32)
    ring.make("root-1")
    assert ring.unwrap("root-1", b"place", wrapped) == b"k" * 32
    assert ring.destroy("root-1")
    assert not ring.destroy("root-1")
    with pytest.raises(KeyDestroyedError, match="root-1"):
        ring.unwrap("root-1", b"place", wrapped)


def test_one_wrapping_key_opens_nothing_of_another() -> None:
    ring = KeyRing()
    ring.make("kek-1")
    ring.make("kek-2")
    wrapped = ring.wrap("kek-1", b"place", b"k" * 32)
    for name, place in (("kek-2", b"place"), ("kek-1", b"other")):
        with pytest.raises(SealBrokenError):
            ring.unwrap(name, place, wrapped)


def test_a_ring_shows_itself_to_no_log() -> None:
    assert repr(KeyRing({"root-1": b"k" * 32})) == "<KeyRing: hidden>"
