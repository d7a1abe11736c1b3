"""The quick way gives the bytes of RFC 8785, or is not taken."""

from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical_json

WORDS = st.text(max_size=8) | st.sampled_from(["\x00", "\x1f", "\x7f", '"\\', "\u2028"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=20,
)


@given(DOCUMENTS)
def test_every_document_has_the_bytes_of_the_standard(document: object) -> None:
    assert canonical_json(document) == rfc8785.dumps(document)


@given(st.dictionaries(st.from_regex(r"[ -~]{1,4}", fullmatch=True), WORDS))
def test_so_has_every_plain_one(document: dict[str, str]) -> None:
    assert canonical_json(document) == rfc8785.dumps(document)


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"b": 1, "a": (True, None)}, '{"a":[true,null],"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ({"n": 1.0}, '{"n":1}'),
        ({"c": Colour.RED}, '{"c":"red"}'),
    ],
)
def test_where_python_would_write_it_otherwise(document: object, text: str) -> None:
    assert canonical_json(document).decode() == text


@pytest.mark.parametrize(
    "document",
    [{"n": 2**53}, {"n": float("nan")}, {1: "one"}, ["\ud800"], {"s": {1, 2}}],
)
def test_what_has_no_canonical_form_is_refused(document: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(document)
