"""A situation in words: what the policy saw, each fact with a name and a value."""

from collections.abc import Mapping
from typing import Any

from cdp.web.i18n import LazyString, _
from cdp.web.i18n import lazy as _l
from cdp.web.registers import label_in
from cdp.web.words import ACTIONS, FACTS, METHODS, SCOPES, word

NAMES: Mapping[str, LazyString] = {
    "name": _l("action"),
    "channel": _l("channel"),
    "purpose": _l("purpose"),
    "content_class": _l("kind of content"),
    "data_categories": _l("kinds of data"),
    "known": _l("known to us"),
    "age": _l("age, as far as rules need it"),
    "age_days": _l("age in days, as far as rules need it"),
    "state": _l("state"),
    "explicit": _l("explicit"),
    "parental": _l("given by a parent"),
    "notice_known": _l("text on record"),
    "method": _l("given how"),
    "recipient_named": _l("recipient named"),
    "product_line_known": _l("product line known"),
    "opt_out_offered": _l("way out offered"),
    "minute": _l("minute of the day, as far as rules need it"),
    "day": _l("day"),
    "id": _l("name"),
    "role": _l("role"),
    "country": _l("country"),
    "system": _l("system"),
    "used": _l("used"),
    "interactive": _l("talks with the person"),
    "automated_decision": _l("decides by itself"),
    "human_review": _l("a person can review"),
    "modality": _l("makes"),
    "gpc": _l("Global Privacy Control"),
    "at_most": _l("at most"),
    "count": _l("had already, as far as rules need it"),
    "per": _l("per"),
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
    "text": _l("text"),
    "image": _l("images"),
    "audio": _l("sound"),
    "video": _l("film"),
}
REGISTERS = ("purposes", "channels", "categories", "obligations")
EMPTY: tuple[object, ...] = (None, [], {})


def fact_lines(situation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name each fact that there is, and write its value as people read it."""
    return [
        (word(FACTS, name), value_words(value))
        for name, value in situation.items()
        if value not in EMPTY
    ]


def value_words(value: object) -> str:
    """Write a value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        told = [(name, one) for name, one in value.items() if one not in EMPTY]
        return " · ".join(pair(word(NAMES, n), value_words(one)) for n, one in told)
    if isinstance(value, list):
        return ", ".join(value_words(one) for one in value)
    return _plain(str(value))


def pair(name: str, value: str) -> str:
    """Write a name and what it holds, in the typography of the language."""
    return _("%(name)s: %(value)s", name=name, value=value)


def _plain(code: str) -> str:
    for words in (VALUES, ACTIONS, METHODS, SCOPES):
        if code in words:
            return str(words[code]).rstrip(".")
    return next((found for r in REGISTERS if (found := label_in(r, code))), code)
