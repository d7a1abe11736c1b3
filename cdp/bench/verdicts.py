"""What one verdict costs the embedded engine: new to it in all, in part, or known.

In process and without a home: situations are made up, the same for a seed, and no two
alike. Each is judged once by an engine, in one order, as traffic would come, and anew
by another engine in every round: its best is taken, then the middle of all. CPU time
of the thread, so that what else the machine does counts little.
"""

import random
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from consent import (
    Bundle,
    EmbeddedEngine,
    LedgerState,
    PersonFacts,
    PolicyEngine,
    Position,
    Remembering,
    Situation,
    Terms,
    reduce,
    sample_situations,
)

# A Tuesday, in hours in which France may be called.
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
SEED = 20261122
# Where a stretch of situations begins, judged after those before.
_EDGES = (0, 100, 400, 1_200)
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
    """How many situations of each mix are judged, and how often all of it is done."""

    situations: int = 2_400
    rounds: int = 3


def bench_verdicts(policy_dir: Path, mix: Mix | None = None) -> dict[str, object]:
    """Measure verdicts in microseconds of CPU.

    Args:
        policy_dir: The policies to judge by.
        mix: How much is measured.

    Returns:
        `never_seen`: situations that no engine saw before, after half of the mix was
        judged, so that most of their parts are known. `on_the_way`: the same from the
        first on, by how many were judged before. `wide`: both for situations that are
        made to differ in every fact, most of which nobody is ever in. `cold`: nothing
        is remembered of any other. `remembered_us`: the same situation again. `kinds`:
        `never_seen` by what is asked, and the share that is permitted.

    Raises:
        PolicyUnavailableError: The policies are not whole.
    """
    mix = mix or Mix()
    bundle = Bundle.load(policy_dir)
    asked = _people(bundle, mix.situations)
    people = [situation for _, situation in asked.values()]
    wide = sample_situations(bundle, NOW, mix.situations)
    random.Random(SEED).shuffle(wide)  # noqa: S311 - an order, no secret
    half = len(people) // 2
    spent = _spent(bundle, people, mix.rounds)
    later = list(zip(people[half:], spent[half:], strict=True))
    remembering = Remembering(_engine(bundle))
    allowed = {one.id: remembering.evaluate(one).allow for one in people}
    return {
        "never_seen": _summary([took for _, took in later]),
        "on_the_way": _on_the_way(spent),
        "wide": _on_the_way(_spent(bundle, wide, mix.rounds)),
        "cold": _summary(_spent(bundle, people[: half // 4], mix.rounds, remember=0)),
        "remembered_us": _remembered(remembering, people[:200]),
        "kinds": {
            kind: _summary([took for one, took in later if asked[one.id][0] == kind])
            | {"permitted": _share(allowed[i] for i in asked if asked[i][0] == kind)}
            for kind in KINDS
        },
        "form": _engine(bundle).form,
        "situations": {"people": len(people), "wide": len(wide)},
        "modules": len(bundle.modules),
        "rules": len(bundle.catalogue.of_rules),
        "revision": bundle.revision,
    }


def _engine(bundle: Bundle, **kept: int) -> EmbeddedEngine:
    engine = EmbeddedEngine(bundle, timeout_seconds=PATIENT_SECONDS, **kept)
    engine.check()
    return engine


def _people(bundle: Bundle, count: int) -> dict[str, tuple[str, Situation]]:
    """Situations of people, no two alike, by id, with the kind of question."""
    rng = random.Random(SEED)  # noqa: S311 - positions, not secrets
    found: dict[str, tuple[str, Situation]] = {}
    while len(found) < count:
        kind = rng.choice(list(KINDS))
        name, properties = KINDS[kind]
        terms = Terms.of(name, {**properties, **_duties(bundle)})
        situation = _situation(rng, terms, bundle)
        found.setdefault(situation.id, (kind, situation))
    return found


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
    bundle: Bundle, situations: Sequence[Situation], rounds: int, **kept: int
) -> list[float]:
    """Microseconds of CPU of each, judged once by an engine: the best of the rounds."""
    found = []
    for _ in range(rounds):
        engine = _engine(bundle, **kept)
        found.append([_round(engine, [situation]) for situation in situations])
    return [min(took) for took in zip(*found, strict=True)]


def _remembered(engine: PolicyEngine, situations: Sequence[Situation]) -> float:
    """Timed together: one alone takes less than to look at the clock."""
    best = min(_round(engine, situations) for _ in range(20))
    return round(best / len(situations), 2)


def _round(engine: PolicyEngine, situations: Sequence[Situation]) -> float:
    began = time.thread_time_ns()
    for situation in situations:
        engine.evaluate(situation)
    return (time.thread_time_ns() - began) / 1_000


def _on_the_way(spent: Sequence[float]) -> list[dict[str, float]]:
    """The same by how many were judged before."""
    edges = [*(edge for edge in _EDGES if edge < len(spent)), len(spent)]
    return [
        {"after": begin} | _summary(spent[begin:end]) for begin, end in pairwise(edges)
    ]


def _summary(spent: Sequence[float]) -> dict[str, float]:
    points = statistics.quantiles(spent, n=100)
    return {"p50_us": round(points[49]), "p99_us": round(points[98])}


def _share(answers: Iterable[bool]) -> float:
    return round(statistics.mean(answers), 2)
