"""A register that somebody broke: every question is refused, with a sentence why."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from cdp import access
from cdp.app import create_app
from cdp.assembly import Services, assemble, utc_now
from cdp.settings import default_policy_dir
from consent.bundle import REGISTERS
from tests.integration.asks import GRANT, QUESTION, identify


def test_each_register_that_is_broken_refuses_and_is_named(
    services: Services, tmp_path: Path
) -> None:
    with services.database.transaction() as conn:
        scopes = ["decisions:evaluate", "consents:write", "permits:write"]
        secret = access.add_client(conn, "email-esp", scopes, utc_now())
        key = access.add_source(conn, "web", now=utc_now())
    bearer = {"Authorization": f"Bearer email-esp.{secret}"}
    sound = create_app(services).test_client()
    identify(sound, key)
    assert sound.post("/v1/consents", json=GRANT, headers=bearer).status_code == 201
    assert _asked(services, bearer)["decision"] is True

    policies = shutil.copytree(default_policy_dir(), tmp_path / "policies")
    for register in REGISTERS:
        broken = policies / "data" / register / "data.json"
        kept = broken.read_bytes()
        broken.write_text(json.dumps({"no such thing": 1}))
        made = assemble(replace(services.settings, policy_dir=policies))
        refused = _asked(made, bearer)
        said = made.health()["policies"]
        made.close()
        broken.write_bytes(kept)

        rules = {reason["rule"] for reason in refused["context"]["reasons"]}
        assert (refused["decision"], rules) == (False, {"policy-unavailable"}), register
        assert refused["context"]["audit"]["entry"]
        assert f"data/{register}/data.json: " in said


def _asked(services: Services, bearer: dict[str, str]) -> dict:
    client = create_app(services).test_client()
    answer = client.post("/v1/permits", json=QUESTION, headers=bearer)
    assert answer.status_code in (200, 201), answer.text
    return answer.json
