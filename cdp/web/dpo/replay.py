"""A recorded question asked again: what it gives now, beside what was answered.

The address holds what is asked, so a colleague who opens it sees the same.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from flask import Response, request

import consent
from cdp.asking import Reader
from cdp.web.asked import answer_words, asked_words
from cdp.web.dpo.facts import EMPTY, name_words, pair, value_words
from cdp.web.dpo.officer import Officer, with_role
from cdp.web.i18n import LazyString, _, day
from cdp.web.i18n import lazy as _l
from cdp.web.pages import page, reading, services
from cdp.web.reasons import rules_shown, title
from cdp.web.registers import duty_words
from cdp.web.words import BASES, FACTS, RULE_STATUSES, word
from consent import Again, DecisionRecord, Difference, Replayed

POLICIES: Mapping[str, LazyString] = {
    "then": _l("The rules of then"),
    "today": _l("The rules of today"),
}
# Why somebody asks; it goes on record, so nothing is typed freely.
REASONS: Mapping[str, LazyString] = {
    "review": _l("A review"),
    "complaint": _l("A complaint"),
    "inspection": _l("An inspection"),
    "change": _l("A planned change"),
}
MOST_FACTS = 5
YES = frozenset({"yes", "oui", "true"})
NO = frozenset({"no", "non", "false"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for."""

    policy: str
    at: str
    facts: tuple[tuple[str, str], ...]
    reason: str


@with_role
def show(officer: Officer, decision_id: str) -> Response:
    with reading() as conn:
        record = services().decisions.load(conn, decision_id)
    asked = read_asked()
    found, problems = None, {}
    try:
        found = _replay(officer, record, asked)
    except consent.InvalidInputError:
        problems = {"value1": _("The rules do not know this value for this fact.")}
    except consent.ConflictError:
        problems = {"policy": _("These rules cannot be asked about this decision.")}
    return page(
        "dpo/replay.html",
        officer=officer,
        record=record,
        sentence=f"{asked_words(record)} {answer_words(record)}",
        problems=problems,
        found=found,
        **form_of(record, asked),
        **(_shown(record, found) if found else {}),
    )


def form_of(record: DecisionRecord, asked: Asked | None = None) -> dict[str, Any]:
    """Give what the form needs: the choices, and what was asked last."""
    asked = asked or read_asked()
    more = [("", "")] if len(asked.facts) < MOST_FACTS else []
    return {
        "asked": asked,
        "facts_asked": [*asked.facts[:MOST_FACTS], *more],
        "policies": list(POLICIES.items()),
        "reasons": list(REASONS.items()),
        "facts_known": [
            (
                ".".join(path),
                _(
                    "%(fact)s (%(value)s)",
                    fact=fact_words(path),
                    value=_leaf(leaf, ".".join(path)),
                ),
            )
            for path, leaf in consent.leaves_of(record.situation).items()
        ],
    }


def read_asked() -> Asked:
    """Read the address; a word that is none of ours counts as the first."""
    args = request.args
    policy, reason = args.get("policy", ""), args.get("reason", "")
    return Asked(
        policy=policy if policy in POLICIES else next(iter(POLICIES)),
        at=args.get("at", ""),
        facts=tuple(
            (fact, value)
            for fact, value in zip(
                args.getlist("fact"), args.getlist("value"), strict=False
            )
            if fact
        ),
        reason=reason if reason in REASONS else next(iter(REASONS)),
    )


def _replay(officer: Officer, record: DecisionRecord, asked: Asked) -> Replayed:
    changes: dict[str, object] = {}
    known = consent.leaves_of(record.situation)
    for fact, value in asked.facts[:MOST_FACTS]:
        path = tuple(fact.split("."))
        if path in known:
            changes = consent.with_leaf(changes, path, _value(value, known[path]))
    again = Again(policy=asked.policy, at=_noon(asked.at, record.at), changes=changes)
    reader = Reader(name=officer.name, reason=asked.reason)
    return services().again.replay(record.id, again, reader)


def _noon(text: str, then: datetime) -> datetime | None:
    """Read a date; the time of day stays that of the decision."""
    try:
        found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day
    except ValueError:
        return None
    clock: time = then.astimezone(UTC).timetz()
    return datetime.combine(found, clock)


def _value(text: str, known: object) -> object:
    """Read a value as people write it, in the kind that the fact has."""
    plain = text.strip()
    if isinstance(known, list) and not plain.startswith("["):
        return [one.strip() for one in plain.split(",") if one.strip()]
    if plain.casefold() in YES | NO:
        return plain.casefold() in YES
    if not plain:
        return None
    try:
        found: object = json.loads(plain)
    except ValueError:
        return plain
    return found


def _shown(record: DecisionRecord, found: Replayed) -> dict[str, Any]:
    return {
        "when": day(record.at),
        "rows": list(_rows(found.differences)),
        "kept": [fact_words(tuple(name.split("."))) for name in found.kept],
        "duties": [duty_words(duty.do) for duty in found.obligations],
        **rules_shown(found.verdict.to_document()),
    }


def fact_words(path: Sequence[str]) -> str:
    """Name a fact of the situation: the parts it belongs to, and its own name."""
    words = word(FACTS, path[0])
    for depth in range(2, len(path) + 1):
        words = pair(words, name_words(".".join(path[:depth])))
    return words


def _leaf(value: object, path: str = "") -> str:
    return _("none") if value in EMPTY else value_words(value, path)


def _rows(differences: Iterable[Difference]) -> list[tuple[str, str, str]]:
    """Give each difference as a line: the field, then, now."""
    told = {one.field for one in differences}
    rows = []
    for one in differences:
        kind, _dot, name = one.field.partition(".")
        # A rule that refuses is told as a reason already.
        if kind != "rules" or f"reasons.{name}" not in told:
            rows.append(_row(kind, name, one))
    return rows


def _row(kind: str, name: str, one: Difference) -> tuple[str, str, str]:
    label, words = _field(kind, name)
    return label, words(one.then), words(one.now)


def _field(kind: str, name: str) -> tuple[str, Callable[[object], str]]:
    """Name a field, and say how its values are written."""
    if kind == "decision":
        return _("Answer"), _answer
    if kind == "legal_basis":
        return _("Legal basis"), _basis
    if kind == "obligations":
        return _("Duty: %(duty)s", duty=duty_words(name)), _told
    if kind == "facts":
        return fact_words(name.split(".")), partial(_leaf, path=name)
    if kind == "reasons":
        return _("Reason: %(rule)s", rule=title(name)), _told
    return _("Rule: %(rule)s", rule=title(name)), _status


def _answer(allowed: object) -> str:
    return _("Allowed") if allowed else _("Refused")


def _told(value: object) -> str:
    return _("given") if value else _("not given")


def _basis(value: object) -> str:
    return word(BASES, value) if isinstance(value, str) else ""


def _status(value: object) -> str:
    return word(RULE_STATUSES, value) if isinstance(value, str) else ""
