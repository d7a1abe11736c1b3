"""How many audited, durable decisions per second, against a bare view beside it."""

import json
import os
import random
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cdp import access
from cdp.access import Source
from cdp.assembly import assemble, initialise, utc_now
from cdp.bench.load import Round, drive, prepare
from cdp.bench.servers import ServerProcess
from cdp.serve import WORKERS
from cdp.settings import Settings

CLIENT = "bench"
CONNECTIONS = 16
PAGE = 100
DUTIES = [
    "unsubscribe_link",
    "list_unsubscribe",
    "sender_identity",
    "no_open_tracking",
    "offer_objection",
]
ALLOWED = b'{"decision":true'


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long and how large."""

    persons: int = 2_000
    rounds: int = 5
    seconds: float = 2.0


def bench_decisions(plan: Plan | None = None) -> dict[str, object]:
    """Measure POST /access/v1/evaluation on the real server, round-robin with a floor.

    Everything is in a temporary home on SQLite with synchronous=FULL: an answer is
    sent after its audit entry is on disk. The load runs on the same cores.
    """
    plan = plan or Plan()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        home = Path(folder)
        settings = Settings.from_env(home=home)
        initialise(settings, utc_now())
        questions = _questions(settings, plan)
        with (
            ServerProcess(
                ["cdp", "serve", "--home", folder],
                ready="/health/ready",
                log=home / "server.log",
            ) as server,
            ServerProcess(
                ["cdp.bench.floor", "--home", folder],
                ready="/health/live",
                log=home / "floor.log",
            ) as floor,
        ):
            rounds = _measure(plan, server.port, floor.port, questions)
    return _report(plan, settings, *rounds)


def _questions(settings: Settings, plan: Plan) -> list[bytes]:
    """Fill the home with persons who consented, and prepare a question about each."""
    services = assemble(settings)
    try:
        with services.database.transaction() as conn:
            secret = access.add_client(conn, CLIENT, ["decisions:evaluate"], utc_now())
        source = Source(name=CLIENT, purpose="service_messages")
        events = [_event(number) for number in range(plan.persons)]
        for start in range(0, len(events), PAGE):
            batch = {"batch": events[start : start + PAGE]}
            services.ingestion.accept(source, "batch", batch, services.now())
    finally:
        services.close()
    bearer = [f"Authorization: Bearer {CLIENT}.{secret}"]
    bodies = [_question(number) for number in range(plan.persons)]
    random.Random(1).shuffle(bodies)  # noqa: S311  # an order, not a secret
    return [prepare("/access/v1/evaluation", body, bearer) for body in bodies]


def _event(number: int) -> dict[str, object]:
    return {
        "type": "identify",
        "messageId": f"bench-{number}",
        "userId": f"bench-{number}",
        "traits": {
            "email": f"bench-{number}@example.test",
            "birthday": "1980-01-01",
            "address": {"country": "FR"},
        },
        "context": {"consent": {"categoryPreferences": {"newsletter": True}}},
    }


def _question(number: int) -> bytes:
    properties = {
        "channel": "email",
        "purpose": "newsletter",
        "can_fulfil": DUTIES,
    }
    document = {
        "subject": {"type": "channel_system", "id": CLIENT},
        "action": {"name": "send", "properties": properties},
        "resource": {"type": "email", "id": f"bench-{number}@example.test"},
    }
    return json.dumps(document).encode()


def _measure(
    plan: Plan, server: int, floor: int, questions: Sequence[bytes]
) -> tuple[list[Round], list[Round]]:
    bodies = [one.partition(b"\r\n\r\n")[2] for one in questions]
    echoes = [prepare("/echo", body) for body in bodies]
    decided: list[Round] = []
    echoed: list[Round] = []
    # The first pair warms both up and is thrown away.
    for _ in range(plan.rounds + 1):
        for port, requests, found in (
            (floor, echoes, echoed),
            (server, questions, decided),
        ):
            found.append(
                drive(port, requests, connections=CONNECTIONS, seconds=plan.seconds)
            )
    return decided[1:], echoed[1:]


def _report(
    plan: Plan, settings: Settings, decided: list[Round], echoed: list[Round]
) -> dict[str, object]:
    latencies = sorted(t * 1000 for one in decided for t in one.latencies)
    percentiles = statistics.quantiles(latencies, n=100)
    ratios = [d.per_second / e.per_second for d, e in zip(decided, echoed, strict=True)]
    bodies = [body for one in decided for body in one.bodies]
    return {
        "decisions_per_second": round(statistics.median(d.per_second for d in decided)),
        "p50_ms": round(percentiles[49], 2),
        "p99_ms": round(percentiles[98], 2),
        "floor_rps": round(statistics.median(e.per_second for e in echoed)),
        "ratio": round(statistics.median(ratios), 3),
        "decisions": len(bodies),
        "permitted": sum(body.startswith(ALLOWED) for body in bodies),
        "errors": sum(one.wrong for one in decided),
        "persons": plan.persons,
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "threads": settings.threads,
        "cores": os.cpu_count(),
        "database": settings.database_url.partition(":")[0],
        "durable": True,
    }
