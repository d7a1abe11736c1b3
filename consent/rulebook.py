"""What the rules are: every code with its law, its dates and its switches."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches

from consent.bundle import Bundle
from consent.catalogue import RuleText
from consent.errors import NotFoundError

# How the note of a rule begins that does nothing until somebody switches it on.
OFF = "Switched off when shipped"


def list_rules(bundle: Bundle) -> list[dict[str, object]]:
    """Give every code with its law, dates, switch and catalogue ids."""
    terms = terms_of(bundle)
    return [_row(entry, terms.get(entry.code, {})) for entry in ordered(bundle)]


def show_rule(bundle: Bundle, code: str, now: datetime) -> dict[str, object]:
    """Give all that is known of one code, and whether it applies at this instant.

    Raises:
        NotFoundError: No rule gives this code; the message names what is near.
    """
    if code not in bundle.catalogue:
        near = get_close_matches(code, [e.code for e in bundle.catalogue], 3)
        hint = f"; near: {', '.join(near)}" if near else ""
        raise NotFoundError(f"there is no rule {code}{hint}")
    entry = bundle.catalogue[code]
    terms = terms_of(bundle).get(code, {})
    return {
        "title": entry.title,
        **_row(entry, terms),
        "valid_to": entry.valid_to and entry.valid_to.isoformat(),
        "in_force": _in_force(entry, terms, now),
        "wait": entry.wait,
        "note": entry.note,
        "message": dict(entry.message),
        "remedy": dict(entry.remedy),
    }


def _in_force(
    entry: RuleText, terms: Mapping[str, Mapping[str, object]], now: datetime
) -> bool:
    """Whether the rule's dates are running, and a term where it needs one."""
    today = now.date()
    begun = entry.valid_from is None or entry.valid_from <= today
    over = entry.valid_to is not None and entry.valid_to <= today
    running = {
        name: term
        for name, term in terms.items()
        if datetime.fromisoformat(str(term["from"])) <= now
        and (not term["to"] or now < datetime.fromisoformat(str(term["to"])))
    }
    return begun and not over and not is_off(entry, running)


def is_off(entry: RuleText, terms: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether a rule does nothing at all: it ships off, and no term of it is on.

    A term that is off elsewhere takes an exception or one place away, not the rule.
    """
    ships_off = (entry.note or "").startswith(OFF)
    return ships_off and not any(term["on"] is True for term in terms.values())


def ordered(bundle: Bundle) -> list[RuleText]:
    """Give the codes of rules by family."""
    return sorted(bundle.catalogue.of_rules, key=lambda e: (e.rule, e.code))


def terms_of(bundle: Bundle) -> dict[str, dict[str, Mapping[str, object]]]:
    """Code → the dated terms that switch it."""
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for name, term in sorted(bundle.register("validity").items()):
        found.setdefault(str(term["rule"]), {})[name] = term
    return found


def _row(
    entry: RuleText, terms: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    return {
        "code": entry.code,
        "rule": entry.rule,
        "kind": entry.kind,
        "source": entry.source,
        "status": entry.status,
        "valid_from": entry.valid_from and entry.valid_from.isoformat(),
        "catalogue": list(entry.catalogue),
        "severity": entry.severity,
        "terms": {
            name: {key: term[key] for key in ("from", "to", "on", "status")}
            for name, term in terms.items()
        },
    }
