"""What a journey is: a JSON document, checked whole before anybody enters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

from cdp.errors import InvalidInputError

SHIPPED: Final = Path(__file__).parent / "definitions"
OUTCOMES: Final = ("sent", "refused", "failed")
LOCALES: Final = ("en", "fr")
LONGEST_WAIT: Final = timedelta(days=365)
_ID: Final = validate.Regexp(r"[a-z][a-z0-9-]{0,39}\Z")
_WORD: Final = validate.Regexp(r"[a-z][a-z0-9_-]{0,39}\Z")


@dataclass(frozen=True, kw_only=True)
class Template:
    """The words of a message in one language."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Go on after a while."""

    id: str
    seconds: int
    next: str


@dataclass(frozen=True, kw_only=True)
class Send:
    """Send a message, if it is permitted."""

    id: str
    purpose: str
    channel: str
    content_class: str
    templates: Mapping[str, Template]
    ai_system: str | None
    next: str

    def template(self, locale: str) -> tuple[str, Template]:
        """Choose the language nearest to what the person reads; English otherwise."""
        chosen = locale.lower().partition("-")[0]
        chosen = chosen if chosen in self.templates else "en"
        return chosen, self.templates[chosen]


@dataclass(frozen=True, kw_only=True)
class Branch:
    """Go on by what became of the last message."""

    id: str
    on: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class End:
    """The journey is over."""

    id: str


Step = Wait | Send | Branch | End


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of one journey."""

    id: str
    version: int
    name: Mapping[str, str]
    event: str
    steps: Mapping[str, Step]

    @property
    def first(self) -> str:
        """The step at which everybody begins."""
        return next(iter(self.steps))


class _Texts(Schema):
    en = fields.String(required=True, validate=validate.Length(1, 200))
    fr = fields.String(required=True, validate=validate.Length(1, 200))


class _Template(Schema):
    title = fields.String(required=True, validate=validate.Length(1, 200))
    text = fields.String(required=True, validate=validate.Length(1, 10_000))


class _Templates(Schema):
    en = fields.Nested(_Template, required=True)
    fr = fields.Nested(_Template, required=True)


class _Entry(Schema):
    event = fields.String(required=True, validate=validate.Length(1, 200))


class _On(Schema):
    sent = fields.String(required=True)
    refused = fields.String(required=True)
    failed = fields.String(required=True)


class _Wait(Schema):
    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True)
    seconds = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, int(LONGEST_WAIT.total_seconds())),
    )
    next = fields.String(required=True)


class _Send(Schema):
    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True)
    purpose = fields.String(required=True, validate=_WORD)
    channel = fields.String(required=True, validate=_WORD)
    content_class = fields.String(
        load_default="marketing",
        validate=validate.OneOf(("service", "marketing", "mixed")),
    )
    ai_system = fields.String(load_default=None, allow_none=True, validate=_WORD)
    templates = fields.Nested(_Templates, required=True)
    next = fields.String(required=True)


class _Branch(Schema):
    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True)
    on = fields.Nested(_On, required=True)


class _End(Schema):
    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True)


class _Journey(Schema):
    id = fields.String(required=True, validate=_ID)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1))
    name = fields.Nested(_Texts, required=True)
    entry = fields.Nested(_Entry, required=True)
    steps = fields.List(
        fields.Dict(keys=fields.String()), required=True, validate=validate.Length(2)
    )


_SCHEMAS: Final[Mapping[str, type[Schema]]] = {
    "wait": _Wait,
    "message": _Send,
    "branch": _Branch,
    "end": _End,
}


def load_definition(document: object) -> Definition:
    """Read and check a journey.

    Raises:
        InvalidInputError: What is wrong, by place in the document, all at once.
    """
    plain = _load(_Journey(), document, "")
    steps: dict[str, Step] = {}
    problems: dict[str, str] = {}
    for place, raw in enumerate(plain["steps"]):
        try:
            step = _step(raw, f"steps.{place}")
        except InvalidInputError as err:
            problems |= err.fields
            continue
        if step.id in steps:
            problems[f"steps.{place}.id"] = "is used by another step"
        steps[step.id] = step
    problems = problems or _faults(steps)
    if problems:
        raise InvalidInputError(problems)
    return Definition(
        id=plain["id"],
        version=plain["version"],
        name=plain["name"],
        event=plain["entry"]["event"],
        steps=steps,
    )


def load_definitions(folder: Path = SHIPPED) -> tuple[Definition, ...]:
    """Read all journeys of a folder, in the order of their file names."""
    paths = sorted(folder.glob("*.json"))
    return tuple(load_definition(json.loads(path.read_text("utf-8"))) for path in paths)


def _step(raw: Mapping[str, Any], place: str) -> Step:
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in _SCHEMAS:
        message = "must be one of " + ", ".join(_SCHEMAS)
        raise InvalidInputError({f"{place}.kind": message})
    plain = _load(_SCHEMAS[kind](), raw, f"{place}.")
    del plain["kind"]
    match kind:
        case "wait":
            return Wait(**plain)
        case "message":
            words = {name: Template(**t) for name, t in plain["templates"].items()}
            return Send(**(plain | {"templates": words}))
        case "branch":
            return Branch(**plain)
        case _:
            return End(**plain)


def _faults(steps: Mapping[str, Step]) -> dict[str, str]:
    """Find what no single step shows: dead ends, loops, branches without a message."""
    found = {}
    for step in steps.values():
        for name, target in _ways(step).items():
            if target not in steps:
                found[f"steps.{step.id}.{name}"] = "names no step of this journey"
    if found:
        return found
    first = next(iter(steps))
    _walk(steps, first, (), found)
    return found


def _walk(
    steps: Mapping[str, Step], at: str, before: tuple[str, ...], found: dict[str, str]
) -> None:
    if at in before:
        # A circle would write to a person for ever; a longer journey says its steps.
        found[f"steps.{at}"] = "must not be reached from itself"
        return
    step = steps[at]
    passed = (steps[one] for one in before)
    if isinstance(step, Branch) and not any(isinstance(one, Send) for one in passed):
        found[f"steps.{at}"] = "must come after a message"
        return
    for target in _ways(step).values():
        _walk(steps, target, (*before, at), found)


def _ways(step: Step) -> dict[str, str]:
    match step:
        case Branch():
            return {f"on.{outcome}": to for outcome, to in step.on.items()}
        case End():
            return {}
        case _:
            return {"next": step.next}


def _load(schema: Schema, document: object, place: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(document)  # type: ignore[arg-type]  # it checks
    except ValidationError as err:
        raise InvalidInputError(_flat(err.messages, place)) from err
    return loaded


def _flat(messages: object, place: str) -> dict[str, str]:
    if isinstance(messages, Mapping):
        found: dict[str, str] = {}
        for name, inner in messages.items():
            found |= _flat(inner, f"{place}{name}.")
        return found
    said = messages if isinstance(messages, list) else [messages]
    return {place.rstrip("."): " ".join(str(one) for one in said)}
