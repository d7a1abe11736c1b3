"""The shape of what SDKs send: Segment's tracking specification, and its dialects.

Tolerant of nulls, unknown fields and numbers for texts; strict about what is needed.

Source: Segment, "HTTP Tracking API" and "Spec: Common Fields"; RudderStack's
`context.consentManagement`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates_schema

from cdp.errors import InvalidInputError
from cdp.ingestion.event import Event, read_identifiers, read_traits, safe_name
from cdp.ingestion.plain import mend, plain, write_whole
from cdp.vault import normalise

KINDS = ("identify", "track", "page", "screen", "group", "alias")
NEEDED = {"track": "event", "group": "groupId", "alias": "previousId"}
MOST_EVENT_BYTES = 32 * 1024
MOST_BATCH_BYTES = 500 * 1024
# A small body must not become a large pile: what a batch shares is kept with each.
MOST_SHARED_BYTES = 16 * MOST_BATCH_BYTES
LONGEST_ID = 512
SECONDS_LIMIT = 1e11  # larger numbers are milliseconds
# What is new with each attempt to deliver, so it does not tell two events apart.
OF_THE_DELIVERY = ("sentAt", "receivedAt", "writeKey", "_metadata", "api_key")
CHOICE_EVENT = "Segment Consent Preference Updated"


class Text(fields.Field[str | None]):
    """A text; numbers become texts, and null or blank says nothing."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValidationError("must be a text")
        text = str(plain(value)).strip()
        if len(text) > LONGEST_ID:
            raise ValidationError(f"must be at most {LONGEST_ID} characters")
        return text or None


class Id(Text):
    """An id; what broken code sends in its place ("undefined") is none."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str | None:
        text = super()._deserialize(value)
        return text if text and normalise("user_id", text) else None


class Document(fields.Field[dict[str, Any]]):
    """A JSON object; PHP writes an empty one as an empty list."""

    def _deserialize(self, value: object, *_: object, **__: object) -> dict[str, Any]:
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise ValidationError("must be an object")
        return value


class Moment(fields.Field[datetime]):
    """A time: ISO 8601, with UTC where no zone is named, or a number since 1970."""

    def _deserialize(self, value: object, *_: object, **__: object) -> datetime:
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                seconds = value / 1000 if value > SECONDS_LIMIT else value
                return datetime.fromtimestamp(seconds, UTC)
            at = datetime.fromisoformat(str(value))
            # The first and last days of the calendar have no instant in UTC.
            return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError, OSError) as err:
            raise ValidationError("must be a time") from err


class EventSchema(Schema):
    """The fields that all events share, and those of each kind."""

    class Meta:
        """Unknown fields are left aside here; they stay in the sealed event."""

        unknown = EXCLUDE

    type = Text(load_default=None, allow_none=True)
    messageId = Text(load_default=None, allow_none=True)  # noqa: N815
    userId = Id(load_default=None, allow_none=True)  # noqa: N815
    anonymousId = Id(load_default=None, allow_none=True)  # noqa: N815
    previousId = Id(load_default=None, allow_none=True)  # noqa: N815
    groupId = Text(load_default=None, allow_none=True)  # noqa: N815
    event = Text(load_default=None, allow_none=True)
    name = Text(load_default=None, allow_none=True)
    category = Text(load_default=None, allow_none=True)
    timestamp = Moment(load_default=None, allow_none=True)
    traits = Document(load_default=None, allow_none=True)
    properties = Document(load_default=None, allow_none=True)
    context = Document(load_default=None, allow_none=True)

    @validates_schema
    def check_kind(self, loaded: dict[str, Any], **_: object) -> None:
        """Each kind needs its own; all need to say who it is about."""
        kind = loaded["type"]
        if kind not in KINDS:
            raise ValidationError("must be one of " + ", ".join(KINDS), "type")
        if not (loaded["userId"] or loaded["anonymousId"]):
            raise ValidationError("must be given, or anonymousId", "userId")
        if kind in NEEDED and not loaded[NEEDED[kind]]:
            raise ValidationError("must be given", NEEDED[kind])


SCHEMA = EventSchema()


def read_batch(payload: Mapping[str, object]) -> list[dict[str, object]]:
    """Take a batch apart; what the batch says of context goes for each event.

    Raises:
        InvalidInputError: It holds no list of events, or too much.
    """
    items = payload.get("batch")
    if not isinstance(items, list):
        raise InvalidInputError({"batch": "must be a list of events"})
    if _size(payload) > MOST_BATCH_BYTES:
        raise InvalidInputError({"batch": "must be at most 500 KB"})
    shared = {
        name: value
        for name in ("context", "integrations")
        if isinstance(value := payload.get(name), dict)
    }
    if _size(shared) * len(items) > MOST_SHARED_BYTES:
        raise InvalidInputError({"context": "is too large to go for so many events"})
    return [_with_shared(item, shared) for item in items]


def _with_shared(item: object, shared: Mapping[str, object]) -> dict[str, object]:
    if not isinstance(item, dict):
        return {"type": None, "value": item}
    merged = dict(item)
    for name, common in shared.items():
        own = item.get(name)
        if own is None:
            merged[name] = common
        elif isinstance(own, dict) and isinstance(common, dict):
            merged[name] = common | own
    return merged


def read_event(raw: Mapping[str, object], now: datetime) -> Event:
    """Understand one event.

    Raises:
        InvalidInputError: Names each wrong field, never its value.
    """
    raw = mend(raw)
    if _size(raw) > MOST_EVENT_BYTES:
        raise InvalidInputError({"event": "must be at most 32 KB"})
    try:
        loaded = SCHEMA.load(raw)
    except ValidationError as err:
        raise InvalidInputError(_problems(err)) from None
    return _event(loaded, raw, now)


def _problems(err: ValidationError) -> dict[str, str]:
    messages: dict[str, list[str]] = err.normalized_messages()  # type: ignore[no-untyped-call]
    return {
        str(name): "; ".join(str(one) for one in found)
        for name, found in messages.items()
    }


def _event(loaded: dict[str, Any], raw: Mapping[str, object], now: datetime) -> Event:
    kind, context = loaded["type"], loaded["context"] or {}
    user_id, anonymous_id = loaded["userId"], loaded["anonymousId"]
    traits = _traits(loaded, context)
    name = loaded["event"] or loaded["name"] or loaded["category"] or kind
    return Event(
        kind=kind,
        key=f"user:{user_id}" if user_id else f"anonymous:{anonymous_id}",
        message_id=loaded["messageId"] or "digest:" + canonical(raw),
        at=min(loaded["timestamp"] or now, now),
        name=safe_name(name),
        traits=traits,
        identifiers=read_identifiers(
            user_id, anonymous_id, traits, _external_ids(context)
        ),
        previous_id=loaded["previousId"] if kind == "alias" else None,
        preferences=_preferences(context),
        is_choice=loaded["event"] == CHOICE_EVENT,
        document={k: v for k, v in raw.items() if k not in OF_THE_DELIVERY},
    )


def _traits(
    loaded: Mapping[str, Any], context: Mapping[str, object]
) -> dict[str, object]:
    """Collect what the event says of the person; a group's traits are not theirs."""
    own = {} if loaded["type"] == "group" else loaded["traits"] or {}
    in_context = context.get("traits")
    given = (in_context if isinstance(in_context, dict) else {}) | own
    traits = read_traits(given)
    for name in ("timezone", "locale"):
        if isinstance(context.get(name), str):
            traits.setdefault(name, context[name])
    device = context.get("device")
    if isinstance(device, dict) and isinstance(device.get("token"), str):
        traits.setdefault("pushToken", device["token"])
    return traits


