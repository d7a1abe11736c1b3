"""A header can be written in one way only."""

import pytest

from audit import VerificationError
from audit.retrace import check_canonical


@pytest.mark.parametrize(
    "leaf",
    [b"", b"not json", b"[1]", b'{"b":1, "a":2}', b'{"b":1,"a":2}', b'{"a":"\xff"}',
     b'{"a":1e400}', b'{"a":9007199254740993}', b"[" * 4000, b'{"a":"\\ud800"}',
     b'{"a":1,"a":1}'],
)  # fmt: skip
def test_what_could_be_written_otherwise_is_no_header(leaf: bytes) -> None:
    with pytest.raises(VerificationError):
        check_canonical(leaf)


def test_a_header_is_read() -> None:
    assert check_canonical(b'{"a":1}') == {"a": 1}
