"""A JSON document as its leaves, by path: to compare two, and to change one of them.

A list is a leaf: in a situation its order and its members are one fact.
"""

from collections.abc import Mapping

Path = tuple[str, ...]


def leaves_of(document: Mapping[str, object]) -> dict[Path, object]:
    """Give every leaf of a document by its path; an empty object is a leaf."""
    found: dict[Path, object] = {}
    for name, value in document.items():
        if isinstance(value, Mapping) and value:
            found |= {(name, *path): leaf for path, leaf in leaves_of(value).items()}
        else:
            found[name,] = value
    return found


def with_leaf(
    document: Mapping[str, object], path: Path, value: object
) -> dict[str, object]:
    """Give a copy of a document with one leaf set; what is on the way is made."""
    name, *rest = path
    if not rest:
        return {**document, name: value}
    inner = document.get(name)
    inside = inner if isinstance(inner, Mapping) else {}
    return {**document, name: with_leaf(inside, tuple(rest), value)}


def merged(
    document: Mapping[str, object], changes: Mapping[str, object]
) -> dict[str, object]:
    """Give a copy with changes laid over it, as deep as both are objects."""
    changed = dict(document)
    for name, value in changes.items():
        known = changed.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            changed[name] = merged(known, value)
        else:
            changed[name] = value
    return changed
