"""A situation in words: what the policy saw, each fact with a name and a value."""

from collections.abc import Mapping
from typing import Any

from cdp.web.i18n import LazyString, _
from cdp.web.i18n import lazy as _l
from cdp.web.reasons import title
from cdp.web.registers import label_in
from cdp.web.words import ACTIONS, FACTS, METHODS, SCOPES, word

# Each fact by its path in the situation; `words.FACTS` names the parts.
NAMES: Mapping[str, LazyString] = {
    "action.name": _l("action"),
    "action.channel": _l("channel"),
    "action.purpose": _l("purpose"),
    "action.content_class": _l("kind of content"),
    "action.data_categories": _l("kinds of data"),
    "action.price": _l("price"),
    "action.price.incentive_notice": _l("told of the incentive"),
    "action.price.uses_choices": _l("depends on privacy choices"),
    "person.known": _l("known to us"),
    "person.age": _l("age, as far as rules need it"),
    "relation.bounces": _l("lasting delivery failures, as far as rules need it"),
    "relation.capacity": _l("buys as"),
    "relation.charity": _l("supported our charity"),
    "relation.charity.age_days": _l("age in days, as far as rules need it"),
    "relation.charity.epoch": _l("under the law in force since"),
    "relation.charity.opt_out_offered": _l("way out offered"),
    "relation.consent_epoch": _l("consent given under the law in force since"),
    "relation.contracts": _l("running contracts"),
    "relation.idle_days": _l("days since the last contact, as far as rules need it"),
    "relation.informed": _l("told at the collection of a business address"),
    "relation.job_related": _l("about work"),
    "relation.line": _l("product offered"),
    "relation.lists": _l("on the telephone lists"),
    "relation.screened": _l("telephone lists looked at"),
    "consent.state": _l("state"),
    "consent.age_days": _l("age in days, as far as rules need it"),
    "consent.explicit": _l("explicit"),
    "consent.parental": _l("given by a parent"),
    "consent.notice_known": _l("text on record"),
    "consent.method": _l("given how"),
    "consent.recipient_named": _l("recipient named"),
    "consent.partner": _l("collected by a partner"),
    "consent.conditional": _l("was a condition of something else"),
    "ground.approved": _l("approved by name"),
    "ground.claimed": _l("claimed by the asking system"),
    "ground.interest": _l("assessment of the legitimate interest"),
    "notice.automated": _l("told of automated decisions"),
    "notice.objection_offered": _l("told of the right to object"),
    "notice.reached": _l("how far it is proven"),
    "notice.untold_months": _l("months untold where the data come from"),
    "asking.confirmed": _l("asked in two steps"),
    "asking.opted_out_months": _l("months since the opt-out"),
    "asking.refused_months": _l("months since the refusal"),
    "soft_opt_in.age_days": _l("age in days, as far as rules need it"),
    "soft_opt_in.product_line_known": _l("product line known"),
    "soft_opt_in.opt_out_offered": _l("way out offered"),
    "wishes.at_most": _l("at most"),
    "wishes.count": _l("had already, as far as rules need it"),
    "wishes.per": _l("per"),
    "clocks.minute": _l("minute of the day, as far as rules need it"),
    "clocks.day": _l("day"),
    "recipient.id": _l("name"),
    "recipient.role": _l("role"),
    "recipient.country": _l("country"),
    "ai.system": _l("system"),
    "ai.used": _l("used"),
    "ai.interactive": _l("talks with the person"),
    "ai.automated_decision": _l("decides by itself"),
    "ai.human_review": _l("a person can review"),
    "ai.modality": _l("makes"),
    "ai.made": _l("made how"),
    "signals.gpc": _l("Global Privacy Control"),
    "signals.answered": _l("allowed in spite of the signal"),
    "stops.age_seconds": _l("seconds since the stop, as far as rules need it"),
    "stops.channels": _l("stopped channels"),
    "stops.confirmed": _l("the stop is confirmed already"),
}
VALUES: Mapping[str, LazyString] = {
    "service": _l("service"),
    "marketing": _l("marketing"),
    "mixed": _l("mixed"),
    "unknown": _l("unknown"),
    "none": _l("none"),
    "granted": _l("granted"),
    "refused": _l("refused"),
    "withdrawn": _l("withdrawn"),
    "weekday": _l("weekday"),
    "saturday": _l("Saturday"),
    "sunday": _l("Sunday"),
    "holiday": _l("public holiday"),
    "day": _l("day"),
    "week": _l("week"),
    "month": _l("month"),
    "processor": _l("processor"),
    "joint": _l("joint controller"),
    "third_party": _l("third party"),
    "restricted": _l("restricted"),
    "erased": _l("erased"),
    "suppressed": _l("never to be contacted"),
    "purpose": _l("this purpose"),
    "channel": _l("this channel"),
    "text": _l("text"),
    "image": _l("images"),
    "audio": _l("sound"),
    "video": _l("film"),
    "generated": _l("generated"),
    "composite": _l("put together"),
    "enhanced": _l("enhanced"),
    "consumer": _l("a consumer"),
    "sole_trader": _l("a sole trader"),
    "business_named": _l("somebody named at a business"),
    "business_generic": _l("a business, nobody named"),
    "proven": _l("yes, with proof"),
    "unproven": _l("yes, without proof"),
    "approved": _l("approved"),
    "expired": _l("expired"),
    "unconfirmed": _l("not confirmed"),
    "missing": _l("missing"),
    "assumed": _l("it may be assumed"),
    "named": _l("the text is named"),
    "held": _l("the text is held"),
    "consent": _l("consent"),
    "contract": _l("contract"),
    "legal_obligation": _l("legal obligation"),
    "vital_interest": _l("vital interest"),
    "public_task": _l("public task"),
    "legitimate_interest": _l("legitimate interest"),
    "opt_out": _l("allowed until the person says no"),
}
REGISTERS = (
    "purposes",
    "channels",
    "categories",
    "obligations",
    "recipients",
    "ai_systems",
    "phone_lists",
    "product_lines",
)
# Where the words of a closed vocabulary stand; the first that knows a code names it.
WORDS = (VALUES, ACTIONS, METHODS, SCOPES)
EMPTY: tuple[object, ...] = (None, [], {})


def fact_lines(situation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name each fact that there is, and write its value as people read it."""
    return [
        (word(FACTS, name), value_words(value, name))
        for name, value in situation.items()
        if value not in EMPTY
    ]


def name_words(path: str) -> str:
    """Name the fact at a path, without the part of the situation it belongs to."""
    part, _dot, name = path.rpartition(".")
    if part == "contacts":
        return title(f"cap-{name}")
    return str(NAMES[path]) if path in NAMES else word({}, name)


def value_words(value: object, path: str = "") -> str:
    """Write a value as people read it; the path names what stands inside."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        told = [(f"{path}.{n}", one) for n, one in value.items() if one not in EMPTY]
        return " · ".join(pair(name_words(at), value_words(v, at)) for at, v in told)
    if isinstance(value, list):
        return ", ".join(value_words(one, path) for one in value)
    return _plain(str(value))


def pair(name: str, value: str) -> str:
    """Write a name and what it holds, in the typography of the language."""
    return _("%(name)s: %(value)s", name=name, value=value)


def _plain(code: str) -> str:
    for words in WORDS:
        if code in words:
            return str(words[code]).rstrip(".")
    return next((found for r in REGISTERS if (found := label_in(r, code))), code)
