"""A fault in a register is said with its place and with what it must be."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from consent.faults import find_faults

POLICIES = Path(__file__).resolve().parents[3] / "policies"
NAMES = sorted(
    p.stem for p in (POLICIES / "schemas").glob("*.json") if p.stem != "situation"
)


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"type": "integer"}, 3, None),
        ({"type": "integer"}, True, "the register: must be a whole number"),
        ({"type": ["string", "null"]}, 1, "the register: must be a text or null"),
        ({"type": "number"}, 1.5, None),
        ({"enum": ["a", "b"]}, "c", "the register: must be one of: a, b"),
        ({"enum": [1]}, True, "the register: must be one of: 1"),
        ({"const": False}, 0, "the register: must be False"),
        ({"pattern": "^[a-z]$"}, "a\n", "the register: must match ^[a-z]$"),
        ({"pattern": "^[a-z]$"}, 7, None),
        ({"minLength": 1}, "", "the register: must have at least 1 characters"),
        ({"maxLength": 1}, "ab", "the register: must have at most 1 characters"),
        ({"minimum": 1}, 0, "the register: must be at least 1"),
        ({"maximum": 1}, 2, "the register: must be at most 1"),
        ({"minItems": 1}, [], "the register: must have at least 1 items"),
        ({"maxItems": 1}, [1, 2], "the register: must have at most 1 items"),
        ({"uniqueItems": True}, [1, 1], "the register: must hold nothing twice"),
        ({"uniqueItems": False}, [1, 1], None),
        ({"minProperties": 1}, {}, "the register: must have 1 entries or more"),
        ({"maxProperties": 0}, {"a": 1}, "the register: must have at most 0 entries"),
        ({"required": ["a"]}, {}, "a: is missing"),
        ({"required": ["a"]}, [], None),
        ({"properties": {"a": {"type": "null"}}}, {"a": 1}, "a: must be null"),
        ({"properties": {"a": {}}}, [], None),
        (
            {"additionalProperties": False},
            {"b": 1},
            "b: is not known here; check the spelling",
        ),
        (
            {"additionalProperties": {"items": {"type": "string"}}},
            {"b": ["x", 1]},
            "b.1: must be a text",
        ),
        (
            {"propertyNames": {"pattern": "^a"}},
            {"b": 1},
            "b: the name: must match ^a",
        ),
        ({"propertyNames": {"pattern": "^a"}}, [], None),
        ({"prefixItems": [{"type": "null"}], "items": False}, [None], None),
        ({"prefixItems": [{"type": "null"}]}, [1], "0: must be null"),
        ({"prefixItems": [True], "items": False}, [1, 2], "1: is one too many"),
        ({"items": {"type": "null"}}, "text", None),
        (
            {"oneOf": [{"type": "string"}, {"type": "null"}]},
            1,
            "the register: must be a text, or must be null",
        ),
        (
            {"oneOf": [{"type": "string"}, {"minLength": 1}]},
            "a",
            "the register: fits more than one of the forms allowed",
        ),
        ({"allOf": [{}, {"type": "null"}]}, 1, "the register: must be null"),
        ({"if": {"const": 1}, "then": {"const": 2}}, 1, "the register: must be 2"),
        ({"if": {"const": 1}, "then": {"const": 2}}, 2, None),
        ({"if": {"const": 1}, "else": {"const": 3}}, 2, "the register: must be 3"),
    ],
)  # fmt: skip
def test_each_keyword_says_what_it_misses(
    schema: dict, value: object, said: str | None
) -> None:
    assert list(find_faults(schema, value)) == ([said] if said else [])


def test_every_fault_is_said_and_not_only_the_first() -> None:
    cap = {
        "type": "object",
        "properties": {"channels": {"type": "array"}, "limit": {"type": "integer"}},
        "required": ["channels", "limit", "window_days"],
        "additionalProperties": False,
    }
    caps = {"a": {"channels": ["email"], "limit": "3"}, "b": {"chanels": []}}

    assert list(find_faults({"additionalProperties": cap}, caps)) == [
        "a.window_days: is missing",
        "a.limit: must be a whole number",
        "b.channels: is missing",
        "b.limit: is missing",
        "b.window_days: is missing",
        "b.chanels: is not known here; check the spelling",
    ]


def test_a_keyword_from_outside_is_no_check_left_out() -> None:
    with pytest.raises(ValueError, match="unsupported in a schema: dependentRequired"):
        list(find_faults({"dependentRequired": {}}, {}))


def _schema(name: str) -> dict:
    return json.loads((POLICIES / "schemas" / f"{name}.json").read_text())


def _places(value: object, path: tuple = ()) -> list[tuple]:
    steps = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    below = [place for step, inner in steps for place in _places(inner, (*path, step))]
    return [path, *below]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(data=some.data())
def test_it_finds_a_fault_exactly_where_a_full_validator_does(
    name: str, data: some.DataObject
) -> None:
    """Any shipped register with one place changed or taken out."""
    value = json.loads((POLICIES / "data" / name / "data.json").read_text())
    path = data.draw(some.sampled_from(_places(value)[1:] or [()]))
    if path:
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        if data.draw(some.booleans()):
            del holder[path[-1]]
        else:
            odd = [None, True, 0, -1, 7, "", "x", "X Y", [], ["x", "x"], {}, {"x": 1}]
            holder[path[-1]] = data.draw(some.sampled_from(odd))

    found = list(find_faults(_schema(name), value))

    assert bool(found) != Draft202012Validator(_schema(name)).is_valid(value), found
