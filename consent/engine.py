"""Situation in, verdict out: the seam with two engines behind it.

Whatever is not a whole verdict is a refusal, never a guess.
"""

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from consent.bundle import Bundle
from consent.catalogue import Catalogue
from consent.errors import PolicyUnavailableError
from consent.situations import Situation

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_DUTY = re.compile(r"[a-z][a-z0-9_]*\Z")
_WAIT = re.compile(r"[a-z][a-z0-9-]*(:[a-z0-9-]+)?\Z")


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """A duty of whoever acts on the answer, and the rule it comes from."""

    do: str
    source: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the policy says to one situation; the same for everybody in it."""

    allow: bool
    refusals: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    unmet: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    record: tuple[str, ...] = ()
    legal_basis: str | None = None

    def to_document(self) -> dict[str, object]:
        """Give the verdict as the JSON object it was read from."""
        return {
            "allow": self.allow,
            "refusals": list(self.refusals),
            "obligations": [
                {"do": o.do, "source": o.source, "params": dict(o.params)}
                for o in self.obligations
            ],
            "unmet": list(self.unmet),
            "waits": list(self.waits),
            "rules": dict(self.rules),
            "record": list(self.record),
            "legal_basis": self.legal_basis,
        }


class PolicyEngine(Protocol):
    """A policy engine with one bundle loaded; safe to call from several threads.

    `evaluate` raises PolicyUnavailableError and nothing else. The caller does not
    retry: it refuses with the error's `reason`.
    """

    @property
    def revision(self) -> str:
        """The revision of the policies that answer."""

    def evaluate(self, situation: Situation) -> Verdict:
        """Judge one situation."""

    def check(self) -> None:
        """Raise PolicyUnavailableError when every question would be refused now."""


class Remembering:
    """An engine that judges each distinct situation once per revision.

    A verdict is a pure function of (revision, situation), so a remembered one is as
    good as a fresh one. Failures are never remembered.
    """

    def __init__(self, engine: PolicyEngine, *, size: int = 10_000) -> None:
        """Keep at most `size` verdicts, the most recently used."""
        self._engine = engine
        self._size = size
        self._verdicts: OrderedDict[tuple[str, str], Verdict] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0

    @property
    def revision(self) -> str:
        """The revision of the engine behind."""
        return self._engine.revision

    def check(self) -> None:
        """Let the engine behind look at itself: what is remembered proves nothing.

        Raises:
            PolicyUnavailableError: Every new question would be refused now.
        """
        self._engine.check()

    def evaluate(self, situation: Situation) -> Verdict:
        """Give the remembered verdict, or ask the engine and remember.

        Raises:
            PolicyUnavailableError: The engine gave no whole verdict.
        """
        key = (self._engine.revision, situation.id)
        with self._lock:
            known = self._verdicts.get(key)
            if known is not None:
                self._verdicts.move_to_end(key)
                self.hits += 1
                return known
            self.misses += 1
        verdict = self._engine.evaluate(situation)
        with self._lock:
            self._verdicts[key] = verdict
            if len(self._verdicts) > self._size:
                self._verdicts.popitem(last=False)
        return verdict


def require_whole(situation: Situation, bundle: Bundle) -> None:
    """Let no engine judge what is not a situation: rules may not look at what is odd.

    Raises:
        PolicyUnavailableError: The document does not keep the published vocabulary.
    """
    if not bundle.is_situation(situation.document):
        raise PolicyUnavailableError(
            "the situation does not keep the vocabulary of the policies"
        )


def parse_verdict(answer: object, catalogue: Catalogue) -> Verdict:
    """Read an engine's answer, strictly: every field present, every shape known.

    Args:
        answer: The JSON value of `data.decision.answer`.
        catalogue: The codes of the same bundle; each gets its status in `rules`.

    Raises:
        PolicyUnavailableError: With the reason that the refusal will show.
    """
    if not isinstance(answer, dict):
        raise _not_whole("the answer is not an object")
    allow = answer.get("allow")
    if not isinstance(allow, bool):
        raise _not_whole("allow is not a boolean")
    refusals = _texts(answer, "refusals", _CODE)
    verdict = Verdict(
        allow=allow,
        refusals=refusals,
        obligations=_obligations(answer.get("obligations")),
        unmet=_texts(answer, "unmet", _DUTY),
        waits=_texts(answer, "waits", _WAIT),
        rules=_statuses(catalogue, refusals, _texts(answer, "exempt", _CODE)),
        record=_texts(answer, "record", _CODE),
        legal_basis=_legal_basis(answer),
    )
    if allow and (refusals or verdict.unmet):
        raise PolicyUnavailableError(
            "the engine allowed and refused at once", reason="engine-conflict"
        )
    if not allow and not refusals:
        raise PolicyUnavailableError(
            "no rule allows it and none refuses: a rule file is missing",
            reason="no-rule-allows",
        )
    return verdict


def _not_whole(what: str) -> PolicyUnavailableError:
    return PolicyUnavailableError(
        f"the engine gave no whole verdict: {what}", reason="engine-undefined"
    )


def _texts(
    answer: Mapping[str, object], name: str, shape: re.Pattern[str]
) -> tuple[str, ...]:
    values = answer.get(name)
    if not isinstance(values, list):
        raise _not_whole(f"{name} is not a list")
    if not all(isinstance(v, str) and shape.match(v) for v in values):
        raise _not_whole(f"{name} holds something else than names")
    return tuple(sorted(set(values)))


def _obligations(values: object) -> tuple[Obligation, ...]:
    if not isinstance(values, list):
        raise _not_whole("obligations is not a list")
    duties = [_obligation(value) for value in values]
    return tuple(sorted(duties, key=_order))


def _order(duty: Obligation) -> tuple[str, str, str]:
    """Order duties alike for both engines: one rule may owe two texts."""
    return duty.do, duty.source, json.dumps(duty.params, sort_keys=True)


def _obligation(value: object) -> Obligation:
    if not isinstance(value, dict):
        raise _not_whole("an obligation is not an object")
    do, source, params = (value.get(name) for name in ("do", "source", "params"))
    if not (isinstance(do, str) and _DUTY.match(do)):
        raise _not_whole("an obligation has no known word")
    if not (isinstance(source, str) and _CODE.match(source)):
        raise _not_whole("an obligation names no code")
    if not isinstance(params, dict):
        raise _not_whole("an obligation has no terms")
    return Obligation(do=do, source=source, params=params)


def _statuses(
    catalogue: Catalogue, refusals: tuple[str, ...], exempt: tuple[str, ...]
) -> dict[str, str]:
    """Say of every code how it fared, so that nobody must guess what was looked at."""
    untouched = frozenset(exempt)
    statuses = {
        code: "not-applicable" if rule in untouched else "satisfied"
        for code, rule in catalogue.rule_of_code
    }
    described = statuses.keys() >= set(refusals)
    statuses |= dict.fromkeys(refusals, "refused")
    return statuses if described else dict(sorted(statuses.items()))


def _legal_basis(answer: Mapping[str, object]) -> str | None:
    basis = answer.get("legal_basis")
    if "legal_basis" not in answer or not isinstance(basis, str | None):
        raise _not_whole("legal_basis is not a text or null")
    return basis
