"""Situations to judge: those of the Rego tests, those of the table, and made-up ones.

Nothing here knows a rule: the schema gives the shape, and the words are those that
the registers, the Rego tests and the table use. A new field is made up as it comes.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from consent.bundle import Bundle
from consent.situations import reduce
from tests.contracts.opa_server import POLICIES
from tests.contracts.positions import TABLE, random_positions

SCHEMA = json.loads((POLICIES / "schemas/situation.json").read_text())
VALID = Draft202012Validator(SCHEMA)

# Which register names the words of a field; other fields use the words seen in tests.
WORDS = {
    ("action", "name"): "actions",
    ("action", "channel"): "channels",
    ("action", "purpose"): "purposes",
    ("action", "data_categories"): "categories",
    ("places",): "jurisdictions",
    ("opt_outs",): "opt_outs",
    ("recipient", "id"): "recipients",
    ("ai", "system"): "ai_systems",
    ("can_fulfil",): "obligations",
    ("contacts",): "caps",
    ("relation", "line"): "product_lines",
    ("relation", "contracts"): "product_lines",
    ("relation", "screened"): "phone_lists",
    ("relation", "lists"): "phone_lists",
}

Path = tuple[str, ...]
_INPUT = re.compile(r"\bwith input as (?=\{)")


def rego_inputs() -> list[dict[str, Any]]:
    """Every input that a Rego test writes out, once."""
    decoder = json.JSONDecoder()
    found = {}
    for path in sorted(POLICIES.rglob("*_test.rego")):
        text = path.read_text()
        for match in _INPUT.finditer(text):
            try:
                value = decoder.raw_decode(text, match.end())[0]
            except ValueError:
                continue  # a Rego term that is not JSON
            found[json.dumps(value, sort_keys=True)] = value
    return list(found.values())


def whole(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that keep the schema."""
    return [document for document in documents if VALID.is_valid(document)]


def table_documents(bundle: Bundle) -> list[dict[str, Any]]:
    """The situations of the table by hand."""
    return [plain(reduce(row[1], row[2], bundle).document) for row in TABLE]


