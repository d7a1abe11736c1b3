import gzip

import pytest

from cdp.api.reading import MAX_DEPTH, read_delivery, read_object, unzip
from cdp.errors import InvalidInputError, TooLargeError


def test_an_object_is_read_as_it_is():
    assert read_object('{"a": [1, 2.5, "é", null]}'.encode()) == {
        "a": [1, 2.5, "é", None]
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"a": 1} trailing',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": "\\u0000"}',
        b'{"a": "\x00"}',
        b'{"a": 9007199254740993}',
        b"{'a': 1}",
        b'{"a": 0x10}',
        b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=range(22),
)
def test_what_two_readers_could_read_differently_is_refused(raw):
    with pytest.raises(InvalidInputError):
        read_object(raw)


def test_depth_is_refused_one_level_beyond_the_limit_only():
    def nested(levels):
        return b'{"a":' * (levels - 1) + b"{}" + b"}" * (levels - 1)

    assert read_object(nested(MAX_DEPTH))
    with pytest.raises(InvalidInputError, match="deeply"):
        read_object(nested(MAX_DEPTH + 1))


def test_events_may_carry_large_order_numbers():
    raw = b'{"order": 9007199254740993}'
    assert read_delivery(raw) == {"order": 9007199254740993}


def test_one_odd_value_does_not_lose_a_delivery():
    raw = b'{"a": NaN, "b": -Infinity, "c": 1e999, "d": "\\ud83d\\u0000", "e": 1.5}'
    said = {"a": None, "b": None, "c": None, "d": "\ud83d\x00", "e": 1.5}
    assert read_delivery(raw) == said


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": "\xff"}',
        b'{"a":' * 101 + b"1" + b"}" * 101,
    ],
    ids=range(5),
)
def test_what_is_no_delivery_is_refused(raw):
    with pytest.raises(InvalidInputError):
        read_delivery(raw)


def test_a_problem_never_quotes_the_body():
    with pytest.raises(InvalidInputError) as caught:
        read_object(b'{"email": "lea@example.test", "email": "x"}')
    assert "lea@" not in str(caught.value)


def test_a_whole_gzip_stream_is_opened():
    assert unzip(gzip.compress(b"hello"), 10) == b"hello"


def test_a_gzip_bomb_is_stopped_at_the_limit():
    with pytest.raises(TooLargeError):
        unzip(gzip.compress(bytes(50_000_000)), 1_000)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x1f\x8b",
        b"nonsense",
        gzip.compress(b"x" * 99, mtime=0)[:-3],
        gzip.compress(b"a", mtime=0) * 2,
    ],
)
def test_a_broken_gzip_stream_is_refused(raw):
    with pytest.raises(InvalidInputError):
        unzip(raw, 1_000)
