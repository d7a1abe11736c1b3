"""What in a hand-written document breaks its JSON Schema: where, and what it must be.

The part of JSON Schema that registers are described in. A keyword from outside it is
an error, never a check left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
Holds = Callable[[Any, Any], bool]

_SILENT = frozenset({"$schema", "$id", "$comment", "title", "description"})
_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "object": ((dict,), "an object"),
    "array": ((list,), "a list"),
    "string": ((str,), "a text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "null": ((type(None),), "null"),
}


def find_faults(schema: Schema, value: object, where: str = "") -> Iterator[str]:
    """Give a sentence for each fault, with the path of the field; none when whole.

    Raises:
        ValueError: The schema uses a keyword that is not supported here, or is none.
    """
    if not isinstance(schema, Mapping):
        raise ValueError("a schema is an object")  # noqa: TRY004  # read from a file
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"unsupported in a schema: {', '.join(sorted(unknown))}")
    if "type" in schema and not _is_of(schema["type"], value):
        yield _at(where, f"must be {_named(schema['type'])}")
        return
    for word in sorted(_SIMPLE.keys() & schema.keys()):
        kinds, holds, sentence = _SIMPLE[word]
        if isinstance(value, kinds) and not holds(value, schema[word]):
            yield _at(where, sentence.format(_plain(schema[word])))
    for words, look in _STRUCTURE:
        if not words.isdisjoint(schema):
            yield from look(schema, value, where)


def _is_of(names: str | Sequence[str], value: object) -> bool:
    # The exact type, because Python's booleans are whole numbers too.
    listed = [names] if isinstance(names, str) else names
    return any(type(value) in _TYPES[name][0] for name in listed)


def _named(names: str | Sequence[str]) -> str:
    listed = [names] if isinstance(names, str) else names
    return " or ".join(_TYPES[name][1] for name in listed)


def _at(where: str, what: str) -> str:
    return f"{where or 'the register'}: {what}"


def _below(where: str, step: object) -> str:
    return f"{where}.{step}" if where else str(step)


def _plain(limit: object) -> str:
    if isinstance(limit, list):
        return ", ".join(str(one) for one in limit)
    return str(limit)


def _is_unique(value: list[Any], wanted: object) -> bool:
    return wanted is not True or all(
        one not in value[:place] for place, one in enumerate(value)
    )


def _is_among(value: object, words: list[object]) -> bool:
    # 1 and True are equal in Python, and not in JSON.
    return any(type(one) is type(value) and one == value for one in words)


def _matches(value: str, pattern: str) -> bool:
    # Python's $ also matches before a last newline; JSON Schema's does not.
    return re.search(re.sub(r"\$$", r"\\Z", pattern), value) is not None


_ANY = (object,)
_NUMBERS = (int, float)
_SIMPLE: Mapping[str, tuple[tuple[type, ...], Holds, str]] = {
    "enum": (_ANY, _is_among, "must be one of: {}"),
    "const": (_ANY, lambda v, word: _is_among(v, [word]), "must be {}"),
    "pattern": ((str,), _matches, "must match {}"),
    "minLength": ((str,), lambda v, n: len(v) >= n, "must have at least {} characters"),
    "maxLength": ((str,), lambda v, n: len(v) <= n, "must have at most {} characters"),
    "minimum": (_NUMBERS, lambda v, n: v >= n, "must be at least {}"),
    "maximum": (_NUMBERS, lambda v, n: v <= n, "must be at most {}"),
    "minItems": ((list,), lambda v, n: len(v) >= n, "must have at least {} items"),
    "maxItems": ((list,), lambda v, n: len(v) <= n, "must have at most {} items"),
    "uniqueItems": ((list,), _is_unique, "must hold nothing twice"),
    "minProperties": (
        (dict,),
        lambda v, n: len(v) >= n,
        "must have {} entries or more",
    ),
    "maxProperties": (
        (dict,),
        lambda v, n: len(v) <= n,
        "must have at most {} entries",
    ),
}


def _required(schema: Schema, value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in schema["required"]:
            if name not in value:
                yield _at(_below(where, name), "is missing")


def _fields(schema: Schema, value: object, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    named = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name, inner in value.items():
        if name in named:
            yield from find_faults(named[name], inner, _below(where, name))
        elif others is False:
            yield _at(_below(where, name), "is not known here; check the spelling")
        elif others is not True:
            yield from find_faults(others, inner, _below(where, name))


def _names(schema: Schema, value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value:
            for fault in find_faults(schema["propertyNames"], name, "the name"):
                yield _at(_below(where, name), fault)


def _items(schema: Schema, value: object, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        return
    first = schema.get("prefixItems", ())
    for place, inner in enumerate(value):
        shape = first[place] if place < len(first) else schema.get("items", {})
        if shape is False:
            yield _at(_below(where, place), "is one too many")
        elif shape is not True:
            yield from find_faults(shape, inner, _below(where, place))


def _one_of(schema: Schema, value: object, where: str) -> Iterator[str]:
    found = [list(find_faults(one, value, where)) for one in schema["oneOf"]]
    fitting = found.count([])
    if fitting > 1:
        yield _at(where, "fits more than one of the forms allowed")
    if not fitting:
        here = _at(where, "")
        nearest = [faults[0].removeprefix(here) for faults in found]
        yield _at(where, ", or ".join(dict.fromkeys(nearest)))


def _all_of(schema: Schema, value: object, where: str) -> Iterator[str]:
    for one in schema["allOf"]:
        yield from find_faults(one, value, where)


def _then(schema: Schema, value: object, where: str) -> Iterator[str]:
    holds = not list(find_faults(schema["if"], value, where))
    yield from find_faults(schema.get("then" if holds else "else", {}), value, where)


_Look = Callable[[Schema, object, str], Iterator[str]]
_STRUCTURE: tuple[tuple[frozenset[str], _Look], ...] = (
    (frozenset({"required"}), _required),
    (frozenset({"properties", "additionalProperties"}), _fields),
    (frozenset({"propertyNames"}), _names),
    (frozenset({"items", "prefixItems"}), _items),
    (frozenset({"oneOf"}), _one_of),
    (frozenset({"allOf"}), _all_of),
    (frozenset({"if", "then", "else"}), _then),
)
_KNOWN = _SILENT.union({"type"}, _SIMPLE, *(words for words, _ in _STRUCTURE))
