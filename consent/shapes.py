"""Whether a value has the shape that a JSON Schema asks for.

The part of JSON Schema that the situation's vocabulary is written in, and no more: a
keyword from outside it is an error when the schema is read, never a check left out.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

Shape = Callable[[object], bool]
Schema = Mapping[str, Any]

_SILENT = frozenset({"$schema", "title", "description"})
_TYPES: Mapping[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def shape_of(schema: Schema) -> Shape:
    """Make the check that a schema describes.

    Raises:
        ValueError: The schema uses a keyword that is not supported here.
    """
    if unknown := set(schema) - _SILENT - set(_CHECKS) - set(_PARTS):
        raise ValueError(f"unsupported in a schema: {', '.join(sorted(unknown))}")
    checks = [make(schema) for word, make in _CHECKS.items() if word in schema]
    if any(word in schema for word in _PARTS):
        checks.append(_object(schema))
    return reduce(_both, checks) if checks else _anything


def _anything(_: object) -> bool:
    return True


def _both(one: Shape, other: Shape) -> Shape:
    return lambda value: one(value) and other(value)


def _type(schema: Schema) -> Shape:
    names = schema["type"]
    kinds = {_TYPES[name] for name in ([names] if isinstance(names, str) else names)}
    return lambda value: type(value) in kinds


def _enum(schema: Schema) -> Shape:
    words = frozenset(schema["enum"])
    return lambda value: isinstance(value, str) and value in words


def _pattern(schema: Schema) -> Shape:
    # Python's $ also matches before a last newline; JSON Schema's does not.
    found = re.compile(re.sub(r"\$$", r"\\Z", schema["pattern"])).search
    return lambda value: not isinstance(value, str) or found(value) is not None


def _minimum(schema: Schema) -> Shape:
    low = schema["minimum"]
    return lambda value: not isinstance(value, int) or value >= low


def _maximum(schema: Schema) -> Shape:
    high = schema["maximum"]
    return lambda value: not isinstance(value, int) or value <= high


def _items(schema: Schema) -> Shape:
    item = shape_of(schema["items"])
    return lambda value: not isinstance(value, list) or all(map(item, value))


def _unique(schema: Schema) -> Shape:
    if schema["uniqueItems"] is not True:
        raise ValueError("unsupported in a schema: uniqueItems other than true")
    return lambda value: (
        not isinstance(value, list)
        or all(item not in value[:place] for place, item in enumerate(value))
    )


def _one_of(schema: Schema) -> Shape:
    shapes = [shape_of(inner) for inner in schema["oneOf"]]
    return lambda value: sum(shape(value) for shape in shapes) == 1


def _object(schema: Schema) -> Shape:
    required = frozenset(schema.get("required", ()))
    fields = {n: shape_of(inner) for n, inner in schema.get("properties", {}).items()}
    others = _others(schema.get("additionalProperties", True))
    named = shape_of(schema.get("propertyNames", {}))

    def is_whole(value: object) -> bool:
        if not isinstance(value, dict):
            return True
        if not required <= value.keys():
            return False
        for name, inner in value.items():  # a loop costs half of what all() does
            if not fields.get(name, others)(inner):
                return False
        return named is _anything or all(map(named, value))

    return is_whole


def _others(allowed: bool | Schema) -> Shape:  # noqa: FBT001 - JSON Schema's own word
    if isinstance(allowed, bool):
        return lambda _: allowed
    return shape_of(allowed)


_CHECKS: Mapping[str, Callable[[Schema], Shape]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "items": _items,
    "uniqueItems": _unique,
    "oneOf": _one_of,
}
_PARTS = ("properties", "required", "additionalProperties", "propertyNames")
