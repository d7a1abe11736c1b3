"""From cells to events."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cdp.errors import InvalidInputError
from cdp.ingestion.event import Event
from cdp.ingestion.files import Row
from cdp.ingestion.mapping import read_mapping
from cdp.ingestion.row_events import RowReader

IMPORTED = datetime(2027, 3, 1, tzinfo=UTC)


def _read(values: dict[str, object], **mapping: object) -> Event:
    reader = RowReader(read_mapping(mapping), "f00d", IMPORTED)
    return reader.read(Row(7, values))[0]


def test_a_row_is_named_by_its_id_else_its_user_else_its_place() -> None:
    columns = {"no": "userId", "mail": "email"}
    values: dict[str, object] = {"no": "17", "mail": "a@x.test"}
    named = _read(values, columns=columns, record={"id": "no"})
    assert named.key == "row:17"
    assert _read(values, columns=columns).key == "user:17"
    assert _read({"mail": "a@x.test"}, columns=columns).key == "f00d:7"


def test_a_row_is_true_when_it_says_and_never_in_the_future() -> None:
    terms = {"columns": {"a": "email"}, "record": {"at": "changed"}}
    assert _read({"a": "x", "changed": "2026-01-01"}, **terms).at.year == 2026
    assert _read({"a": "x", "changed": "2031-01-01"}, **terms).at == IMPORTED
    assert _read({"a": "x"}, **terms).at == IMPORTED
    with pytest.raises(InvalidInputError):
        _read({"a": "x", "changed": "soon"}, **terms)


def test_cells_of_all_types_can_be_kept() -> None:
    values: dict[str, object] = {
        "a": date(1980, 5, 1),
        "b": Decimal("1.50"),
        "c": b"raw",
        "d": 3,
    }
    columns = {"a": "birthday", "b": "spent", "c": "photo", "d": "visits"}
    found = _read(values, columns=columns)
    assert found.traits == {"birthday": "1980-05-01", "spent": "1.50", "visits": 3}


def test_identifiers_of_other_systems_keep_their_type() -> None:
    event = _read({"a": "17"}, columns={"a": "external:crm"})
    assert event.identifiers == (("external:crm", "17"),)
    assert event.traits == {}


@pytest.mark.parametrize("values", [{}, {"a": "  "}, {"a": "x" * 9_000}, {"a": None}])
def test_a_row_that_says_nothing_or_too_much_is_refused(
    values: dict[str, object],
) -> None:
    with pytest.raises(InvalidInputError):
        _read(values, columns={"a": "email"})
