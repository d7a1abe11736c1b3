"""The audit log at size: written, searched, proven and checked, on each database.

Writing is measured against a bare insert and commit of the same bytes, in turns in the
same run: same callers, same shared transactions, one row instead of entry, number,
sealed bodies and search terms.
"""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice

import audit
from audit import Draft, Filters
from cdp.api.together import Together
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.bench.audit_store import (
    BareTable,
    bytes_of_an_entry,
    database_bytes,
    fresh_database,
    some_entries,
)
from cdp.bench.entries import BEGIN, DAYS, REVISIONS, made_up, subject_names
from cdp.database import Connection
from cdp.scheduler import Scheduler
from cdp.settings import Settings

Report = Callable[[str, int, int], None]

PAGE = 50
PROOFS = 200
FILL = 2_000
NOBODY = "system-none"


@dataclass(frozen=True, kw_only=True)
class AuditPlan:
    """How large, how many callers, and how long each turn is."""

    entries: int = 100_000
    clients: int = 32
    rounds: int = 5
    seconds: float = 2.0
    repeats: int = 3


def bench_audit(
    report: Report, plan: AuditPlan | None = None, postgres: str = ""
) -> dict[str, object]:
    """Measure on SQLite, and on PostgreSQL where an address of a server is given.

    Everything is in a temporary home and, there, a database of its own that goes
    afterwards.
    """
    plan = plan or AuditPlan()
    found: dict[str, object] = {"entries": plan.entries, "clients": plan.clients}
    with _home() as settings:
        found["sqlite"] = _measure(settings, plan, report, "SQLite")
    if postgres:
        with fresh_database(postgres) as url, _home(url) as settings:
            found["postgresql"] = _measure(settings, plan, report, "PostgreSQL")
    return found


@contextmanager
def _home(url: str = "") -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        environ = {"ACCORD_HOME": folder, "ACCORD_DATABASE_URL": url}
        settings = Settings.from_env(environ)
        initialise(settings, utc_now())
        yield settings


def _measure(
    settings: Settings, plan: AuditPlan, report: Report, name: str
) -> dict[str, object]:
    services = assemble(settings)
    try:
        subjects = _meet(services, plan)
        written = _writing(services, plan, subjects)
        before = database_bytes(services.database)
        filled = _fill(services, plan, subjects, partial(report, f"{name}: writing"))
        grown = database_bytes(services.database) - before
        return {
            "writing": written,
            "bytes_per_entry": round(grown / filled),
            "searching": _searching(services, plan, subjects),
            "proving": _proving(services),
            "checking": _checking(services),
        }
    finally:
        services.close()


