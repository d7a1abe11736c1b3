"""The rule library as a page for lawyers, written from METADATA and registers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches

from consent.bundle import Bundle
from consent.catalogue import RuleText
from consent.errors import NotFoundError

_HEAD = """# The rules, one by one

Written by `accord policy list --markdown` from the comments above each rule and from
`policies/data/validity`; edit those, not this page. What is not law says *house*.
A date above a rule is when it began to apply; where a rule is switched by date, its
terms say from which instant until which, and whether it is on. How the sources were
read: **V** a source was read, **M** general knowledge of the statute, **W** one weak
source or several that disagree, **E** tried out; **design** is a rule of our own. A
rule of several sources bears the weaker mark. A term from a weak source ships switched
off and says so. This is engineering, not legal advice.
"""


def list_rules(bundle: Bundle) -> list[dict[str, object]]:
    """Give every code with its law, dates, switch and catalogue ids."""
    terms = _terms_of(bundle)
    return [_row(entry, terms.get(entry.code, {})) for entry in _ordered(bundle)]


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
    terms = _terms_of(bundle).get(code, {})
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
    """Whether the rule's dates, and one of its terms where it has any, are running."""
    today = now.date()
    begun = entry.valid_from is None or entry.valid_from <= today
    over = entry.valid_to is not None and entry.valid_to <= today
    running = [
        term["on"] is True
        and datetime.fromisoformat(str(term["from"])) <= now
        and (not term["to"] or now < datetime.fromisoformat(str(term["to"])))
        for term in terms.values()
    ]
    return begun and not over and (not running or any(running))


def write_rulebook(bundle: Bundle) -> str:
    """Give the page: each rule by family, with its terms, in both languages."""
    entries = _ordered(bundle)
    terms = _terms_of(bundle)
    lines = [
        _HEAD,
        _count(entries, sum(map(len, terms.values()))),
    ]
    family = ""
    for entry in entries:
        if entry.rule != family:
            family = entry.rule
            lines += ["", f"## {family}"]
        lines += ["", *_section(entry, terms.get(entry.code, {}))]
    return "\n".join(lines) + "\n"


def _count(entries: list[RuleText], terms: int) -> str:
    laws = sum(entry.kind == "law" for entry in entries)
    house = len(entries) - laws
    return (
        f"{len(entries)} rules: {laws} of law, {house} of the house. "
        f"{terms} terms are switched by date."
    )


def _ordered(bundle: Bundle) -> list[RuleText]:
    return sorted(bundle.catalogue.of_rules, key=lambda e: (e.rule, e.code))


def _terms_of(bundle: Bundle) -> dict[str, dict[str, Mapping[str, object]]]:
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


def _section(
    entry: RuleText, terms: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    effect = "obliges" if entry.severity == "oblige" else "refuses"
    yield f"### `{entry.code}`: {entry.title}"
    yield ""
    yield f"* **{entry.kind}**, {effect}: {entry.source} (source: {entry.status})"
    ids = ", ".join(entry.catalogue)
    yield f"* since {entry.valid_from}; ids {ids}"
    if entry.note:
        yield f"* *{entry.note}*"
    for name, term in terms.items():
        until = f" until {term['to']}" if term["to"] else ""
        span = f"from {term['from']}{until}"
        yield f"* term `{name}`: {span}, {_state(term)}, source {term['status']}"
    yield f"* en: {entry.message['en']} {entry.remedy['en']}"
    yield f"* fr: {entry.message['fr']} {entry.remedy['fr']}"


def _state(term: Mapping[str, object]) -> str:
    if term["on"]:
        return "on"
    return "**off: weak source**" if term["status"] == "W" else "**off**"
