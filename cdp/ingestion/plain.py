"""Bring what came from outside to plain JSON that every later reader can read.

One value that cannot be written down would otherwise stop its whole batch or file.
"""

import json
import math
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from cdp.errors import InvalidInputError

# Deeper, and a reader further down the stack than we are could not open it any more.
MOST_LEVELS = 32
LARGEST_EXACT = 2**53


def write_whole(document: object) -> str:
    """Write compact JSON; half a character becomes a question mark.

    Browsers cut texts in the middle of an emoji, and UTF-8 has no halves.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.encode(errors="replace").decode()


def mend(document: Mapping[str, object]) -> dict[str, Any]:
    """Give the document with whole characters only.

    Raises:
        InvalidInputError: It is nested too deeply.
    """
    check_depth(document)
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return json.loads(write_whole(document))  # type: ignore[no-any-return]
    return dict(document)


def check_depth(value: object) -> None:
    """Refuse what is nested too deeply; walks without recursion.

    Raises:
        InvalidInputError: It is.
    """
    waiting = [(value, 1)]
    while waiting:
        node, level = waiting.pop()
        if not isinstance(node, Mapping | list | tuple):
            continue
        if level > MOST_LEVELS:
            raise InvalidInputError({"event": "is nested too deeply"})
        children = node.values() if isinstance(node, Mapping) else node
        waiting += [(child, level + 1) for child in children]


def plain(value: object) -> object:
    """Give a cell of a table as JSON can hold it; blank and not-a-number are nothing.

    A table of numbers with a gap holds fractions: 42.0 was 42.
    """
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _scalar(value)


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    is_whole = value.is_integer() and abs(value) < LARGEST_EXACT
    return int(value) if is_whole else value


def _scalar(value: object) -> object | None:
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return None  # a picture says nothing that we may use
    return str(value)