def _meet(services: Services, plan: AuditPlan) -> list[str]:
    subjects = subject_names(max(plan.entries // 50, 100))
    for start in range(0, len(subjects), FILL):
        with services.database.transaction() as conn:
            part = subjects[start : start + FILL]
            services.vault.create_subjects(conn, part, utc_now())
    return subjects


# ---- writing


@dataclass
class _Turns:
    """What the turns of one kind saw: entries per second, and each wait."""

    per_second: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def _writing(
    services: Services, plan: AuditPlan, subjects: Sequence[str]
) -> dict[str, object]:
    """Let callers write for a while, and then the bare way, in turns."""
    sample = list(made_up(FILL, subjects))
    bare = BareTable(services.database, _bytes_each(services, sample))
    entries: Together[Draft, bool] = Together(lambda page: _append(services, page))
    rows: Together[Draft, bool] = Together(lambda page: bare.insert(len(page)))
    written, plain = _Turns(), _Turns()
    scheduler = Scheduler(services)
    scheduler.start()  # places are given and checkpoints signed meanwhile, as always
    try:
        for _ in range(plan.rounds):
            _turn(entries, sample, plan, written)
            _turn(rows, sample, plan, plain)
    finally:
        scheduler.stop()
        bare.drop()
    rate, floor = (statistics.median(t.per_second) for t in (written, plain))
    return {
        "entries_per_second": round(rate),
        "bare_per_second": round(floor),
        "ratio": round(rate / floor, 3),
        "bytes_each": bare.size,
        "p50_ms": _milliseconds(statistics.median(written.waits)),
        "p99_ms": _milliseconds(_slowest_but_few(written.waits)),
        "worst_wait_ms": _milliseconds(max(written.waits)),
        "bare_worst_wait_ms": _milliseconds(max(plain.waits)),
    }


def _append(services: Services, page: Sequence[Draft]) -> list[bool]:
    with services.database.transaction() as conn:
        _gather(services, conn, page)
        services.log.append_all(conn, page)
    return [True] * len(page)


def _gather(services: Services, conn: Connection, page: Sequence[Draft]) -> None:
    about = {body.subject for one in page for body in one.bodies}
    services.vault.gather_evidence_keys(conn, sorted(one for one in about if one))


def _bytes_each(services: Services, sample: Sequence[Draft]) -> int:
    _append(services, sample[:200])
    return bytes_of_an_entry(services.database)


def _turn(
    together: Together[Draft, bool],
    sample: Sequence[Draft],
    plan: AuditPlan,
    turns: _Turns,
) -> None:
    end = time.perf_counter() + plan.seconds
    turn, lock = count(), threading.Lock()
    waits: list[float] = []

    def call() -> None:
        mine = []
        while (began := time.perf_counter()) < end:
            together.ask(sample[next(turn) % len(sample)])
            mine.append(time.perf_counter() - began)
        with lock:
            waits.extend(mine)

    began = time.perf_counter()
    with ThreadPoolExecutor(plan.clients) as pool:
        for one in [pool.submit(call) for _ in range(plan.clients)]:
            one.result()
    turns.per_second.append(len(waits) / (time.perf_counter() - began))
    turns.waits.extend(waits)


# ---- at size


def _fill(
    services: Services,
    plan: AuditPlan,
    subjects: Sequence[str],
    told: Callable[[int, int], object],
) -> int:
    """Write as many entries as the plan says, and give them places and postings."""
    made, done = made_up(plan.entries, subjects), 0
    log, database = services.log, services.database
    while page := list(islice(made, FILL)):
        _append(services, page)
        with database.transaction() as conn:
            while log.sequence(conn):
                pass
            log.seal(conn)
        indexed = FILL
        while indexed:
            with database.transaction() as conn:
                indexed = log.index(conn)
        done += len(page)
        told(done, plan.entries)
    return done


def searches(subjects: Sequence[str]) -> dict[str, Filters]:
    """Name searches of every kind: rare, frequent, both, never, and by period."""
    return {
        "everything": Filters(),
        "one frequent word": Filters(kind="policy.decision"),
        "nothing": Filters(actor=NOBODY),
        "two frequent words": Filters(outcome="deny", channel="email"),
        "two frequent words that never meet": Filters(outcome="allow", rule="rule-01"),
        "a rare word": Filters(kind="key.rotate"),
        "a rare and a frequent word": Filters(kind="key.rotate", outcome="done"),
        "words of two ends": Filters(
            revision=REVISIONS[0], since=BEGIN + DAYS / 2, kind="policy.decision"
        ),
        "a frequent word, an hour long ago": Filters(
            kind="policy.decision", since=BEGIN, until=BEGIN + DAYS / 2000
        ),
        "a frequent word, after the end": Filters(
            kind="policy.decision", since=BEGIN + DAYS * 2
        ),
        "one person": Filters(subject=subjects[7]),
        "a person of many pseudonyms": Filters(subjects=tuple(subjects[:50])),
        "five words": Filters(
            purpose="offers", channel="sms", campaign="campaign-007",
            rule="rule-03", outcome="deny",
        ),
    }  # fmt: skip


def _searching(
    services: Services, plan: AuditPlan, subjects: Sequence[str]
) -> dict[str, object]:
    """Find first pages, and pages in the midst of a search; the best of some tries."""
    find = services.log.find
    with services.database.reading() as conn:
        found = {
            name: _best(plan, partial(find, conn, filters, limit=PAGE))
            for name, filters in searches(subjects).items()
        }
        half = Filters(until=BEGIN + DAYS / 2)
        middle = find(conn, half, limit=1)[0].entry_id
        wanted = Filters(kind="policy.decision", outcome="deny")
        older = partial(find, conn, wanted, limit=PAGE, before=middle)
        newer = partial(find, conn, wanted, limit=PAGE, after=middle)
        found["a page before the middle"] = _best(plan, older)
        found["a page after the middle"] = _best(plan, newer)
    return {"worst_ms": max(found.values()), "page": PAGE, "first_page_ms": found}


def _best(plan: AuditPlan, look: Callable[[], object]) -> float:
    times = []
    for _ in range(plan.repeats):
        began = time.perf_counter()
        look()
        times.append(time.perf_counter() - began)
    return _milliseconds(min(times))


def _proving(services: Services) -> dict[str, object]:
    """Prove entries from all over the log, each once, so that none is at hand."""
    times = []
    ids = some_entries(services.database, PROOFS)
    with services.database.reading() as conn:
        for entry_id in ids:
            began = time.perf_counter()
            services.log.proof(conn, entry_id)
            times.append(time.perf_counter() - began)
    return {
        "p50_ms": _milliseconds(statistics.median(times)),
        "p99_ms": _milliseconds(_slowest_but_few(times)),
    }


def _checking(services: Services) -> dict[str, object]:
    """Check the whole log; CPU is that of this process."""
    began, spent = time.perf_counter(), time.process_time()
    with services.database.reading() as conn:
        found = audit.check_log(conn, services.audit_key)
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    return {
        "intact": found.intact,
        "entries": found.entries,
        "bodies": found.bodies,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "entries_per_second": round(found.entries / seconds),
        "entries_per_cpu_second": round(found.entries / cpu),
    }


def _slowest_but_few(times: Sequence[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)
