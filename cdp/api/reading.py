"""Bytes from outside become JSON values here, strictly; nothing doubtful passes."""

import json
import math
import zlib
from collections.abc import Callable, Iterator

from cdp.errors import InvalidInputError, TooLargeError

MAX_DEPTH = 24
# Of a delivery: what one event nests too deeply is put aside by ingestion, alone.
MAX_DEPTH_OF_DELIVERY = 100
# RFC 7493 section 2.2: a larger integer does not survive every reader.
LARGEST_EXACT_INTEGER = 2**53 - 1


def read_object(raw: bytes) -> dict[str, object]:
    """Read one JSON object; refuse everything two readers could read differently.

    Raises:
        InvalidInputError: Not UTF-8, not JSON, a key twice, NaN, NUL, half a
            surrogate pair, nested too deeply, or not an object.
    """
    value = _parse(raw, _no_constant, _finite)
    for node in _walk(value, MAX_DEPTH):
        if isinstance(node, str):
            _inspect_text(node)
        elif isinstance(node, int):
            _inspect_integer(node)
    return value


def read_delivery(raw: bytes) -> dict[str, object]:
    """Read what an SDK delivers: one odd value must not lose the whole batch.

    NaN and numbers out of range, which Python's SDKs write, say nothing; halves of
    characters and large integers pass, and ingestion judges event by event.

    Raises:
        InvalidInputError: Not UTF-8, not JSON, a key twice, or not an object.
    """
    value = _parse(raw, lambda _name: None, _finite_or_none)
    for _ in _walk(value, MAX_DEPTH_OF_DELIVERY):
        pass
    return value


def _parse(
    raw: bytes, constant: Callable[[str], object], number: Callable[[str], object]
) -> dict[str, object]:
    value = _load(raw, constant, number)
    if not isinstance(value, dict):
        raise InvalidInputError({"body": "must be a JSON object"})
    return value


def _load(
    raw: bytes, constant: Callable[[str], object], number: Callable[[str], object]
) -> object:
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique_keys,
            parse_constant=constant,
            parse_float=number,
        )
    except UnicodeDecodeError as err:
        raise InvalidInputError({"body": "must be UTF-8"}) from err
    except RecursionError as err:
        raise InvalidInputError({"body": "is nested too deeply"}) from err
    except ValueError as err:
        raise InvalidInputError({"body": "must be valid JSON"}) from err


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise InvalidInputError({"body": "must not name a key twice"})
    return made


def _no_constant(_name: str) -> object:
    raise InvalidInputError({"body": "must not contain NaN or Infinity"})


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise InvalidInputError({"body": "holds a number that is out of range"})
    return number


def _finite_or_none(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _walk(value: object, max_depth: int) -> Iterator[object]:
    """Give every key and value; without recursion: depth never costs the stack."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, dict | list):
            if depth > max_depth:
                raise InvalidInputError({"body": "is nested too deeply"})
            children = [*node, *node.values()] if isinstance(node, dict) else node
            waiting.extend((child, depth + 1) for child in children)
        else:
            yield node


def _inspect_text(text: str) -> None:
    if "\x00" in text:
        raise InvalidInputError({"body": "must not contain NUL characters"})
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise InvalidInputError({"body": "holds half a surrogate pair"}) from err


def _inspect_integer(number: int) -> None:
    if abs(number) > LARGEST_EXACT_INTEGER:
        raise InvalidInputError({"body": "holds an integer that is out of range"})


def unzip(raw: bytes, max_bytes: int) -> bytes:
    """Open a gzip body, stopping at the limit, so that a bomb stays small.

    Raises:
        InvalidInputError: Not a whole gzip stream.
        TooLargeError: More than `max_bytes` would come out.
    """
    opener = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        opened = opener.decompress(raw, max_bytes + 1)
    except zlib.error as err:
        raise InvalidInputError({"body": "must be valid gzip"}) from err
    if len(opened) > max_bytes:
        message = f"the body must be at most {max_bytes} bytes when unpacked"
        raise TooLargeError(message)
    if not opener.eof or opener.unused_data:
        raise InvalidInputError({"body": "must be one whole gzip stream"})
    return opened
