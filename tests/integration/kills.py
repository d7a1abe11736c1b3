"""A real installation under load whose processes are killed, and what must then hold.

Callers do as docs/api.md says: they send the same again under the same key until they
are answered. So in the end everything they asked for is there exactly once.
"""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Self

import sqlalchemy as sa

from audit import merkle
from cdp.database import Database
from cdp.settings import Settings
from tests.integration.http_live import Live, choice, identify, make_live, question
from tests.waiting import wait_until

CALLERS = 16
HOT = 4
CAP = 3
BUSY = (502, 503)
PATIENCE = 600.0  # a machine that does other things too


@dataclass
class Seen:
    """What callers were told. Appending to a list is safe between threads."""

    people: set[int] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    permits: set[str] = field(default_factory=set)
    choices: dict[str, str] = field(default_factory=dict)
    outcomes: set[tuple[str, str]] = field(default_factory=set)
    notes: dict[int, set[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    repeated: int = 0

    @property
    def answers(self) -> int:
        return len(self.decisions) + len(self.choices) + len(self.outcomes)

    def decided(self, answer) -> None:
        self.decisions.add(answer["context"]["id"])
        self.entries.add(answer["context"]["audit"]["entry"])


class Caller(threading.Thread):
    """One client that works for ever new people, and insists."""

    def __init__(
        self, live: Live, seen: Seen, stop: threading.Event, number: int, seed
    ):
        super().__init__(daemon=True)
        self.live, self.seen, self.stop, self.number = live, seen, stop, number
        self.rng = random.Random(f"{seed}/{number}")
        self.keys = 0

    def run(self) -> None:
        try:
            person = self.meet(self.number + CALLERS)
            while not self.stop.is_set():
                self.serve(person)
                if self.rng.random() < 0.3:
                    person = self.meet(person + CALLERS)
        except Exception as err:  # said at the end, by the test
            self.seen.wrong.append(f"caller {self.number}: {err!r}")

    def meet(self, person: int) -> int:
        self.insist("/v1/identify", identify(person), tracking=True)
        self.seen.people.add(person)
        return person

    def serve(self, person: int) -> None:
        who = f"person-{person}@example.test"
        self.choose(who, "grant")
        self.evaluate(who)
        self.use(self.permit(who), "sent", "sent", "complained", "failed", None)
        many_want = f"person-{self.rng.randrange(HOT)}@example.test"
        self.use(self.permit(many_want), "sent", "failed", "cancelled", None)
        if self.rng.random() < 0.3:
            self.choose(who, "withdraw")

    def choose(self, who: str, act: str) -> None:
        kept = self.insist("/v1/consents", choice(who, act))
        self.seen.choices[kept["id"]] = kept["receipt"].rpartition("/")[2]

    def evaluate(self, who: str) -> None:
        self.seen.decided(self.insist("/access/v1/evaluation", question(who)))

    def permit(self, who: str) -> str | None:
        answer = self.insist("/v1/permits", question(who))
        self.seen.decided(answer)
        permit = answer.get("permit")
        if permit is None:
            return None
        self.seen.permits.add(permit["id"])
        return permit["id"]

    def use(self, permit: str | None, *outcomes: str | None) -> None:
        status = self.rng.choice(outcomes)
        if permit is None or status is None:
            return
        self.insist(f"/v1/permits/{permit}/outcome", {"status": status})
        self.seen.outcomes.add((permit, status))

    def insist(self, path: str, body, *, tracking: bool = False):
        """Send it until it is answered, each time under the same key."""
        self.keys += 1
        headers = {**self.live.bearer, "Idempotency-Key": f"c{self.number}-{self.keys}"}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                got = self.live.track(path, body) if tracking else self.live.post(
                    path, body, headers
                )  # fmt: skip
            except (OSError, HTTPException):
                self.seen.repeated += 1
                time.sleep(self.rng.uniform(0.1, 0.4))
                continue
            if got.status in BUSY or b'"audit-unavailable"' in got.body:
                self.seen.repeated += 1
                time.sleep(self.rng.uniform(0.1, 0.4))
                continue
            assert got.status in (200, 201), (path, got.status, got.body[:300])
            return got.json
        raise AssertionError(f"{path} was not answered in {PATIENCE:g} s")


class Watcher(threading.Thread):
    """A client that keeps every signed checkpoint it ever saw."""

    def __init__(self, database_of, seen: Seen, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.engine, self.seen, self.stop = database_of, seen, stop

    def run(self) -> None:
        query = sa.text(
            "SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 20"
        )
        while not self.stop.is_set():
            try:
                with self.engine.connect() as conn:
                    for size, note in conn.execute(query):
                        self.seen.notes.setdefault(size, set()).add(note)
            except sa.exc.DBAPIError:
                pass  # the database itself was just killed
            time.sleep(0.1)


class Worker:
    """`accord worker`, beside the server."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "cdp", "worker", "--home", str(self.home)]
        with (self.home / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def tell(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self, number: signal.Signals) -> None:
        self.tell(number)
        self.process.wait(60)


class Load:
    """Callers, a watcher, a server and a worker; kill what you like meanwhile."""

    def __init__(self, settings: Settings, seed: object) -> None:
        self.seed, self.rng = seed, random.Random(f"{seed}/kills")
        self.live = make_live(settings)
        self.worker = Worker(settings)
        # The product's own driver: a second SQLite library in one process undoes the
        # locks of the first (sqlite.org/howtocorrupt.html section 2.2.1).
        self.engine = Database(settings.database_url).engine
        self.seen, self.stop = Seen(), threading.Event()
        self.kills: dict[str, int] = {}
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.live.server.start()
        self.worker.start()
        first = Caller(self.live, self.seen, self.stop, 0, self.seed)
        for person in range(HOT):
            first.insist("/v1/identify", identify(person), tracking=True)
            first.choose(f"person-{person}@example.test", "grant")
        self.threads = [
            Caller(self.live, self.seen, self.stop, number + HOT, self.seed)
            for number in range(CALLERS)
        ]
        self.threads.append(Watcher(self.engine, self.seen, self.stop))
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()
        for number, process in (
            (signal.SIGKILL, self.worker.process),
            (signal.SIGKILL, self.live.server.process),
        ):
            if process is not None and process.poll() is None:
                process.send_signal(number)
                process.wait(30)
        self.engine.dispose()

    def finish(self) -> None:
        """Let everybody come to the end of what they insist on."""
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE + 30)

    def kill_something(self) -> None:
        """Kill -9 at a moment nobody chose, while callers are being answered."""
        enough = self.seen.answers + CALLERS
        wait_until(lambda: self.seen.answers > enough, "answers", seconds=PATIENCE)
        time.sleep(self.rng.uniform(0.05, 0.7))
        ways = {"server": self.kill_server, "worker": self.kill_worker}
        if self.engine.dialect.name == "postgresql":
            ways["backend"] = self.kill_backend
        name = self.rng.choice(["server", *ways])
        ways[name]()
        self.kills[name] = self.kills.get(name, 0) + 1

    def kill_server(self) -> None:
        self.live.server.kill()
        self.live.server.start()

    def kill_worker(self) -> None:
        self.worker.end(signal.SIGKILL)
        self.worker.start()

    def kill_backend(self) -> None:
        """One of PostgreSQL's own processes: it drops everybody, and recovers."""
        others = sa.text(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        wait_until(lambda: self._pids(others), "a backend")
        os.kill(self.rng.choice(self._pids(others)), signal.SIGKILL)
        wait_until(lambda: self._pids(others) is not None, "the recovery")

    def _pids(self, query) -> list[int] | None:
        try:
            with self.engine.connect() as conn:
                return list(conn.execute(query).scalars())
        except sa.exc.DBAPIError:
            return None

    def figures(self) -> dict[str, object]:
        seen = self.seen
        return {
            "seed": self.seed,
            "database": self.engine.dialect.name,
            "kills": dict(sorted(self.kills.items())),
            "decisions answered": len(seen.decisions),
            "permits answered": len(seen.permits),
            "choices answered": len(seen.choices),
            "outcomes answered": len(seen.outcomes),
            "sent again": seen.repeated,
            "checkpoints kept": len(seen.notes),
        }


def kept(conn, names: str, table: str) -> list:
    return conn.execute(sa.text(f"SELECT {names} FROM {table}")).all()


def leaves(conn) -> dict[str, str]:
    """Every entry there is, placed or waiting, with its kind."""
    found = {}
    for table in ("audit_outbox", "audit_log"):
        for entry_id, leaf in kept(conn, "entry_id, leaf", table):
            found[entry_id] = json.loads(bytes(leaf))["k"]
    return found


def lost(conn, seen: Seen) -> list[str]:
    """What was acknowledged and is not there; right at any time, also under load."""
    entries, decisions, permits = (
        set(seen.entries),
        set(seen.decisions),
        set(seen.permits),
    )
    choices, outcomes = dict(seen.choices), set(seen.outcomes)
    receipts = dict(kept(conn, "id, audit_entry", "consent_receipt"))
    proofs = dict(kept(conn, "id, audit_entry", "consent_decision"))
    there = leaves(conn)
    entries |= {receipts.get(one, f"of receipt {one}") for one in choices.values()}
    entries |= {proofs.get(one, f"of decision {one}") for one in decisions}
    return [
        *(f"entry {one}" for one in entries - set(there)),
        *(f"permit {one}" for one in permits - ids(conn, "consent_permit")),
        *(f"choice {one}" for one in set(choices) - ids(conn, "consent_act")),
        *(f"outcome {one}" for one in outcomes - pairs(conn)),
    ]


def ids(conn, table: str) -> set[str]:
    return {row[0] for row in kept(conn, "id", table)}


def pairs(conn) -> set[tuple[str, str]]:
    return {(row[0], row[1]) for row in kept(conn, "permit, status", "consent_outcome")}


def unmatched(conn, seen: Seen) -> list[str]:
    """Effects without entry, entries without effect, and what is there twice.

    For when everybody was answered: then what is there is what was answered.
    """
    by_kind: dict[str, set[str]] = {}
    for entry_id, kind in leaves(conn).items():
        by_kind.setdefault(kind, set()).add(entry_id)
    said = {row[0] for row in kept(conn, "audit_entry", "consent_decision")}
    changed = {row[0] for row in kept(conn, "audit_entry", "consent_receipt")}
    by_hand = {
        row[0] for row in kept(conn, "id", "consent_act WHERE method = 'web_form'")
    }
    outcomes, permits = pairs(conn), ids(conn, "consent_permit")
    issued = by_kind.get("permit.issue", set())
    faults = {
        "decisions and their entries": said ^ by_kind["policy.decision"] ^ issued,
        "choices and their entries": changed ^ by_kind.get("consent.change", set()),
        "choices that nobody was told of": by_hand ^ set(seen.choices),
        "permits that nobody was told of": permits ^ seen.permits,
        "outcomes that nobody was told of": outcomes ^ seen.outcomes,
    }
    found = [f"{what}: {sorted(which)[:5]}" for what, which in faults.items() if which]
    if len(permits) != len(issued):
        found.append("permits and their entries differ in number")
    if len(outcomes) != len(by_kind.get("permit.outcome", ())):
        found.append("outcomes and their entries differ in number")
    return found


def over_cap(conn) -> list[str]:
    """People with more touches than the cap: every limit of the run is three."""
    query = sa.text(
        "SELECT subject, count(*) FROM consent_contact "
        "WHERE state IN ('reserved', 'sent') GROUP BY subject HAVING count(*) > :cap"
    )
    return [f"{row[0]}: {row[1]}" for row in conn.execute(query, {"cap": CAP})]


def split(conn, notes: dict[int, set[str]]) -> list[str]:
    """Checkpoints, of all that were ever seen, that the log of now does not extend."""
    hashes = kept(conn, "idx, leaf_hash", "audit_log ORDER BY idx")
    stored = dict(kept(conn, "size, note", "audit_checkpoint"))
    tree, found = merkle.Frontier(), []
    for _, hashed in hashes:
        tree.append(bytes(hashed))
        for note in notes.get(tree.size, ()):
            root = base64.b64decode(note.splitlines()[2])
            if root != tree.root() or stored.get(tree.size) != note:
                found.append(f"checkpoint {tree.size}")
    return found + [f"checkpoint {size}" for size in notes if size > tree.size]
