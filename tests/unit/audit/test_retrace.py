"""A header can be written in one way only."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit import VerificationError
from audit.retrace import check_canonical


@pytest.mark.parametrize(
    "leaf",
    [b"", b"not json", b"[1]", b'{"b":1, "a":2}', b'{"b":1,"a":2}', b'{"a":"\xff"}',
     b'{"a":1e400}', b'{"a":9007199254740993}', b"[" * 4000, b'{"a":"\\ud800"}',
     b'{"a":1,"a":1}', b'{"a":NaN}', b'{"a":-0}', b'{"a":1.0}', b'{"a":"\\u0041"}',
     b'{"a":1}\n', b'{"a":1234567890123456789}', b'{"a":1e2}', b"\xef\xbb\xbf{}"],
)  # fmt: skip
def test_what_could_be_written_otherwise_is_no_header(leaf: bytes) -> None:
    with pytest.raises(VerificationError):
        check_canonical(leaf)


@pytest.mark.parametrize(
    "leaf",
    [b'{"a":1}', b"{}", b'{"a":1.5}', '{"a":"é"}'.encode(), b'{"a":"1234567890123456"}',
     b'{"a":9007199254740991}', '{"\U0001f600":1,"\ufb33":2}'.encode(), b'{"a":-7}'],
)  # fmt: skip
def test_a_header_is_read(leaf: bytes) -> None:
    assert check_canonical(leaf) == json.loads(leaf)


@given(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
def test_what_is_read_would_be_written_so(leaf: bytes) -> None:
    try:
        found = check_canonical(leaf)
    except VerificationError:
        return
    assert rfc8785.dumps(found) == leaf
