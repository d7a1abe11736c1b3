"""A set of places is the same set in either of its forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import postings
from audit.postings import BITMAP_BYTES, BLOCK, FULL

places = st.sets(st.integers(0, BLOCK - 1), max_size=600)


@given(places)
def test_a_set_comes_back_as_it_was(some: set[int]) -> None:
    mask = postings.mask_of(some)
    assert postings.unpack(postings.pack(mask)) == mask
    assert list(postings.places_of(mask)) == sorted(some, reverse=True)


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (1, 2), (255, 510), (256, 512), (BLOCK, 512)]
)
def test_the_shorter_form_is_written(count: int, size: int) -> None:
    raw = postings.pack(postings.mask_of(range(count)))
    assert len(raw) == size
    assert postings.unpack(raw).bit_count() == count


def test_no_list_has_the_length_of_a_bitmap() -> None:
    lengths = {
        len(postings.pack(postings.mask_of(range(n)))) for n in range(BITMAP_BYTES // 2)
    }
    assert BITMAP_BYTES not in lengths


@given(st.integers(0, 3), st.integers(0, 4 * BLOCK), st.integers(0, 4 * BLOCK))
def test_a_stretch_of_the_log_is_cut_into_its_blocks(
    block: int, first: int, end: int
) -> None:
    mask = postings.between(block, first, end)
    assert mask <= FULL
    inside = [p for p in range(BLOCK) if first <= block * BLOCK + p < end]
    assert mask.bit_count() == len(inside)
    if inside:
        assert mask.bit_length() - 1 == inside[-1]
