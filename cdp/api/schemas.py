"""The shapes of the bodies: one source for checking, errors and openapi.json."""

from collections.abc import Mapping
from datetime import datetime

from marshmallow import (
    EXCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    validate,
    validates_schema,
)

from cdp import rights
from consent import PHONE_LISTS

# architecture: these acts happen over a channel, so the question must name it.
ACTS_OVER_A_CHANNEL = frozenset(
    [
        "send",
        "call",
        "call_automated",
        "push",
        "personalise",
        "offer_in_store",
        "track_open",
    ]
)
CONSENT_ACTS = [
    "grant",
    "refuse",
    "withdraw",
    "object",
    "opt_out",
    "opt_in",
    "soft_opt_in",
    "limit",
    "unlimit",
    "inform",
    "obtain",
]
# How often a person wants to hear from us; these may be about everything.
WISHES = frozenset({"limit", "unlimit"})
PERIODS = ["day", "week", "month"]
# What is told to people or known about their data, and no choice of theirs.
ACTS_WITHOUT_SCOPE = frozenset({"inform", "obtain"})
ORIGINS = ["direct", "third_party"]
SCOPE_KINDS = [
    "sale",
    "share",
    "targeted_ads",
    "profiling",
    "sensitive",
    "admt",
    "all_marketing",
    *sorted(PHONE_LISTS),
]
METHODS = [
    "web_form",
    "double_opt_in",
    "phone",
    "paper",
    "in_person",
    "import",
    "signal",
    "sdk",
    "parental",
]
IDENTIFIER_TYPES = ["email", "phone", "user_id", "loyalty_id", "anonymous_id"]
OUTCOMES = [
    "sent",
    "delivered",
    "failed",
    "cancelled",
    "opened",
    "clicked",
    "converted",
    "complained",
    "bounced",
]
REQUEST_KINDS = ["restriction", "objection", "erasure"]
REGIMES = ["gdpr", "ccpa"]
SEMANTICS = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"]
FIRST_YEAR, LAST_YEAR = 1900, 2999
MAX_EVALUATIONS = 1_000
TOKEN = validate.Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._:@/+-]*$", error="Use plain characters."
)
SHORT = validate.Length(1, 128)
DIGEST = validate.Regexp(
    r"^sha256:[0-9a-f]{6,64}$", error="Must be sha256: and hex digits."
)


