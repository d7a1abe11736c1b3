"""Whatever came becomes JSON that can be written down and read again."""

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from cdp.errors import InvalidInputError
from cdp.ingestion.plain import MOST_LEVELS, mend, plain, write_whole


def _nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" a ", "a"),
        ("  ", None),
        (math.nan, None),
        (-math.inf, None),
        (42.0, 42),
        (1.5, 1.5),
        (True, True),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3), "2020-01-02T03:00:00"),  # noqa: DTZ001
        (time(3, 4), "03:04:00"),
        (timedelta(minutes=1), 60.0),
        (Decimal("1.50"), "1.50"),
        (b"x", None),
        ([date(2020, 1, 2), [b"x"]], ["2020-01-02", [None]]),
        ({"a": (math.nan,)}, {"a": [None]}),
    ],
)
def test_each_kind_of_cell_becomes_json(cell: object, expected: object) -> None:
    assert plain(cell) == expected
    assert json.dumps(plain(cell), allow_nan=False)


def test_half_a_character_becomes_a_question_mark_in_keys_and_values() -> None:
    assert mend({"\ud800a": ["b\udfff"], "c": "é"}) == {"?a": ["b?"], "c": "é"}


def test_a_whole_document_stays_as_it_is() -> None:
    document = {"a": "é😀", "b": [1.0, None], "at": date(2020, 1, 2)}
    assert mend(document) == document


def test_what_is_nested_too_deeply_is_refused() -> None:
    assert mend({"a": _nested(MOST_LEVELS - 1)})
    with pytest.raises(InvalidInputError, match="too deeply"):
        mend({"a": _nested(MOST_LEVELS)})


def test_any_depth_is_measured_without_a_stack() -> None:
    with pytest.raises(InvalidInputError):
        mend({"a": _nested(100_000)})


def test_text_is_compact_and_readable() -> None:
    assert write_whole({"a": "é\ud800", "b": 1}) == '{"a":"é?","b":1}'