def _external_ids(context: Mapping[str, object]) -> list[tuple[str, str]]:
    given = context.get("externalIds")
    found = [
        (one["type"], str(one["id"]))
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("type"), str)
        and isinstance(one.get("id"), str | int)
        and one.get("collection") in (None, "user", "users")
    ]
    device = context.get("device")
    if isinstance(device, dict) and isinstance(device.get("id"), str):
        found.append(("device_id", device["id"]))
    return found


def _preferences(context: Mapping[str, object]) -> dict[str, bool]:
    """Read what the person chose, in Segment's form and in RudderStack's."""
    found: dict[str, bool] = {}
    consent = context.get("consent")
    if isinstance(consent, dict):
        chosen = consent.get("categoryPreferences")
        if isinstance(chosen, dict):
            found |= {k: v for k, v in chosen.items() if isinstance(v, bool)}
    managed = context.get("consentManagement")
    if isinstance(managed, dict):
        found |= dict.fromkeys(_names(managed.get("allowedConsentIds")), True)
        # Named in both lists, it counts as denied.
        found |= dict.fromkeys(_names(managed.get("deniedConsentIds")), False)
    return found


def _names(given: object) -> list[str]:
    names = given if isinstance(given, list) else []
    return [one for one in names if isinstance(one, str)]


def canonical(raw: Mapping[str, object]) -> str:
    """Write what an event says, the same each time that it is delivered."""
    kept = {k: v for k, v in raw.items() if k not in OF_THE_DELIVERY}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), default=str)


def _size(document: Mapping[str, object]) -> int:
    """Count the bytes as SDKs do: compact JSON in UTF-8."""
    return len(write_whole(document).encode())
