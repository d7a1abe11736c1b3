"""From a question over HTTP to a published policy and back, on the real path."""

import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from cdp import access
from cdp.access import staff
from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise, refuse_unpublished, utc_now
from cdp.errors import ApprovalNeededError, UnavailableError
from cdp.publishing import (
    Trying,
    compare_policies,
    publish_policies,
    vouch,
)
from cdp.settings import Settings, default_policy_dir
from cdp.vouching import Passwords
from consent import Bundle, WhatIf, Word
from tests.integration.asks import GRANT, QUESTION, identify
from tests.quick import quicken

PASSWORDS = Passwords(author="x" * 20, approver="x" * 20)
AGREED = Word(author="ada", approver="dora", reason="agreed in the council")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    quicken(monkeypatch)


def settings_for(home: Path, policies: Path) -> Settings:
    environ = {"ACCORD_HOME": str(home), "ACCORD_POLICY_DIR": str(policies)}
    return Settings.from_env(environ | {"ACCORD_SCHEDULER": "false"})


def without_a_channel(folder: Path) -> Path:
    """Copy the policies with a newsletter that has no channel left."""
    made = Path(shutil.copytree(default_policy_dir(), folder / "tightened"))
    path = made / "data" / "purposes" / "data.json"
    purposes = json.loads(path.read_text())
    purposes["newsletter"]["channels"] = []
    path.write_text(json.dumps(purposes))
    return made


class Asker:
    """One channel system, whichever process answers it."""

    def __init__(self, services: Services) -> None:
        with services.database.transaction() as conn:
            scopes = ["decisions:evaluate", "consents:write"]
            secret = access.add_client(conn, "email-esp", scopes, utc_now())
            key = access.add_source(conn, "web", now=utc_now())
            access.add_staff(conn, "ada", "x" * 20, ["operator"], utc_now())
            access.add_staff(conn, "dora", "x" * 20, ["dpo"], utc_now())
        self.bearer = {"Authorization": f"Bearer email-esp.{secret}"}
        client = create_app(services).test_client()
        identify(client, key)
        granted = client.post("/v1/consents", json=GRANT, headers=self.bearer)
        assert granted.status_code == 201, granted.text

    def ask(self, services: Services) -> Mapping[str, object]:
        client = create_app(services).test_client()
        path = "/access/v1/evaluation"
        answer = client.post(path, json=QUESTION, headers=self.bearer)
        assert answer.status_code == 200, answer.text
        return answer.json

    def is_allowed(self, services: Services) -> bool:
        return self.ask(services)["decision"] is True


def tried(services: Services, after: Bundle) -> WhatIf:
    since = services.now() - timedelta(days=1)
    return compare_policies(services, after, Trying(since=since), lambda *_: None)


def test_tightened_published_served_and_taken_back(home: Path, tmp_path: Path) -> None:
    shipped = settings_for(home, default_policy_dir())
    tightened = settings_for(home, without_a_channel(tmp_path))
    initialise(shipped, utc_now())
    first = assemble(shipped)
    asker = Asker(first)
    assert asker.is_allowed(first)

    # What nobody published judges nothing, whatever it says.
    early = assemble(tightened)
    [reason] = asker.ask(early)["context"]["reasons"]
    assert reason["rule"] == "policy-unavailable"
    with pytest.raises(UnavailableError, match="were never published"):
        refuse_unpublished(early)

    # One permit would be lost, the refusal of the early server is no rule's.
    found = tried(first, Bundle.of(early.bundle.files))
    assert (found.comparison.lost, found.comparison.gained) == (1, 0)
    assert (found.comparison.people_lost, found.comparison.apart) == (1, 1)
    assert found.widens == ()
    alone = vouch(first, Word(author="ada"))
    publish_policies(first, Bundle.of(early.bundle.files), alone, found)

    second = assemble(tightened)
    refused = {one["rule"] for one in asker.ask(second)["context"]["reasons"]}
    assert "channel-not-of-purpose" in refused
    with pytest.raises(UnavailableError, match="not in force any more"):
        refuse_unpublished(assemble(shipped))

    # To go back gives that refusal up, so somebody has to agree.
    back = tried(second, first.bundle)
    assert (back.comparison.gained, back.comparison.people_gained) == (1, 1)
    assert back.comparison.rules["channel-not-of-purpose"].gained == 1
    with pytest.raises(ApprovalNeededError, match="1 recorded refusals of 1 persons"):
        publish_policies(second, first.bundle, alone, back)
    publish_policies(second, first.bundle, vouch(second, AGREED, PASSWORDS), back)
    assert asker.is_allowed(assemble(shipped))
