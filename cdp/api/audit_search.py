"""The audit log as a list: search by any combination of filters, page by page."""

from typing import cast

from marshmallow import ValidationError, fields, validate, validates_schema

from audit import KINDS, OUTCOMES, Filters
from cdp.api.calls import Call, Reply
from cdp.api.schemas import Strict
from cdp.searching import MOST, Reader, Search, search

_NAME = validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$", error="Must be a name.")
_REASON = validate.Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,99}$",
    error="Must be a few plain words, or the number of a case.",
)


class EntriesQuery(Strict):
    """What may be asked for; everything named must hold."""

    subject = fields.String(validate=_NAME)
    person = fields.String(validate=_NAME)
    actor = fields.String(validate=_NAME)
    act = fields.String(validate=validate.OneOf(sorted(KINDS)))
    outcome = fields.String(validate=validate.OneOf(sorted(OUTCOMES)))
    purpose = fields.String(validate=_NAME)
    channel = fields.String(validate=_NAME)
    campaign = fields.String(validate=_NAME)
    rule = fields.String(validate=_NAME)
    decision = fields.String(validate=_NAME)
    policy_revision = fields.String(
        validate=validate.Regexp(r"^sha256:[0-9a-f]{64}$", error="Must be a digest.")
    )
    since = fields.AwareDateTime(format="iso")
    until = fields.AwareDateTime(format="iso")
    cursor = fields.String(validate=validate.Length(1, 64))
    limit = fields.Integer(validate=validate.Range(1, MOST), load_default=50)
    reason = fields.String(validate=_REASON, load_default="search")

    @validates_schema
    def _check_period(self, data: dict[str, object], **_: object) -> None:
        since, until = data.get("since"), data.get("until")
        if since is not None and until is not None and not since < until:  # type: ignore[operator]  # two times
            raise ValidationError({"until": ["Must be later than since."]})


def show_entries(call: Call) -> Reply:
    """Give a page of entries; headers and search terms, never bodies."""
    asked = call.query
    reader = Reader(name=call.caller.id, reason=cast("str", asked["reason"]))
    return Reply(document=search(call.services, search_of(asked), reader).to_document())


def search_of(asked: dict[str, object] | object) -> Search:
    """Say to the log what a checked query asks for."""
    given = cast("dict[str, object]", asked)
    renamed = {"act": "kind", "policy_revision": "revision"}
    names = set(Filters.__dataclass_fields__) - {"subjects"}
    found = {renamed.get(name, name): value for name, value in given.items()}
    filters = {name: value for name, value in found.items() if name in names}
    return Search(
        filters=Filters(**filters),  # type: ignore[arg-type]  # as the schema made them
        person=cast("str | None", given.get("person")),
        cursor=cast("str", given.get("cursor", "")),
        limit=cast("int", given["limit"]),
    )
