"""Ask a recorded question again: under the policy of then, of today, or what if.

Works on the situation that was recorded, so it needs no person; sends nothing, reserves
nothing, and is not a decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consent.answers import Duty, Reason
from consent.catalogue import Catalogue
from consent.engine import Obligation, PolicyEngine, Verdict
from consent.errors import (
    ConflictError,
    InvalidInputError,
    PolicyUnavailableError,
)
from consent.reasons import explain, list_duties
from consent.records import DecisionRecord
from consent.situations import Situation

THEN: Final = "then"
TODAY: Final = "today"


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What the same position gives; `differs` compares it with the recorded answer."""

    decision: str
    revision: str
    situation: Mapping[str, object]
    allowed: bool
    differs: bool
    reasons: tuple[Reason, ...]
    obligations: tuple[Duty, ...]
    rules: Mapping[str, str]


def replay(
    record: DecisionRecord,
    engine: PolicyEngine,
    catalogue: Catalogue,
    *,
    policy: str = TODAY,
    facts: Mapping[str, object] | None = None,
) -> Replayed:
    """Judge a recorded situation once more, with some of its facts changed.

    Args:
        record: The decision.
        engine: The engine of today.
        catalogue: Its sentences.
        policy: "today", or "then" for the policies that took the decision.
        facts: New values for facts of the situation, as nested as they are there.

    Raises:
        InvalidInputError: The policy or a fact is unknown.
        ConflictError: A fact was changed, and the policies of then are not loaded.
    """
    if policy not in (THEN, TODAY):
        raise InvalidInputError({"policy": "then or today"})
    document = _change(record.situation, facts or {}, "facts")
    verdict, revision = _verdict(record, engine, policy, document)
    reasons = explain(verdict, catalogue, {})
    rules = {reason.rule for reason in reasons}
    return Replayed(
        decision=record.id,
        revision=revision,
        situation=document,
        allowed=verdict.allow,
        differs=verdict.allow != record.allowed
        or rules != {str(reason["rule"]) for reason in record.reasons},
        reasons=reasons,
        obligations=list_duties(verdict, catalogue),
        rules=verdict.rules,
    )


def _verdict(
    record: DecisionRecord,
    engine: PolicyEngine,
    policy: str,
    document: Mapping[str, object],
) -> tuple[Verdict, str]:
    is_changed = document != record.situation
    try:
        if policy == THEN and not is_changed:
            return _recorded(record), record.revision
        if policy == THEN and engine.revision != record.revision:
            raise ConflictError("the policies of then are not loaded any more")
        return engine.evaluate(Situation.of(document)), engine.revision
    except PolicyUnavailableError as err:
        return Verdict(allow=False, refusals=(err.reason,)), record.revision


def _recorded(record: DecisionRecord) -> Verdict:
    """Read the verdict as it was kept; it was checked when the engine gave it."""
    kept = record.verdict
    return Verdict(
        allow=record.allowed,
        refusals=tuple(kept.get("refusals", ())),
        obligations=tuple(Obligation(**one) for one in kept.get("obligations", ())),
        unmet=tuple(kept.get("unmet", ())),
        waits=tuple(kept.get("waits", ())),
        rules=kept.get("rules", {}),
    )


def _change(
    known: Mapping[str, object], facts: Mapping[str, object], path: str
) -> dict[str, object]:
    changed = dict(known)
    for name, value in facts.items():
        where = f"{path}.{name}"
        if name not in known or not _is_plain(value):
            raise InvalidInputError({where: "a fact of this situation, as plain JSON"})
        now = known[name]
        both = isinstance(now, Mapping) and isinstance(value, Mapping)
        changed[name] = _change(now, value, where) if both else value  # type: ignore[arg-type]  # `both` says so
    return changed


def _is_plain(value: object) -> bool:
    """Whether a value is JSON that has canonical bytes: no fractions."""
    if isinstance(value, Mapping):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    if isinstance(value, list):
        return all(_is_plain(one) for one in value)
    return value is None or isinstance(value, str | int)
