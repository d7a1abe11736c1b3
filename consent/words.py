"""Words of a question, closed: what is outside the vocabulary becomes `unknown`.

A part of cutting facts down to a situation (`consent.situations`): the recipient, the
use of AI and the price that a caller declares, where nothing said is the stricter.
"""

import re
from collections.abc import Iterable, Mapping

from consent.bundle import Register
from consent.terms import UNKNOWN, text_of, texts_of

MODALITIES = frozenset({"text", "image", "audio", "video"})
MADE = frozenset({"generated", "composite", "enhanced"})
ROLES = frozenset({"processor", "joint", "third_party"})

_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def closed(values: Iterable[str], vocabulary: Iterable[str]) -> list[str]:
    """Give each word once, in order; `unknown` stands for all outside."""
    known = set(vocabulary)
    return sorted({value if value in known else UNKNOWN for value in values})


def cut_recipient(
    declared: Mapping[str, object] | None, register: Mapping[str, Register]
) -> dict[str, object] | None:
    """Say who receives; what is not declared is read from the register."""
    if declared is None:
        return None
    known = register.get(text_of(declared.get("id")))
    registered = known or {}
    role = text_of(declared.get("role", registered.get("role")))
    country = text_of(declared.get("country", registered.get("country")))
    return {
        "id": None if known is None else declared["id"],
        "role": role if role in ROLES else UNKNOWN,
        "country": country if _COUNTRY.match(country) else UNKNOWN,
    }


def cut_ai(
    ai: Mapping[str, object] | None, systems: Mapping[str, Register]
) -> dict[str, object] | None:
    """Say how an AI system takes part."""
    if ai is None:
        return None
    system = text_of(ai.get("system"))
    return {
        "system": system if system in systems else None,
        # Only an explicit false is a no; anything else is taken as a yes.
        "used": ai.get("used") is not False,
        "interactive": ai.get("interactive", False) is not False,
        "automated_decision": ai.get("automated_decision", False) is not False,
        "human_review": _is_reviewed(ai.get("human_review")),
        "modality": closed(texts_of(ai.get("modality")), MODALITIES),
        "made": _made(ai.get("made", "generated")),
    }


def cut_price(price: Mapping[str, object] | None) -> dict[str, object] | None:
    """Only an explicit false says that a price leaves people's choices alone."""
    if price is None:
        return None
    return {
        "uses_choices": price.get("uses_choices") is not False,
        "incentive_notice": price.get("incentive_notice") is True,
    }


def _is_reviewed(review: object) -> bool:
    """Whether a person looked: true, or a statement that names somebody.

    A glance is no review: `substantive: false` says that it was one.
    """
    if not isinstance(review, Mapping):
        return review is True
    return bool(review) and review.get("substantive", True) is True


def _made(how: object) -> str:
    return how if isinstance(how, str) and how in MADE else UNKNOWN
