"""The one byte form of a JSON document, after RFC 8785. Pure functions.

Ours, and of the standard library alone, so that a verifier installs nothing for it.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

LARGEST_INT = 2**53 - 1
LONG_NUMBER = re.compile(rb"[0-9]{16}")  # 2^53 has sixteen digits
# ECMAScript's Number::toString: outside these, a number has an exponent.
LARGEST_PLAIN, SMALLEST_PLAIN = 21, -6
_write = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode


def canonical_json(document: Any) -> bytes:  # noqa: ANN401  # any JSON value
    """Give the canonical bytes of a JSON value.

    Almost every document has no float and no key beyond ASCII, and then the encoder of
    the standard library writes the same bytes in a quarter of the time.

    Raises:
        ValueError: It holds something that JSON has no canonical form for.
    """
    if _is_plain(document):
        return _write(document).encode()
    return "".join(_pieces(document)).encode()


def read_canonical(raw: bytes) -> Any:  # noqa: ANN401  # any JSON value
    """Read a JSON value that is written in its canonical form.

    Raises:
        ValueError: It is no JSON, or has a canonical form and this is not it.
        RecursionError: It is nested too deeply.
    """
    # In ASCII, without floats and long integers, the standard library's form is it.
    if raw.isascii() and LONG_NUMBER.search(raw) is None:
        try:
            found = _read_quickly(raw.decode())
        except _NotPlainError:
            pass
        else:
            if _write(found).encode() == raw:
                return found
    found = json.loads(raw)
    if canonical_json(found) != raw:
        raise ValueError("this is not the canonical form")
    return found


class _NotPlainError(ValueError):
    """There is a number that the two writers do not write alike."""


def _refuse(_text: str) -> NoReturn:
    raise _NotPlainError


_read_quickly = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode


def _is_plain(value: Any) -> bool:  # noqa: ANN401  # it may be anything
    """Whether both encoders agree: they differ in floats, wide keys, large integers."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-LARGEST_INT <= value <= LARGEST_INT)
    if kind is dict:
        names = all(type(name) is str and name.isascii() for name in value)
        return names and all(map(_is_plain, value.values()))
    return kind in (list, tuple) and all(map(_is_plain, value))


def _pieces(value: Any) -> Iterator[str]:  # noqa: ANN401  # it may be anything
    if isinstance(value, Mapping):
        yield from _object(value)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield "," if place else "["
            yield from _pieces(item)
        yield "]" if value else "[]"
    elif isinstance(value, float):
        yield _number(value)
    elif value is None or isinstance(value, bool | str):
        yield _write(value)
    elif isinstance(value, int) and -LARGEST_INT <= value <= LARGEST_INT:
        yield str(int(value))
    else:
        raise ValueError("JSON has no canonical form for this")


def _object(value: Mapping[Any, Any]) -> Iterator[str]:
    if any(not isinstance(name, str) for name in value):
        raise ValueError("the keys of a JSON object are strings")
    # RFC 8785 section 3.2.3: by UTF-16 code units, as ECMAScript sorts.
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    for place, name in enumerate(names):
        yield f"{',' if place else '{'}{_write(name)}:"
        yield from _pieces(value[name])
    yield "}" if names else "{}"


def _number(value: float) -> str:
    """Write a number as ECMAScript does (RFC 8785 section 3.2.2.3).

    Python's repr gives the same digits, the fewest that name the number; only where
    the point and the exponent stand is different.
    """
    if not math.isfinite(value):
        raise ValueError("JSON has no NaN and no Infinity")
    if value == 0:
        return "0"
    sign, places, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, places))
    point = len(digits) + int(exponent)
    return ("-" if sign else "") + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= LARGEST_PLAIN:
        return digits + "0" * (point - len(digits))
    if 0 < point <= LARGEST_PLAIN:
        return f"{digits[:point]}.{digits[point:]}"
    if SMALLEST_PLAIN < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
