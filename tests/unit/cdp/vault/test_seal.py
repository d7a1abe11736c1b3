"""Sealed values open at their own place under their own key, and nowhere else."""

import json
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp.errors import SealBrokenError
from cdp.vault.seal import Cipher, Opened, RowRef, bind_row, join_parts, key_version

KEY = bytes(range(32))
ROW = RowRef("record", "rec_1", "body")


@given(st.binary(max_size=4096), st.binary(max_size=200))
def test_what_is_sealed_opens_unchanged(plaintext: bytes, bound_to: bytes) -> None:
    cipher = Cipher(KEY)
    assert cipher.open(bound_to, cipher.seal(bound_to, plaintext)) == plaintext


@given(st.binary(min_size=1, max_size=64), st.data())
def test_any_flipped_bit_is_refused(plaintext: bytes, data: st.DataObject) -> None:
    cipher = Cipher(KEY)
    sealed = bytearray(cipher.seal(b"place", plaintext))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealBrokenError):
        cipher.open(b"place", bytes(sealed))


@given(st.integers(0, 36))
def test_a_value_cut_short_is_refused(kept: int) -> None:
    cipher = Cipher(KEY)
    with pytest.raises(SealBrokenError):
        cipher.open(b"place", cipher.seal(b"place", b"1234")[:kept])


@pytest.mark.parametrize(
    "moved",
    [
        replace(ROW, table="event"),
        replace(ROW, row_id="rec_2"),
        replace(ROW, column="traits"),
        replace(ROW, version=2),
    ],
)
def test_a_value_opens_in_no_other_place(moved: RowRef) -> None:
    cipher = Cipher(KEY)
    sealed = cipher.seal(bind_row("inst", ROW), b"value")
    with pytest.raises(SealBrokenError):
        cipher.open(bind_row("inst", moved), sealed)


def test_a_value_opens_in_no_other_installation() -> None:
    cipher = Cipher(KEY)
    sealed = cipher.seal(bind_row("inst", ROW), b"value")
    with pytest.raises(SealBrokenError):
        cipher.open(bind_row("other", ROW), sealed)


def test_a_value_opens_under_no_other_key() -> None:
    sealed = Cipher(KEY).seal(b"place", b"value")
    with pytest.raises(SealBrokenError):
        Cipher(bytes(32)).open(b"place", sealed)


def test_a_value_relabelled_to_another_key_version_is_refused() -> None:
    sealed = bytearray(Cipher(KEY, 1).seal(b"place", b"value"))
    sealed[5] = 2
    assert key_version(bytes(sealed)) == 2
    for version in (1, 2):
        with pytest.raises(SealBrokenError):
            Cipher(KEY, version).open(b"place", bytes(sealed))


def test_the_same_value_never_looks_the_same_twice() -> None:
    cipher = Cipher(KEY)
    assert cipher.seal(b"place", b"value") != cipher.seal(b"place", b"value")


def test_the_layout_is_the_documented_one() -> None:
    sealed = Cipher(KEY, 7).seal(b"place", b"value")
    assert sealed[:6] == b"\x01\x01\x00\x00\x00\x07"
    assert len(sealed) == 6 + 12 + len(b"value") + 16


parts = st.lists(st.text(max_size=8), max_size=4)


@given(parts, parts)
def test_two_lists_of_parts_never_join_alike(one: list[str], other: list[str]) -> None:
    assert (join_parts(*one) == join_parts(*other)) == (one == other)


def test_a_part_too_long_for_its_length_is_refused() -> None:
    with pytest.raises(ValueError, match="65,535"):
        join_parts("x" * 65_536)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(b"short")


def test_an_opened_value_shows_itself_only_by_name() -> None:
    opened = Opened(b'{"name":"canary"}')
    for shown in (str(opened), repr(opened), f"{opened}", f"{[opened]}"):
        assert "canary" not in shown
    assert opened.json() == {"name": "canary"}
    assert opened.text() == '{"name":"canary"}'
    assert opened.raw == b'{"name":"canary"}'


def test_an_opened_value_cannot_be_written_out_by_accident() -> None:
    with pytest.raises(TypeError):
        json.dumps({"value": Opened(b"canary")})
    with pytest.raises(TypeError, match="seal it instead"):
        pickle.dumps(Opened(b"canary"))