def corpus(bundle: Bundle, *, seed: int, made_up: int) -> list[dict[str, Any]]:
    """The situations of all tests and as many made-up ones: the same for a seed."""
    people = [
        plain(reduce(position, now, bundle).document)
        for position, now in random_positions(seed, made_up // 2)
    ]
    maker = Maker(bundle, seed)
    made = [maker.valid() for _ in range(made_up - len(people))]
    return [*rego_inputs(), *table_documents(bundle), *people, *made]


def plain(document: Mapping[str, object]) -> dict[str, Any]:
    """A copy of one's own, as JSON has it."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    return copy


class Maker:
    """Makes up situations: mostly a known one with a few fields anew, else all new."""

    def __init__(self, bundle: Bundle, seed: int) -> None:
        self.rng = random.Random(seed)
        self.bundle = bundle
        self.seeds = [*whole(rego_inputs()), *table_documents(bundle)]
        self.seen: dict[Path, list[Any]] = defaultdict(list)
        for document in self.seeds:
            self._learn((), document)
        for field, register in WORDS.items():
            self.seen[field] += [*bundle.data[register], "unknown"]
        numbers = {n for path in self.seen for n in self._numbers(path)}
        numbers |= {n for points in bundle.data["breakpoints"].values() for n in points}
        numbers = {n for n in numbers if isinstance(n, int)}
        self.numbers = sorted({max(n + d, 0) for n in numbers for d in (-1, 0, 1)})

    def valid(self) -> dict[str, Any]:
        """One situation that keeps the schema."""
        if self.rng.random() < 0.1:
            document = self._make(SCHEMA, ())
        else:
            document = plain(self.rng.choice(self.seeds))
            for _ in range(self.rng.choice((1, 1, 2, 3, 5))):
                self._renew(SCHEMA, document, ())
        VALID.validate(document)
        return document

    def malformed(self) -> dict[str, Any]:
        """One that does not: something is lost, of another type or too much."""
        while True:
            document = self.valid()
            for _ in range(self.rng.choice((1, 1, 1, 2, 4))):
                self._break(document)
            if not VALID.is_valid(document):
                return document

    def _numbers(self, path: Path) -> Iterator[int]:
        yield from (n for n in self.seen[path] if type(n) is int)

    def _learn(self, path: Path, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                self._learn((*path, key), inner)
        elif isinstance(value, list):
            for inner in value:
                self._learn(path, inner)
        else:
            self.seen[path].append(value)

    def _renew(self, schema: dict[str, Any], document: Any, path: Path) -> None:
        """Make one field anew, at this level or further down."""
        name = self.rng.choice(sorted(schema["properties"]))
        inner = schema["properties"][name]
        deeper = "properties" in inner and self.rng.random() < 0.8
        if deeper:
            self._renew(inner, document[name], (*path, name))
        else:
            document[name] = self._make(inner, (*path, name))

    def _make(self, schema: dict[str, Any], path: Path) -> Any:
        if "oneOf" in schema:
            return self._make(self.rng.choice(schema["oneOf"]), path)
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        kind = schema["type"]
        if isinstance(kind, list):
            kind = self.rng.choice(kind)
        makers: dict[str, Callable[[dict[str, Any], Path], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "boolean": lambda *_: self.rng.random() < 0.5,
            "null": lambda *_: None,
        }
        return makers[kind](schema, path)

    def _object(self, schema: dict[str, Any], path: Path) -> dict[str, Any]:
        fields = schema.get("properties", {})
        made = {name: self._make(fields[name], (*path, name)) for name in fields}
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            for name in sorted(set(self.seen.get(path, ())) - {"unknown"}):
                if self.rng.random() < 0.8:
                    made[name] = self._make(others, (*path, name))
        return made

    def _array(self, schema: dict[str, Any], path: Path) -> list[Any]:
        length = self.rng.choice((0, 0, 1, 1, 2, 3))
        made = [self._make(schema["items"], path) for _ in range(length)]
        once = {json.dumps(item, sort_keys=True): item for item in made}
        return list(once.values())

    def _string(self, schema: dict[str, Any], path: Path) -> str:
        shape = re.compile(schema.get("pattern", ""))
        fitting = [
            word
            for word in self.seen.get(path, ())
            if isinstance(word, str) and shape.search(word)
        ]
        for word in ("unknown", "FR", "2026-08-10T22:00:00Z"):
            if not fitting and shape.search(word):
                fitting = [word]
        return self.rng.choice(fitting)

    def _integer(self, schema: dict[str, Any], path: Path) -> int:
        seen = [n for n in self.seen.get(path, ()) if type(n) is int]
        number = self.rng.choice(
            (
                self.rng.choice(seen or [0]),
                self.rng.choice(self.numbers),
                self.rng.randrange(3000),
                self.rng.randrange(4),
            )
        )
        number = max(number, schema.get("minimum", 0))
        return min(number, schema.get("maximum", number))

    def _break(self, document: dict[str, Any]) -> None:
        rng = self.rng
        target: Any = document
        while True:
            inner = [v for v in _values(target) if isinstance(v, dict | list) and v]
            if not inner or rng.random() < 0.4:
                break
            target = rng.choice(inner)
        wrong = rng.choice((
            None, "", [], {}, 0, 1, -1, True, False, "nonsense", [1], {"a": 1},
            1.5, "é" * 40, [None], [[]], 2**40, "granted", "unknown", ["unknown"],
        ))  # fmt: skip
        if isinstance(target, list):
            place = rng.randrange(len(target))
            target[place] = wrong
        elif not target or rng.random() < 0.1:
            target["surplus"] = wrong
        elif rng.random() < 0.4:
            del target[rng.choice(sorted(target))]
        else:
            target[rng.choice(sorted(target))] = wrong


def _values(target: Any) -> list[Any]:
    if isinstance(target, dict):
        return [target[key] for key in sorted(target)]
    return list(target) if isinstance(target, list) else []
