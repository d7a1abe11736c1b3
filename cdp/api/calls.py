"""One HTTP call as a value, and its reply: what a view is given and gives back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import cast

from marshmallow import Schema, ValidationError

from cdp.access import Client
from cdp.api.together import Together
from cdp.asking import Asked
from cdp.assembly import Services
from cdp.errors import InvalidInputError, NotAllowedError
from consent import Answer


@dataclass(frozen=True, kw_only=True)
class Call:
    """Everything a view may know of the request; bodies are checked already.

    `known` is the version that the caller holds already (If-None-Match); `key` its
    Idempotency-Key, on routes that know one; `target` the path as it was called.
    """

    services: Services
    questions: Together[Asked, Answer]
    client: Client | None
    body: Mapping[str, object]
    path: Mapping[str, str]
    now: datetime
    request_id: str
    raw: bytes = b""
    encoding: str = ""
    authorization: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    known: str = ""
    key: str = ""
    target: str = ""
    query: Mapping[str, object] = field(default_factory=dict)

    @property
    def caller(self) -> Client:
        """The authenticated client; a route without one is a wiring mistake."""
        if self.client is None:
            raise NotAllowedError("this needs a client")
        return self.client


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back: JSON, or other content in its place, of this type."""

    document: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    mimetype: str = "application/json"


FIELD_NAME = re.compile(r"[a-z_]{1,30}|[0-9]{1,4}")
View = Callable[[Call], Reply]


def validated(
    schema: type[Schema], document: Mapping[str, object]
) -> dict[str, object]:
    """Check a body against its schema.

    Raises:
        InvalidInputError: Each wrong field by its path, never its value.
    """
    try:
        return cast("dict[str, object]", _made(schema).load(document))
    except ValidationError as err:
        raise InvalidInputError(_flatten(err.messages)) from err


@cache
def _made(schema: type[Schema]) -> Schema:
    # Making a schema costs more than using it; loading keeps nothing on it.
    return schema()


def _flatten(messages: object, prefix: str = "") -> dict[str, str]:
    if isinstance(messages, Mapping):
        found: dict[str, str] = {}
        for name, inner in messages.items():
            step = prefix if name == "_schema" else f"{prefix}.{_shown(name)}"
            found |= _flatten(inner, step)
        return found
    lines = messages if isinstance(messages, list) else [messages]
    return {prefix.lstrip(".") or "body": " ".join(str(line) for line in lines)}


def _shown(name: object) -> str:
    """Show a field's name only in the form of ours: a key can be personal data."""
    return str(name) if FIELD_NAME.fullmatch(str(name)) else "?"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route. `access` is public, client (token or key) or source (write key).

    What is `repeatable` is done once under a caller's Idempotency-Key; what is
    `sealed` is answered when a signed checkpoint covers it.
    """

    method: str
    path: str
    view: View
    summary: str
    access: str = "client"
    scopes: tuple[str, ...] = ()
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    form: bool = False
    repeatable: bool = False
    sealed: bool = False
    max_bytes: int = 65_536
    answers: Mapping[int, str] = field(default_factory=lambda: {200: "Done"})
    gives: str = "application/json"
