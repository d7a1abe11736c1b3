"""Ask a recorded question again: under other policies, on another date, or what if.

Works on the situation that was recorded; sends nothing, reserves nothing, is not a
decision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from consent.answers import Duty, Reason, to_text
from consent.bundle import Bundle
from consent.cap_words import wish_details
from consent.engine import PolicyEngine, Verdict
from consent.errors import ConflictError, InvalidInputError
from consent.leaves import leaves_of, merged
from consent.moving import Exact, Moved, move
from consent.reasons import explain, list_duties
from consent.records import DecisionRecord
from consent.situations import Situation
from consent.subject import names_somebody

THEN: Final = "then"
TODAY: Final = "today"
POLICIES: Final = (THEN, TODAY)

_NOBODY: Final = "person-unknown"
_OF_THE_ANSWER: Final = ("decision", "legal_basis", "reasons", "obligations")

Document = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Again:
    """How to ask again: under which policies, as of when, with which facts changed.

    `policy` is `then`, for the policies that took the decision, or `today`. `at` moves
    the clock: the rules in force and all ages follow. `changes` are new values for
    facts of the situation, as nested as they are there.
    """

    policy: str = THEN
    at: datetime | None = None
    changes: Document = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Policies:
    """An engine and the bundle that it judges by."""

    engine: PolicyEngine
    bundle: Bundle


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that is not what it was; None where there was or is nothing."""

    field: str
    then: object
    now: object


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What comes out, and how it differs from what was answered.

    `kept` names ages that could not follow the clock, as their exact fact is gone.
    """

    decision: str
    again: Again
    revision: str
    situation: Situation
    kept: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...]
    obligations: tuple[Duty, ...]
    differences: tuple[Difference, ...]

    @property
    def allowed(self) -> bool:
        """Whether it is a yes now."""
        return self.verdict.allow

    @property
    def differs(self) -> bool:
        """Whether the asker would have got another answer."""
        roots = {one.field.partition(".")[0] for one in self.differences}
        return not roots.isdisjoint(_OF_THE_ANSWER)

    def to_document(self) -> dict[str, object]:
        """Give the replay as the outside reads it."""
        at = self.again.at
        return {
            "id": self.decision,
            "asked": {
                "policy": self.again.policy,
                "at": None if at is None else to_text(at),
                "changes": dict(self.again.changes),
            },
            "policy": {"revision": self.revision},
            "decision": self.allowed,
            "legal_basis": self.verdict.legal_basis,
            "reasons": [reason.to_document() for reason in self.reasons],
            "obligations": [duty.to_document() for duty in self.obligations],
            "rules": dict(self.verdict.rules),
            "situation": {"id": self.situation.id, "facts": self.situation.document},
            "kept": list(self.kept),
            "differs": self.differs,
            "differences": [vars(one) for one in self.differences],
        }


def replay(
    record: DecisionRecord, again: Again, policies: Policies, exact: Exact | None = None
) -> Replayed:
    """Judge a recorded situation once more.

    Args:
        record: The decision.
        again: What to ask.
        policies: Those that `again.policy` names.
        exact: The facts behind the situation; needed where `again.at` is given.

    Raises:
        InvalidInputError: A change is none that the vocabulary of these policies knows.
        ConflictError: No situation was recorded, or these policies know other facts.
        PolicyUnavailableError: The engine gave no whole verdict.
    """
    if not record.situation:
        raise ConflictError("the facts could not be read then, so none were recorded")
    moved = _move(record, again, policies.bundle, exact)
    situation = _change(moved.document, again.changes, policies.bundle)
    verdict = _judge(record, situation, policies.engine)
    catalogue = policies.bundle.catalogue
    is_same = situation.document == record.situation
    instants = _instants(record, policies.bundle) if is_same else {}
    reasons = explain(verdict, catalogue, instants, wish_details(situation.document))
    duties = list_duties(verdict, catalogue)
    now = _fields(
        verdict.to_document() | {"decision": verdict.allow},
        [reason.to_document() for reason in reasons],
        [duty.to_document() for duty in duties],
        situation.document,
    )
    return Replayed(
        decision=record.id,
        again=again,
        revision=policies.engine.revision,
        situation=situation,
        kept=moved.kept,
        verdict=verdict,
        reasons=reasons,
        obligations=duties,
        differences=tuple(_compare(_recorded(record), now)),
    )


def _move(
    record: DecisionRecord, again: Again, bundle: Bundle, exact: Exact | None
) -> Moved:
    if again.at is None or exact is None:
        return Moved(document=record.situation, kept=())
    return move(record.situation, exact, (record.at, again.at), bundle)


def _change(document: Document, changes: Document, bundle: Bundle) -> Situation:
    """Lay changes over a situation; all of them must be words of the vocabulary."""
    changed = _whole(merged(document, changes), bundle)
    if changed is not None:
        return changed
    if not changes:
        raise ConflictError("these policies ask for facts that were not recorded then")
    wrong = [
        name
        for name, value in changes.items()
        if _whole(merged(document, {name: value}), bundle) is None
    ]
    why = "must be a fact of the situation, in the words of the policies"
    raise InvalidInputError({f"changes.{name}": why for name in wrong})


def _whole(document: Document, bundle: Bundle) -> Situation | None:
    if not bundle.is_situation(document):
        return None
    try:
        return Situation.of(document)
    except ValueError:  # a number larger than JSON agrees on
        return None


def _judge(
    record: DecisionRecord, situation: Situation, engine: PolicyEngine
) -> Verdict:
    verdict = engine.evaluate(situation)
    if verdict.allow and not names_somebody(str(record.question.get("resource_type"))):
        return Verdict(allow=False, refusals=(_NOBODY,))
    return verdict


def _instants(record: DecisionRecord, bundle: Bundle) -> dict[str, datetime]:
    """Resolve the waits as they were: the same facts wait for the same instants."""
    found = {}
    for reason in record.reasons:
        wait = bundle.catalogue[str(reason["rule"])].wait
        if wait and "retry_after" in reason:
            found[wait] = datetime.fromisoformat(str(reason["retry_after"]))
    return found


def _recorded(record: DecisionRecord) -> dict[str, object]:
    return _fields(
        {**record.verdict, "decision": record.allowed},
        record.reasons,
        record.obligations,
        record.situation,
    )


def _fields(
    verdict: Mapping[str, Any],
    reasons: Iterable[Mapping[str, Any]],
    duties: Iterable[Mapping[str, Any]],
    facts: Document,
) -> dict[str, object]:
    """Give an answer as fields that can be laid side by side."""
    fields: dict[str, object] = {
        "decision": verdict["decision"],
        "legal_basis": verdict.get("legal_basis"),
    }
    fields |= {f"reasons.{one['rule']}": dict(one) for one in reasons}
    for duty in duties:
        asked = cast("list[object]", fields.setdefault(f"obligations.{duty['do']}", []))
        asked.append({"source": duty["source"], "params": dict(duty["params"])})
    fields |= {f"rules.{code}": how for code, how in verdict.get("rules", {}).items()}
    return fields | {
        "facts." + ".".join(path): leaf for path, leaf in leaves_of(facts).items()
    }


def _compare(then: Document, now: Document) -> Iterator[Difference]:
    for name in [*then, *(name for name in now if name not in then)]:
        if then.get(name) != now.get(name):
            yield Difference(field=name, then=then.get(name), now=now.get(name))
