"""A running Accord and its OPA server: set up as the page says, and upgraded."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cdp.assembly import assemble, utc_now
from cdp.bench.servers import ServerProcess, free_port
from cdp.settings import Settings
from consent import Bundle, Word, publish
from tests.contracts.opa_server import find_opa, free_address
from tests.integration.http_live import (
    Live,
    basic,
    choice,
    identify,
    install,
    question,
    with_cap_of_three,
)

LEA = "person-1@example.test"
TOKEN = "a-token-of-a-test-that-is-long-enough"


@pytest.fixture
def live(home: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """An installation that asks an OPA server; neither of the two runs yet."""
    port = free_port()
    monkeypatch.setenv("ACCORD_POLICY_ENGINE", "opa")
    monkeypatch.setenv("ACCORD_OPA_URL", f"http://{free_address()}")
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    # A busy machine may take its time; how much it takes is not asked here.
    monkeypatch.setenv("ACCORD_POLICY_TIMEOUT_SECONDS", "5")
    settings = Settings.from_env(home=home)
    key, write_key = install(settings)
    server = ServerProcess(
        ["cdp", "serve", "--home", str(home)],
        ready="/health/live",
        log=home / "server.log",
        port=port,
    )
    return Live(settings, key, write_key, server, {"Authorization": f"Bearer {key}"})


@contextmanager
def opa_of(live: Live, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server, configured and started by what our own command says."""
    said = subprocess.run(
        [sys.executable, "-m", "cdp", "policy", "server-config", str(folder),
         "--home", str(live.settings.home), "--from", live.url, "--json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    words = json.loads(said.stdout)["start"].split()
    with (folder / "opa.log").open("wb") as log:
        process = subprocess.Popen(
            [find_opa(), *words[1:]],
            stdout=log, stderr=log,
            env={**os.environ, "ACCORD_BUNDLE_TOKEN": live.key},
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def until(happens: Callable[[], bool]) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if happens():
            return time.monotonic() - began
        time.sleep(0.05)
    pytest.fail("it did not happen within a minute")


def publish_folder(live: Live, folder: Path) -> None:
    services = assemble(live.settings)
    with services.database.transaction() as conn:
        word = Word(author="the-test")
        publish(conn, services.log, Bundle.load(folder), word, utc_now())
    services.close()


def is_ready(live: Live) -> bool:
    return live.get("/health/ready").status == 200


def asked(live: Live) -> dict:
    answer = live.post("/access/v1/evaluation", question(LEA))
    assert answer.status == 200, answer.body
    return answer.json


def test_the_server_fetches_our_policies_and_an_upgrade_needs_no_hand(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opa_of(live, tmp_path):
        with live.server:
            until(lambda: is_ready(live))
            live.post("/v1/identify", identify(1), basic(live.write_key))
            assert live.post("/v1/consents", choice(LEA)).status == 201
            before = asked(live)
            assert before["decision"], before
        policies = with_cap_of_three(tmp_path)
        publish_folder(live, policies)
        monkeypatch.setenv("ACCORD_POLICY_DIR", str(policies))
        with live.server:
            # Ready again only when the server has the new policies, and not before.
            took = until(lambda: is_ready(live))
            after = asked(live)
    print(f"ready {took:.2f} s after the start with new policies")
    assert after["decision"], after
    revisions = {a["context"]["policy"]["revision"] for a in (before, after)}
    assert len(revisions) == 2


def test_until_the_server_has_our_policies_we_refuse_and_are_not_ready(
    live: Live, tmp_path: Path
) -> None:
    with live.server:
        live.post("/v1/identify", identify(1), basic(live.write_key))
        assert not is_ready(live)
        refused = asked(live)
        assert refused["decision"] is False
        assert refused["context"]["reasons"][0]["rule"] == "policy-unavailable"
        assert refused["context"]["audit"]["entry"]
        with opa_of(live, tmp_path):
            until(lambda: is_ready(live))
