"""A stopped sequencer: whatever would be recorded is refused, and nothing is lost."""

import signal

import pytest

from audit import check_log
from cdp.assembly import assemble
from cdp.settings import Settings
from tests.integration.http_live import (
    WHO,
    choice,
    identify,
    make_live,
    question,
)
from tests.integration.kills import Worker
from tests.waiting import wait_until


@pytest.fixture
def served(home, postgres_url, monkeypatch):
    """A server without jobs, and the worker that runs them.

    On PostgreSQL, where a stopped process holds nothing up that others write.
    """
    monkeypatch.setenv("ACCORD_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ACCORD_SCHEDULER", "false")
    monkeypatch.setenv("ACCORD_SEAL_SECONDS", "0.1")
    monkeypatch.setenv("ACCORD_BACKLOG_SECONDS", "0.5")
    live = make_live(Settings.from_env(home=home))
    worker = Worker(live.settings)
    with live.server:
        worker.start()
        try:
            yield live, worker
        finally:
            worker.end(signal.SIGKILL)


def test_a_stopped_sequencer_stops_what_would_be_recorded(served):
    live, worker = served
    taken = []

    def ask():
        got = live.post("/v1/permits", question(WHO))
        if got.status in (200, 201):
            taken.append(got.json["context"]["audit"]["entry"])
        return got

    def is_open() -> bool:
        return ask().status in (200, 201)

    wait_until(is_open, "the first answer", seconds=60)
    worker.tell(signal.SIGSTOP)
    wait_until(lambda: not is_open(), "the refusal", seconds=60)
    for refused in (
        ask(),
        live.post("/access/v1/evaluation", question(WHO)),
        live.post("/v1/consents", choice(WHO)),
        live.track("/v1/identify", identify(2)),
    ):
        assert refused.status == 503, refused.body
        assert refused.headers["retry-after"] == "5"
        assert refused.json["code"] == "audit-backlog"
    assert live.get("/health/live").status == 200
    worker.tell(signal.SIGCONT)
    wait_until(is_open, "the way back", seconds=60)
    worker.end(signal.SIGTERM)  # it seals what is left
    worker.start()
    services = assemble(live.settings)
    with services.database.reading() as conn:
        assert check_log(conn, services.audit_key).intact
        assert {services.log.entry(conn, one).entry_id for one in taken} == set(taken)
    services.close()
