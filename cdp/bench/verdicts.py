"""What one verdict costs: evaluated by the embedded engine, and remembered.

In process and without a home: situations are cut from made-up positions, the same for
a seed. CPU time of the thread, so that what else the machine does counts little.
"""

import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from consent import (
    Bundle,
    EmbeddedEngine,
    LedgerState,
    PersonFacts,
    Position,
    Remembering,
    Situation,
    Terms,
    reduce,
)

# A Tuesday, in hours in which France may be called.
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
SEED = 20261122
PATIENT_SECONDS = 10.0

_ADS = {"id": "ad-network", "role": "third_party", "country": "US"}
_WRITER = {"system": "copywriter", "used": True, "modality": ["text"]}
_DECIDER = {"system": "copywriter", "used": True, "automated_decision": True}

# Kind of situation → what is asked.
KINDS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "mail": ("send", {"purpose": "newsletter", "channel": "email"}),
    "offer": ("send", {"purpose": "offers", "channel": "email"}),
    "text": ("send", {"purpose": "offers", "channel": "sms"}),
    "call": ("call", {"purpose": "offers", "channel": "call"}),
    "share": (
        "share",
        {"purpose": "ads_sharing", "channel": "ad_network", "recipient": _ADS},
    ),
    "service": (
        "send",
        {
            "purpose": "service_messages",
            "channel": "email",
            "content_class": "service",
        },
    ),
    "ai": ("send", {"purpose": "newsletter", "channel": "email", "ai": _WRITER}),
    "decide": ("decide_automatically", {"purpose": "offers", "ai": _DECIDER}),
}
_PLACES = (("FR",), ("FR",), ("DE",), ("US-CA",), ("US-NY",), ("FR", "US-NY"), ())
_STATES = ("granted", "granted", "granted", "none", "refused", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How many positions of each kind, and how often each is judged."""

    positions: int = 60
    rounds: int = 15


def bench_verdicts(policy_dir: Path, mix: Mix | None = None) -> dict[str, object]:
    """Measure verdicts in microseconds of CPU, by kind of situation and together.

    Args:
        policy_dir: The policies to judge by.
        mix: How much is measured.

    Raises:
        PolicyUnavailableError: The policies are not whole.
    """
    mix = mix or Mix()
    bundle = Bundle.load(policy_dir)
    engine = EmbeddedEngine(bundle, timeout_seconds=PATIENT_SECONDS)
    engine.check()
    rng = random.Random(SEED)  # noqa: S311 - positions, not secrets
    kinds: dict[str, object] = {}
    together: list[list[float]] = []
    for kind, (name, properties) in KINDS.items():
        situations = [
            _situation(rng, Terms.of(name, {**properties, **_duties(bundle)}), bundle)
            for _ in range(mix.positions)
        ]
        allowed = sum(engine.evaluate(one).allow for one in situations)
        spent = _spent(engine, situations, mix.rounds)
        together += spent
        kinds[kind] = _summary(spent) | {"permitted": round(allowed / mix.positions, 2)}
    return {
        "evaluated": _summary(together),
        "remembered_us": _remembered(engine, situations),
        "kinds": kinds,
        "situations": len(KINDS) * mix.positions,
        "modules": len(bundle.modules),
        "rules": len(bundle.catalogue.of_rules),
        "revision": bundle.revision,
    }


def _duties(bundle: Bundle) -> dict[str, object]:
    return {"can_fulfil": tuple(bundle.register("obligations"))}


def _situation(rng: random.Random, terms: Terms, bundle: Bundle) -> Situation:
    """Somebody, somewhere, who said something once, and was written to before."""
    state = rng.choice(_STATES)
    ledger = LedgerState(
        consent=state,
        given_at=NOW - timedelta(days=rng.randrange(700)) if state != "none" else None,
        notice_known=rng.random() < 0.9,  # noqa: PLR2004 - nearly always
        method=rng.choice(("web_form", "web_form", "paper")),
    )
    caps = list(bundle.register("caps"))
    person = PersonFacts(
        places=rng.choice(_PLACES),
        born_on=rng.choice((None, date(rng.randrange(1940, 2014), 6, 1))),
    )
    position = Position(
        terms=terms,
        known=rng.random() < 0.95,  # noqa: PLR2004 - nearly always
        ledger=ledger,
        contacts={cap: rng.choice((0, 0, 0, 1, 2)) for cap in rng.sample(caps, 3)},
        person=person,
    )
    return reduce(position, NOW, bundle)


def _spent(
    engine: EmbeddedEngine, situations: Sequence[Situation], rounds: int
) -> list[list[float]]:
    """Microseconds of CPU of every verdict, situation by situation."""
    spent: list[list[float]] = [[] for _ in situations]
    for _ in range(rounds):
        for times, situation in zip(spent, situations, strict=True):
            began = time.thread_time_ns()
            engine.evaluate(situation)
            times.append((time.thread_time_ns() - began) / 1_000)
    return spent


def _remembered(engine: EmbeddedEngine, situations: Sequence[Situation]) -> float:
    remembering = Remembering(engine)
    for situation in situations:
        remembering.evaluate(situation)
    best = min(_round(remembering, situations) for _ in range(20))
    return round(best / len(situations), 2)


def _round(remembering: Remembering, situations: Sequence[Situation]) -> float:
    began = time.thread_time_ns()
    for situation in situations:
        remembering.evaluate(situation)
    return (time.thread_time_ns() - began) / 1_000


def _summary(spent: Sequence[Sequence[float]]) -> dict[str, float]:
    """Percentiles of all verdicts; `best_us` is the median of each one's best.

    Cores that are shared slow single verdicts down; the best of many says what one
    costs where nobody else is.
    """
    points = statistics.quantiles([one for times in spent for one in times], n=100)
    best = statistics.median(min(times) for times in spent)
    return {
        "p50_us": round(points[49]),
        "p99_us": round(points[98]),
        "best_us": round(best),
    }