class Flag(fields.Boolean):
    """true or false and nothing that resembles them."""

    def _deserialize(self, value: object, *_args: object, **_kwargs: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def _name(*, required: bool = False) -> fields.String:
    return fields.String(required=required, validate=[SHORT, TOKEN])


def _names(limit: int = 50) -> fields.List[str]:
    return fields.List(_name(), validate=validate.Length(max=limit))


def _in_our_time(moment: datetime) -> None:
    """Refuse what no clock of a living person has shown, and what cannot be stored."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError("Must be a time of our days.")


def _instant(*, required: bool = False) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso",
        validate=_in_our_time,
        required=required,
        error_messages={
            "invalid": "Must be an RFC 3339 time.",
            "invalid_awareness": "Must name its time zone.",
        },
    )


class Lenient(Schema):
    """AuthZEN 1.0 section 5: unknown fields are ignored."""

    class Meta:  # noqa: D106  # marshmallow's own form
        unknown = EXCLUDE


class Strict(Schema):
    """Evidence has a fixed form: an unknown field is a mistake."""

    class Meta:  # noqa: D106  # marshmallow's own form
        unknown = RAISE


class SubjectBody(Lenient):
    type = _name(required=True)
    id = _name(required=True)


class ResourceBody(Lenient):
    type = _name(required=True)
    id = fields.String(required=True, validate=validate.Length(1, 512))


class RecipientBody(Lenient):
    id = _name(required=True)
    role = _name()
    country = _name()


class AiBody(Lenient):
    system = _name()
    used = Flag()
    interactive = Flag()
    modality = _names()
    made = _name()
    automated_decision = Flag()
    human_review = Flag(allow_none=True)


class PriceBody(Lenient):
    uses_choices = Flag()
    incentive_notice = Flag()


class PropertiesBody(Lenient):
    purpose = _name(required=True)
    channel = _name()
    campaign = _name()
    content_class = _name()
    data_categories = _names()
    product_line = _name()
    job_related = Flag()
    screened = _names()
    recipient = fields.Nested(RecipientBody, allow_none=True)
    can_fulfil = _names()
    basis = _name()
    approved_by = _name()
    asks_consent = Flag()
    confirm_step = Flag()
    ai = fields.Nested(AiBody, allow_none=True)
    price = fields.Nested(PriceBody, allow_none=True)


class ActionBody(Lenient):
    name = _name(required=True)
    properties = fields.Nested(PropertiesBody, required=True)

    @validates_schema
    def _channel_is_named(self, data: Mapping[str, object], **_kwargs: object) -> None:
        properties = data.get("properties")
        if (
            data.get("name") in ACTS_OVER_A_CHANNEL
            and isinstance(properties, Mapping)
            and "channel" not in properties
        ):
            raise ValidationError({"properties": {"channel": ["Is required."]}})


class SignalsBody(Lenient):
    sec_gpc = fields.String(validate=validate.Length(max=8))
    gpp = fields.String(validate=validate.Length(max=8_192))
    tcf = fields.String(validate=validate.Length(max=8_192))


class ContextBody(Lenient):
    signals = fields.Nested(SignalsBody)
    time = fields.Raw()

    @validates_schema
    def _clock_is_ours(self, data: Mapping[str, object], **_kwargs: object) -> None:
        if "time" in data:
            raise ValidationError("Is the server's to say.", "time")


class EvaluationBody(Lenient):
    subject = fields.Nested(SubjectBody, required=True)
    action = fields.Nested(ActionBody, required=True)
    resource = fields.Nested(ResourceBody, required=True)
    context = fields.Nested(ContextBody)


class OptionsBody(Lenient):
    evaluations_semantic = fields.String(validate=validate.OneOf(SEMANTICS))


class EvaluationsBody(Lenient):
    subject = fields.Dict(keys=fields.String())
    action = fields.Dict(keys=fields.String())
    resource = fields.Dict(keys=fields.String())
    context = fields.Dict(keys=fields.String())
    evaluations = fields.List(
        fields.Dict(keys=fields.String()), validate=validate.Length(max=MAX_EVALUATIONS)
    )
    options = fields.Nested(OptionsBody)


class OutcomeBody(Lenient):
    status = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    at = _instant()


class ReplayBody(Strict):
    policy = fields.String(
        validate=validate.OneOf(["then", "today"]), load_default="then"
    )
    at = _instant()
    changes = fields.Dict(keys=fields.String())
    reason = fields.String(validate=validate.Length(1, 200), load_default="replay")


class IdentifierBody(Strict):
    type = fields.String(
        required=True,
        validate=validate.Regexp(
            rf"^({'|'.join(IDENTIFIER_TYPES)}|person|external:[a-z0-9_.-]{{1,64}})$",
            error="Must be a known kind of identifier.",
        ),
    )
    id = fields.String(required=True, validate=validate.Length(1, 512))


ONE_SCOPE = "Name either a purpose or a kind."


def _check_scope(scope: Mapping[str, object], *, is_wish: bool) -> None:
    """A wish may be about everything or a channel; other acts name what they mean."""
    if is_wish and "kind" in scope:
        raise ValidationError(
            {"scope": ["A limit is about a purpose, a channel, all."]}
        )
    if not is_wish and not {"purpose", "kind"} & set(scope):
        raise ValidationError({"scope": [ONE_SCOPE]})


class ScopeBody(Strict):
    purpose = _name()
    channel = _name()
    kind = fields.String(validate=validate.OneOf(SCOPE_KINDS))

    @validates_schema
    def _one_form(self, data: Mapping[str, object], **_kwargs: object) -> None:
        if "purpose" in data and "kind" in data:
            raise ValidationError(ONE_SCOPE)
        if "kind" in data and "channel" in data:
            raise ValidationError("A kind covers every channel.", "channel")


class LimitBody(Strict):
    at_most = fields.Integer(required=True, strict=True, validate=validate.Range(1, 99))
    per = fields.String(required=True, validate=validate.OneOf(PERIODS))


class NoticeBody(Strict):
    id = _name(required=True)
    version = _name(required=True)


class ParentalBody(Strict):
    verified_by = _name(required=True)


class EvidenceBody(Strict):
    """What proves the act; keys are closed so that no personal data strays in."""

    form = _name()
    text_digest = fields.String(validate=DIGEST)
    page = _name()
    reference = _name()
    sale_at = _instant()
    product_line = _name()
    opt_out_offered = Flag()
    collected_at = _instant()
    context = fields.String(validate=validate.OneOf(["charity", "business"]))
    signal = fields.String(validate=validate.OneOf(["sec-gpc"]))
    origin = fields.String(validate=validate.OneOf(ORIGINS))
    source = _name()
    artifact_digest = fields.String(validate=DIGEST)
    controller_named = Flag()
    form_flagged = Flag()
    preticked = Flag(
        validate=validate.NoneOf([True], error="A box ticked beforehand is no consent.")
    )


class ConsentBody(Strict):
    identifier = fields.Nested(IdentifierBody, required=True)
    act = fields.String(required=True, validate=validate.OneOf(CONSENT_ACTS))
    scope = fields.Nested(ScopeBody)
    at = _instant(required=True)
    notice = fields.Nested(NoticeBody)
    method = fields.String(required=True, validate=validate.OneOf(METHODS))
    locale = fields.String(
        validate=validate.Regexp(r"^[a-z]{2,3}([_-][A-Za-z0-9]{2,8})*$")
    )
    evidence = fields.Nested(EvidenceBody)
    explicit = Flag()
    parental = fields.Nested(ParentalBody)
    recipients = _names()
    limit = fields.Nested(LimitBody)

    @validates_schema
    def _fits_the_act(self, data: Mapping[str, object], **_kwargs: object) -> None:
        act, scope = data.get("act"), data.get("scope")
        if isinstance(scope, Mapping):
            _check_scope(scope, is_wish=act in WISHES)
        if ("limit" in data) != (act == "limit"):
            raise ValidationError("Belongs to a limit, and only to one.", "limit")

    @validates_schema
    def _scope_fits(self, data: Mapping[str, object], **_kwargs: object) -> None:
        if ("scope" in data) == (data.get("act") in ACTS_WITHOUT_SCOPE):
            told = "Is not for this act." if "scope" in data else "Is required."
            raise ValidationError({"scope": [told]})

    @validates_schema
    def _telling_is_whole(self, data: Mapping[str, object], **_kwargs: object) -> None:
        evidence = data.get("evidence")
        named = isinstance(evidence, Mapping) and "source" in evidence
        if data.get("act") == "inform" and "notice" not in data:
            raise ValidationError("Name the notice that was given.", "notice")
        if data.get("act") == "obtain" and not named:
            raise ValidationError({"evidence": {"source": ["Say who gave the data."]}})


class RequestBody(Strict):
    kind = fields.String(required=True, validate=validate.OneOf(REQUEST_KINDS))
    resource = fields.Nested(IdentifierBody, required=True)
    scope = fields.Nested(ScopeBody)
    regime = fields.String(validate=validate.OneOf(REGIMES))

    @validates_schema
    def _fits(self, data: Mapping[str, object], **_kwargs: object) -> None:
        scope = data.get("scope")
        if isinstance(scope, Mapping):
            _check_scope(scope, is_wish=False)
        erases = data.get("kind") == "erasure"
        if erases and "scope" in data:
            raise ValidationError("An erasure takes all or nothing.", "scope")
        if "regime" in data and not erases:
            raise ValidationError("Belongs to an erasure.", "regime")


class ErasureAnswerBody(Strict):
    status = fields.String(required=True, validate=validate.OneOf(rights.ANSWERS))
