"""A schema's shape: what keeps it, what does not, what cannot be checked."""

import json
from pathlib import Path

import pytest

from consent.shapes import shape_of

POLICIES = Path(__file__).resolve().parents[3] / "policies"
PERSON = {
    "title": "A person",
    "type": "object",
    "properties": {"age": {"type": ["integer", "null"], "minimum": 0, "maximum": 9}},
    "required": ["age"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "kept", "broken"),
    [
        ({}, [None, 1, [], {}], []),
        ({"type": "boolean"}, [True, False], [0, 1, None, "true"]),
        ({"type": "integer"}, [0, -1], [True, 1.0, "1", None]),
        ({"type": ["string", "null"]}, ["", None], [1, [], False]),
        ({"enum": ["a", "b"]}, ["a", "b"], ["c", "", 1, None, ["a"]]),
        ({"type": "string", "pattern": "^[a-z]+$"}, ["abc"], ["", "a1", "a\n", 1]),
        ({"minimum": 1, "maximum": 3}, [1, 2, 3, "0"], [0, 4]),
        ({"items": {"type": "null"}}, [[], [None], "x"], [[1], [None, 1]]),
        ({"uniqueItems": True}, [[], [1, 2], [{"a": 1}, {"a": 2}], 1], [[1, 1]]),
        ({"oneOf": [{"type": "null"}, {"enum": ["x"]}]}, [None, "x"], ["y", 1]),
        ({"oneOf": [{"enum": ["x"]}, {"type": "string"}]}, ["y"], ["x"]),
        (PERSON, [{"age": 0}, {"age": None}], [{}, {"age": 10}, {"age": 1, "b": 1}, 1]),
        (
            {
                "additionalProperties": {"type": "null"},
                "propertyNames": {"enum": ["a"]},
            },
            [{}, {"a": None}, []],
            [{"a": 1}, {"b": None}],
        ),
    ],
)
def test_what_keeps_a_shape_and_what_does_not(
    schema: dict[str, object], kept: list[object], broken: list[object]
) -> None:
    shape = shape_of(schema)

    assert [value for value in kept if not shape(value)] == []
    assert [value for value in broken if shape(value)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"format": "date"},
        {"items": {"minLength": 1}},
        {"properties": {"a": {"$ref": "#"}}},
        {"uniqueItems": False},
    ],
)
def test_what_cannot_be_checked_is_never_left_out(schema: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="unsupported"):
        shape_of(schema)


def test_the_published_vocabulary_can_be_checked() -> None:
    shape = shape_of(json.loads((POLICIES / "schemas/situation.json").read_text()))

    assert not shape({})
