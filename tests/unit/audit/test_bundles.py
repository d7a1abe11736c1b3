"""Every tile and bundle has one name, and a bundle holds what was put into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import UnknownEntryError, VerificationError
from audit.bundles import (
    Place,
    join_entries,
    number_path,
    parse_place,
    places,
    split_entries,
)


def test_the_examples_of_the_specification() -> None:
    assert number_path(1234067) == "x001/x234/067"
    assert number_path(0) == "000"
    assert Place(level=0, number=1234067).path == "0/x001/x234/067"
    assert Place(level=None, number=273, width=112).path == "entries/273.p/112"


def test_the_tiles_of_a_log_of_70000_are_those_of_the_specification() -> None:
    found = list(places(70_000))
    assert len([one for one in found if (one.level, one.width) == (0, 256)]) == 273
    partial = {(one.level, one.number, one.width) for one in found if one.width < 256}
    assert partial == {(None, 273, 112), (0, 273, 112), (1, 1, 17), (2, 0, 1)}
    assert [one.path for one in places(256)] == ["entries/000", "0/000", "1/000.p/1"]
    assert list(places(0)) == []


@given(
    level=st.none() | st.integers(0, 63),
    number=st.integers(0, 999_999_999),
    width=st.integers(1, 256),
)
def test_a_name_and_its_place_are_one(
    level: int | None, number: int, width: int
) -> None:
    place = Place(level=level, number=number, width=width)
    assert parse_place(place.path) == place


@pytest.mark.parametrize(
    "path",
    ["", "0", "0/", "0/0", "0/0000", "00/000", "-1/000", "64/000", "entry/000",
     "0/x000/001", "0/001/002", "0/x01/002", "0/000.p", "0/000.p/0", "0/000.p/01",
     "0/000.p/256", "0/000.p/999", "0/000/p/1", "0/x001/x001/x001/001", "0/000\n",
     "0/../000", "entries/x001", "0/\u0661\u0661\u0661"],
)  # fmt: skip
def test_no_other_name_leads_anywhere(path: str) -> None:
    with pytest.raises(UnknownEntryError):
        parse_place(path)


def test_a_place_is_within_a_tree_once_all_of_it_is_there() -> None:
    assert Place(level=None, number=1, width=44).within(300)
    assert not Place(level=None, number=1, width=45).within(300)
    assert Place(level=1, number=0, width=1).within(256)
    assert not Place(level=1, number=0, width=1).within(255)
    assert not Place(level=63, number=0, width=1).within(2**40)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(leaves: list[bytes]) -> None:
    assert split_entries(join_entries(leaves)) == leaves


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x02a", b"\x00\x01a\x01"])
def test_a_bundle_that_ends_within_an_entry_is_refused(bundle: bytes) -> None:
    with pytest.raises(VerificationError):
        split_entries(bundle)
