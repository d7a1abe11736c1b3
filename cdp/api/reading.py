"""Bytes from outside become JSON values here, strictly; nothing doubtful passes."""

import json
import math
import zlib

from cdp.errors import InvalidInputError, TooLargeError

MAX_DEPTH = 24
# RFC 7493 section 2.2: a larger integer does not survive every reader.
LARGEST_EXACT_INTEGER = 2**53 - 1


def read_object(raw: bytes, *, exact_integers: bool = True) -> dict[str, object]:
    """Read one JSON object; refuse everything two readers could read differently.

    Args:
        raw: The body as it came.
        exact_integers: Refuse integers that lose digits as a double.

    Raises:
        InvalidInputError: Not UTF-8, not JSON, a key twice, NaN, NUL, half a
            surrogate pair, nested too deeply, or not an object.
    """
    value = _parse(raw)
    if not isinstance(value, dict):
        raise InvalidInputError({"body": "must be a JSON object"})
    _inspect(value, exact_integers=exact_integers)
    return value


def _parse(raw: bytes) -> object:
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique_keys,
            parse_constant=_no_constant,
            parse_float=_finite,
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


def _inspect(value: object, *, exact_integers: bool) -> None:
    """Walk without recursion, so that depth costs memory and never the stack."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, str):
            _inspect_text(node)
        elif isinstance(node, dict | list):
            if depth > MAX_DEPTH:
                raise InvalidInputError({"body": "is nested too deeply"})
            children = [*node, *node.values()] if isinstance(node, dict) else node
            waiting.extend((child, depth + 1) for child in children)
        elif exact_integers and isinstance(node, int):
            _inspect_integer(node)


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
