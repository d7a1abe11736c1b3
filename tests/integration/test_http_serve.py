"""A real server: its port is its own, and what it signs is checked elsewhere."""

import subprocess
import sys

import consent
from cdp.assembly import assemble
from tests.integration.http_live import choice, identify, live, question

__all__ = ["live"]


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
