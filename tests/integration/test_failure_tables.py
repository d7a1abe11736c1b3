"""Each write of each audited act fails once as "not stored", once as "stored but
reported failed": the log verifies after each, and asked again it is there once."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from audit import Body, Entry, check_log
from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.settings import Settings
from tests.amounts import amounts, sample
from tests.integration.faults import (
    COMMIT,
    WRITE,
    Faults,
    entries_only,
    grown,
    sizes,
)
from tests.integration.http_live import (
    basic,
    choice,
    identify,
    installed_in,
    question,
)
from tests.integration.proxy import Proxy


@dataclass
class Stage:
    """An installation in which statements fail, and a caller who repeats himself."""

    services: Services
    faults: Faults
    people: int = 0
    keys: int = 0

    def __post_init__(self) -> None:
        self.client = create_app(self.services).test_client()
        self.installed = installed_in(self.services)

    def new(self) -> str:
        self.people += 1
        return f"person-{self.people}@example.test"

    def met(self) -> str:
        who = self.new()
        self.post("/v1/identify", identify(self.people))
        self.post("/v1/consents", choice(who))
        return who

    def permitted(self) -> tuple[str, str]:
        who = self.met()
        return who, self.post("/v1/permits", question(who)).get_json()["permit"]["id"]

    def post(self, path: str, body, key: str = ""):
        headers = {**self.installed.bearer, "Idempotency-Key": key}
        if path == "/v1/identify":
            headers = basic(self.installed.write_key)
        return self.client.post(path, json=body, headers=headers)

    def call(self, path: str, body) -> Callable[[], object]:
        """An act that can be done again, by the same request under the same key."""
        self.keys += 1
        key = f"key-{self.keys}"
        return lambda: self.post(path, body, key)

    def drained(self, count: int) -> None:
        """Everything has its place and is sealed, and so many more entries wait."""
        with self.services.database.transaction() as conn:
            self.services.log.sequence(conn)
        with self.services.database.transaction() as conn:
            self.services.log.seal(conn)
        for _ in range(count):
            self.append()

    def append(self) -> None:
        with self.services.database.transaction() as conn:
            self.services.log.append(
                conn,
                Entry(at=utc_now(), kind="config", outcome="done"),
                [Body(subject=None, document={"a": 1})],
            )

    def within(self, act: Callable[[sa.Connection], object]) -> Callable[[], object]:
        def run() -> None:
            with self.services.database.transaction() as conn:
                act(conn)

        return run


def a_choice(stage: Stage):
    return stage.call("/v1/consents", choice(stage.new()))


def a_withdrawal(stage: Stage):
    return stage.call("/v1/consents", choice(stage.permitted()[0], "withdraw"))


def a_request(stage: Stage):
    resource = {"type": "email", "id": stage.met()}
    return stage.call("/v1/requests", {"kind": "objection", "resource": resource})


def a_permit(stage: Stage):
    return stage.call("/v1/permits", question(stage.met()))


def an_outcome(stage: Stage):
    permit = stage.permitted()[1]
    return stage.call(f"/v1/permits/{permit}/outcome", {"status": "sent"})


def a_complaint(stage: Stage):
    permit = stage.permitted()[1]
    return stage.call(f"/v1/permits/{permit}/outcome", {"status": "complained"})


def an_evaluation(stage: Stage):
    return stage.call("/access/v1/evaluation", question(stage.met()))


def a_delivery(stage: Stage):
    stage.new()
    return stage.call("/v1/identify", identify(stage.people))


def sequencing(stage: Stage):
    stage.drained(3)
    return stage.within(stage.services.log.sequence)


def sealing(stage: Stage):
    stage.drained(2)
    stage.within(stage.services.log.sequence)()
    return stage.within(stage.services.log.seal)


def forgetting(stage: Stage):
    who = stage.met()
    with stage.services.database.reading() as conn:
        subject = stage.services.asking.circle(conn, "email", who).asked
    return stage.within(lambda conn: stage.services.log.forget(conn, subject))


CALLS = (
    a_choice, a_withdrawal, a_request, a_permit, an_outcome, a_complaint, an_evaluation,
    a_delivery,
)  # fmt: skip
INSIDE = (sequencing, sealing, forgetting)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request, tmp_path_factory):
    env = {
        "ACCORD_HOME": str(tmp_path_factory.mktemp("home")),
        "ACCORD_SCHEDULER": "false",
    }
    with ExitStack() as ended:
        proxy = None
        if request.param == "postgresql":
            server = sa.make_url(request.getfixturevalue("postgres_server"))
            name = f"faults{id(ended)}"
            admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
            with admin.connect() as conn:
                conn.exec_driver_sql(f"CREATE DATABASE {name}")
            ended.callback(admin.dispose)
            proxy = ended.enter_context(Proxy(server.port))
            url = server.set(port=proxy.port, database=name)
            env["ACCORD_DATABASE_URL"] = url.render_as_string(hide_password=False)
        settings = Settings.from_env(env)
        initialise(settings, utc_now())
        services = assemble(settings)
        ended.callback(services.close)
        yield Stage(services, Faults(services.database, proxy))


@dataclass
class Table:
    """One act, and what became of it at each of its writes."""

    stage: Stage
    prepare: Callable[[Stage], Callable[[], object]]
    lines: int = 0
    faults: list[str] = field(default_factory=list)

    def fill(self, amount: int) -> None:
        act = self.prepare(self.stage)
        before = self.sizes()
        with self.stage.faults.watching() as statements:
            act()
        self.usual = grown(before, self.sizes())
        # After its commit an act is on record: what follows waits for the checkpoint,
        # and has its own tables (`sequencing`, `sealing`).
        end = statements.index(COMMIT) + 1
        writes = [n for n, one in enumerate(statements[:end]) if WRITE.match(one)]
        *before_it, commit = writes
        assert statements[commit] == COMMIT
        for number in [*sample(before_it, amount), commit]:
            for is_done_first in (False, True):
                self.line(number, statements[number], is_done_first=is_done_first)

    @property
    def database(self):
        return self.stage.services.database

    def sizes(self) -> dict[str, int]:
        found = sizes(self.database)
        return found if self.prepare in INSIDE else entries_only(found)

    def line(self, number: int, statement: str, *, is_done_first: bool) -> None:
        stage, self.lines = self.stage, self.lines + 1
        act = self.prepare(stage)
        before = self.sizes()
        with stage.faults.watching(number, is_done_first=is_done_first) as seen:
            told = attempted(act)
        is_kept = is_done_first and statement == COMMIT
        where = f"{' '.join(statement.split()[:3])} done={is_done_first}"
        assert len(seen) > number, "the statement was not reached"
        self.expect(where, "told", not is_yes(told))
        if statement == COMMIT:
            self.expect(where, "unknown is said", says_unknown(told))
        kept = grown(before, self.sizes())
        self.expect(where, f"kept {kept}", kept == (self.usual if is_kept else {}))
        self.check(where)
        again = attempted(act)
        self.expect(where, f"again {again!r}", is_yes(again))
        once = self.usual
        if is_kept and self.prepare is an_evaluation:  # another question, on purpose
            once = {name: 2 * count for name, count in once.items()}
        after = grown(before, self.sizes())
        self.expect(where, f"in the end {after}, not {once}", after == once)
        self.check(where)

    def check(self, where: str) -> None:
        with self.database.reading() as conn:
            report = check_log(conn, self.stage.services.audit_key)
        self.expect(where, f"{report.broken}", report.intact)

    def expect(self, where: str, what: str, holds: bool) -> None:
        if not holds:
            self.faults.append(f"{self.prepare.__name__} at {where}: {what}")


def attempted(act: Callable[[], object]) -> object:
    try:
        return act()
    except Exception as err:  # what it is, is looked at
        return err


def is_yes(told: object) -> bool:
    """Whether a caller would take it for done."""
    if told is None:
        return True
    status = getattr(told, "status_code", 500)
    return status in (200, 201) and b"audit-unavailable" not in told.data


def says_unknown(told: object) -> bool:
    """Whether a caller is told to repeat himself, and does not take it for undone."""
    if isinstance(told, Exception):
        return getattr(told, "code", "") == "outcome-unknown"
    return b"audit-unavailable" in told.data or b"outcome-unknown" in told.data


@amounts(1, 1_000)  # writes of each act, beside its commit
@pytest.mark.parametrize("prepare", CALLS + INSIDE, ids=lambda one: one.__name__)
def test_every_write_fails_once_in_both_ways(stage, prepare, amount):
    table = Table(stage, prepare)
    table.fill(amount)
    assert table.faults == []
    assert table.lines >= 4
    print(f"{prepare.__name__}: {table.lines} failures")
