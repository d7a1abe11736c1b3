"""Kill -9 under load, ten times: what was acknowledged is there afterwards."""

import itertools
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException

import pytest

import consent
from cdp.assembly import assemble
from tests.integration.http_live import choice, identify, live, question

__all__ = ["live"]
KILLS = 10
CALLERS = 6


@dataclass
class Acknowledged:
    """What the server said it has kept."""

    events: set[int] = field(default_factory=set)
    receipts: set[str] = field(default_factory=set)
    permits: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    wrong: list[object] = field(default_factory=list)


def call_until(stop, live, numbers, seen):
    """Deliver, consent and ask about ever new people until told to stop."""
    while not stop.is_set():
        number = next(numbers)
        who = f"person-{number}@example.test"
        try:
            if live.track("/v1/identify", identify(number)).status == 200:
                seen.events.add(number)
            kept = live.post("/v1/consents", choice(who))
            if kept.status == 201:
                seen.receipts.add(kept.json["receipt"])
            answer = live.post("/v1/permits", question(who))
            if answer.status in (200, 201):
                seen.decisions.add(answer.json["context"].get("id"))
            if answer.status == 201:
                seen.permits.add(answer.json["permit"]["id"])
            elif answer.status >= 500:
                seen.wrong.append(answer.body)
        except (OSError, HTTPException):
            time.sleep(0.05)


@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(live):
    seen, stop, numbers = Acknowledged(), threading.Event(), itertools.count()
    callers = [
        threading.Thread(target=call_until, args=(stop, live, numbers, seen))
        for _ in range(CALLERS)
    ]
    for caller in callers:
        caller.start()
    try:
        for _ in range(KILLS):
            time.sleep(random.uniform(0.3, 1.0))
            live.server.kill()
            live.server.start()  # the port is free at once: the worker died too
        time.sleep(0.5)
    finally:
        stop.set()
        for caller in callers:
            caller.join()
    assert seen.wrong == []
    assert len(seen.permits) >= KILLS, live.server.log.read_text()[-2_000:]
    assert_all_there(live, seen)


def assert_all_there(live, seen):
    for receipt in seen.receipts:
        assert live.get(receipt).status == 200
    for permit in seen.permits:
        assert live.get(f"/v1/permits/{permit}").json["status"] in ("open", "expired")
    for decision in seen.decisions - {None}:
        assert live.get(f"/v1/decisions/{decision}").status == 200
    live.server.stop()
    services = assemble(live.settings)
    try:
        with services.database.reading() as conn:
            for number in seen.events:
                circle = services.asking.circle(conn, "user_id", f"user-{number}")
                assert circle.known
    finally:
        services.close()
    verified = subprocess.run(
        [sys.executable, "-m", "cdp", "audit", "verify", "--home", live.settings.home],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_second_server_on_the_port_says_so_and_ends(live):
    ran = subprocess.run(
        [sys.executable, "-m", "cdp", "serve", "--home", live.settings.home,
         "--port", str(live.server.port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "cannot be used" in ran.stdout + ran.stderr


def test_a_permit_verifies_offline_with_the_published_keys(live):
    live.track("/v1/identify", identify(1))
    live.post("/v1/consents", choice("person-1@example.test"))
    issued = live.post("/v1/permits", question("person-1@example.test"))
    assert issued.status == 201, issued.body
    keys = [
        key
        for key in live.get("/.well-known/jwks.json").json["keys"]
        if key["alg"] == "EdDSA"
    ]
    services = assemble(live.settings)
    claims = consent.verify_permit(
        issued.json["permit"]["token"], keys, client="esp", now=services.now()
    )
    services.close()
    assert claims["jti"] == issued.json["permit"]["id"]
