"""How long trying policies on a million recorded decisions takes, against a scan."""

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import consent
from audit import new_id
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.settings import Settings
from consent import (
    Bundle,
    EmbeddedEngine,
    Situation,
    Verdict,
    sample_situations,
    try_policies,
)

Report = Callable[[str, int, int], None]

PERIOD = timedelta(days=30)
PAGE = 10_000
CAMPAIGNS = 40
# What a decision keeps beside its columns: question, reasons, evidence.
DOCUMENT_BYTES = 1_200


@dataclass(frozen=True, kw_only=True)
class ComparePlan:
    """How many decisions, of how many positions and persons; scans as the floor."""

    decisions: int = 1_000_000
    situations: int = 5_000
    persons: int = 200_000
    scans: int = 3


def bench_compare(report: Report, plan: ComparePlan | None = None) -> dict[str, object]:
    """Fill a temporary database with decisions, then try two changed policies on them.

    SQLite in a temporary home. Positions are made up from the registers; a few are met
    often and most rarely, as one over their rank. The floor reads the same rows with
    a condition that no index answers.
    """
    plan = plan or ComparePlan()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        settings = Settings.from_env(home=Path(folder))
        initialise(settings, utc_now())
        services = assemble(settings)
        try:
            now = services.now()
            situations = _fill(services, plan, now, report)
            floor = min(_scan(services, now) for _ in range(plan.scans))
            runs = {
                name: _run(services, bundle, now, report)
                for name, bundle in _changed(services.bundle).items()
            }
        finally:
            services.close()
    slowest = max(float(run["seconds"]) for run in runs.values())
    return {
        "decisions": plan.decisions,
        "situations": situations,
        "persons": plan.persons,
        "floor_seconds": round(floor, 2),
        **runs,
        "ratio": round(slowest / floor, 1),
    }


def _changed(bundle: Bundle) -> dict[str, Bundle]:
    """Ease one cap, and take a channel from a purpose."""
    caps = json.loads(bundle.files["data/caps/data.json"])
    for cap in caps.values():
        cap["limit"] += 1
    purposes = json.loads(bundle.files["data/purposes/data.json"])
    purposes["newsletter"]["channels"] = []
    return {
        "eased": _with(bundle, "caps", caps),
        "tightened": _with(bundle, "purposes", purposes),
    }


def _with(bundle: Bundle, register: str, document: object) -> Bundle:
    raw = json.dumps(document).encode()
    return Bundle.of({**bundle.files, f"data/{register}/data.json": raw})


def _run(
    services: Services, bundle: Bundle, now: datetime, report: Report
) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    marks: dict[str, float] = {}

    def mark(step: str, done: int, every: int) -> None:
        marks[step] = time.perf_counter()
        if done % PAGE == 0 or done == every:
            report(step, done, every)

    with services.database.reading() as conn:
        policies = (services.bundle, bundle)
        found = try_policies(conn, policies, since=now - PERIOD, now=now, report=mark)
    ended = time.perf_counter()
    seen = found.comparison
    return {
        "seconds": round(ended - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "made_up_seconds": round(marks["made-up positions"] - began, 2),
        "recorded_seconds": round(ended - marks["made-up positions"], 2),
        "lost": seen.lost,
        "gained": seen.gained,
        "people": seen.people_lost + seen.people_gained,
        "compared": seen.decisions,
    }


def _scan(services: Services, now: datetime) -> float:
    table = consent.tables.tables["consent_decision"]
    since = _microseconds(now - PERIOD)
    query = table.select().where(table.c.at_us >= since, table.c.client == "nobody")
    began = time.perf_counter()
    with services.database.reading() as conn:
        conn.execute(query).all()
    return time.perf_counter() - began


def _fill(services: Services, plan: ComparePlan, now: datetime, report: Report) -> int:
    engine = EmbeddedEngine(services.bundle, timeout_seconds=10)
    made = sample_situations(services.bundle, now, plan.situations)
    judged = [(one, engine.evaluate(one)) for one in made]
    revision = services.bundle.revision
    with services.database.transaction() as conn:
        kept = [{"id": one.id, "document_json": one.canonical.decode()} for one in made]
        said = [
            {
                "revision": revision,
                "situation": one.id,
                "document_json": json.dumps(verdict.to_document()),
            }
            for one, verdict in judged
        ]
        conn.execute(consent.tables.tables["consent_situation"].insert(), kept)
        conn.execute(consent.tables.tables["consent_verdict"].insert(), said)
    rows = _rows(plan, judged, revision, now)
    table = consent.tables.tables["consent_decision"].insert()
    for done in range(0, plan.decisions, PAGE):
        page = [row for _, row in zip(range(PAGE), rows, strict=False)]
        with services.database.transaction() as conn:
            conn.execute(table, page)
        report("decisions recorded", done + len(page), plan.decisions)
    return len(made)


def _rows(
    plan: ComparePlan,
    judged: list[tuple[Situation, Verdict]],
    revision: str,
    now: datetime,
) -> Iterator[Mapping[str, object]]:
    rng = random.Random(1)  # noqa: S311 - the same decisions every time
    ranks = [1 / place for place in range(1, len(judged) + 1)]
    rng.shuffle(judged)
    chosen = rng.choices(judged, ranks, k=plan.decisions)
    latest, whole = _microseconds(now), PERIOD // timedelta(microseconds=1)
    document = json.dumps({"question": "x" * DOCUMENT_BYTES})
    for number, (situation, verdict) in enumerate(chosen):
        action = situation.document["action"]
        person = rng.randrange(plan.persons)
        yield {
            "id": new_id("dec", now),
            "at_us": latest - whole + number * whole // plan.decisions,
            "subject": f"sub_{person:026}",
            "person": f"per_{person:026}",
            "client": "bench",
            "action": action["name"],  # type: ignore[index]  # an object, by its vocabulary
            "purpose": action["purpose"],  # type: ignore[index]
            "channel": action["channel"],  # type: ignore[index]
            "campaign": f"campaign-{rng.randrange(CAMPAIGNS)}",
            "allowed": verdict.allow,
            "situation": situation.id,
            "revision": revision,
            "audit_entry": f"ent_{number:026}",
            "permit": None,
            "document_json": document,
        }


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
