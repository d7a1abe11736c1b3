"""Kill -9 under 16 callers on both databases: nothing acknowledged is lost.

pytest -m slow tests/integration/test_kills.py             150 kills on each database
make soak                                                  500 on each
"""

import json
import random
import sys
import time
from contextlib import ExitStack

import pytest

from audit import check_log
from cdp.assembly import assemble
from cdp.errors import UnavailableError
from cdp.settings import Settings
from tests.amounts import amounts
from tests.integration.http_live import with_cap_of_three
from tests.integration.kills import Load, lost, over_cap, split, unmatched
from tests.postgres import PostgresServer
from tests.waiting import wait_until

LOOK_EVERY = 10


@pytest.fixture(params=["sqlite", "postgresql"])
def settings_to_kill(request, home, monkeypatch):
    """An installation of its own; its PostgreSQL too, as that is killed as well."""
    env = {
        "ACCORD_HOME": str(home),
        "ACCORD_POLICY_DIR": str(with_cap_of_three(home.parent)),
        "ACCORD_PERMIT_SECONDS": "86400",
        "ACCORD_SEAL_SECONDS": "0.2",
    }
    with ExitStack() as server:
        if request.param == "postgresql":
            if not PostgresServer.available():
                pytest.skip("LEFT OUT: PostgreSQL is not installed on this machine")
            env["ACCORD_DATABASE_URL"] = server.enter_context(PostgresServer()).url
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        yield Settings.from_env()


@amounts(5, 150)
def test_what_was_acknowledged_outlives_every_kill(settings_to_kill, amount):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", file=sys.stderr)
    services = None
    with Load(settings_to_kill, seed) as load:
        services = assemble(settings_to_kill)
        for number in range(1, amount + 1):
            load.kill_something()
            if number % LOOK_EVERY == 0:
                wait_until(lambda: answers(services), "the database")
                look(services, load, under_load=True)
                print(json.dumps(load.figures()), file=sys.stderr)
        load.finish()
        look(services, load, under_load=False)
        services.close()
        print(json.dumps(load.figures()), file=sys.stderr)
        assert len(load.seen.permits) > amount
        assert load.seen.repeated
        assert load.seen.notes


def answers(services) -> bool:
    """Whether a database whose process was killed takes connections again."""
    try:
        services.database.ping()
        time.sleep(0.5)
        services.database.ping()
    except UnavailableError:
        return False
    return True


def look(services, load, *, under_load):
    """Nothing acknowledged is lost and the log is whole; at rest it fits exactly."""
    promised = load.seen
    # Before the reading begins: what is seen later is not in it.
    notes = {size: set(found) for size, found in list(promised.notes.items())}
    with services.database.reading() as conn:
        assert promised.wrong == []
        assert lost(conn, promised) == []
        report = check_log(conn, services.audit_key)
        assert report.broken == ()
        assert split(conn, notes) == []
        if not under_load:
            assert unmatched(conn, promised) == []
            assert over_cap(conn) == []
            circles = {
                one: services.asking.circle(conn, "user_id", f"user-{one}")
                for one in promised.people
            }
            assert [one for one, circle in circles.items() if not circle.known] == []
