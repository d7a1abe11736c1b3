"""The canary: unmistakable personal values go through every door, and are then
searched for in everything an installation leaves behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cdp.demo.sink import MailSink
from cdp.settings import Settings
from tests.canary import CANARY, search, search_bytes
from tests.integration.http_live import (
    Live,
    basic,
    choice,
    make_live,
    question,
)
from tests.waiting import wait_until

TRAITS = {
    "email": CANARY["email"],
    "phone": CANARY["phone"],
    "firstName": CANARY["given_name"],
    "lastName": CANARY["family_name"],
    "birthday": CANARY["birth_date"],
    "address": {
        "street": CANARY["street"],
        "city": CANARY["city"],
        "country": "FR",
    },
    "timezone": "Europe/Paris",
}
MAPPING = {
    "record": {"id": "id"},
    "columns": {"email": "email", "given": "firstName", "born": "birthday"},
}


@pytest.fixture
def postbox():
    """A real SMTP server that remembers what it was handed."""
    with MailSink() as sink:
        yield sink


@pytest.fixture
def live(home: Path, postbox: MailSink, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ACCORD_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ACCORD_SMTP_PORT", str(postbox.port))
    monkeypatch.setenv("ACCORD_JOURNEY_SECONDS", "0.3")
    monkeypatch.setenv("ACCORD_LOG_LEVEL", "DEBUG")
    made = make_live(Settings.from_env(home=home))
    with made.server:
        yield made


def accord(live: Live, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cdp", *arguments, "--home", str(live.settings.home)],
        capture_output=True,
        text=True,
        check=False,
    )


def send_in(live: Live) -> list[bytes]:
    """Identify, track, a bad event and a batch: what SDKs bring."""
    who = {"userId": CANARY["user_id"]}
    calls = [
        ("/v1/identify", {**who, "messageId": "m1", "traits": TRAITS}),
        ("/v1/track", {**who, "messageId": "m2", "event": "Signed Up",
                       "properties": {"note": CANARY["family_name"]}}),
        ("/v1/track", {**who, "messageId": "m3", "event": CANARY["email"]}),
        ("/v1/identify", {**who, "messageId": "m4",
                          "traits": {"birthday": CANARY["family_name"]}}),
        ("/v1/track", {"messageId": "m5", "event": 7, "note": CANARY["email"]}),
    ]  # fmt: skip
    return [live.track(path, body).body for path, body in calls]


def make_mistakes(live: Live) -> list[bytes]:
    """Every kind of wrong request, with personal values in every place."""
    email = CANARY["email"]
    wrong = [
        live.post("/v1/consents", {**choice(email), "act": email}),
        live.post("/v1/consents", {**choice(email), email: email}),
        live.post("/v1/consents", {**choice(email), "evidence": {"form": email}}),
        live.post("/v1/permits", {**question(email), "action": {"name": email}}),
        live.post("/access/v1/evaluation", question(email, purpose=email)),
        live.post("/access/v1/evaluation", question(email, campaign=email)),
        live.post("/access/v1/evaluation", {**question(email), "subject": email}),
        live.post("/access/v1/evaluation", f'{{"resource": "{email}"'.encode()),
        live.get(f"/v1/decisions/{email}"),
        live.get(f"/v1/receipts/{email}"),
        live.get(f"/en/unsubscribe/{email}"),
        live.get(f"/{email}"),
        live.post("/v1/identify", {"traits": TRAITS}, basic(email)),
        live.post("/oauth/token", email.encode(), basic(email, email)),
    ]
    assert {a.status for a in wrong} <= {200, 400, 401, 403, 404, 415, 422}
    return [answer.body for answer in wrong]


def import_rows(live: Live, folder: Path) -> str:
    file, mapping = folder / "rows.csv", folder / "mapping.json"
    file.write_text(
        "id,email,given,born\n"
        f"1,{CANARY['email']},{CANARY['given_name']},{CANARY['birth_date']}\n"
        f"2,{CANARY['email']},{CANARY['given_name']},never {CANARY['birth_date']}\n"
        f",{CANARY['email']},{CANARY['given_name']},{CANARY['birth_date']}\n"
    )
    mapping.write_text(json.dumps(MAPPING))
    done = accord(
        live, "import", str(file), "--source", "shop", "--mapping", str(mapping)
    )
    assert done.returncode in (0, 3), done.stderr
    linked = accord(live, "link")
    assert linked.returncode == 0, linked.stderr
    held = accord(live, "quarantine", "list")
    return "".join(p.stdout + p.stderr for p in (done, linked, held))


def test_no_planted_value_is_found_outside_an_opened_field(
    live: Live, postbox: MailSink, tmp_path: Path
) -> None:
    bodies = send_in(live) + make_mistakes(live)
    for act in ("grant", "withdraw", "grant"):
        assert live.post("/v1/consents", choice(CANARY["email"], act)).status == 201
    asked = live.post("/v1/permits", question(CANARY["email"]))
    assert asked.json["decision"], asked.body
    bodies.append(asked.body)
    bodies.append(live.get(f"/v1/decisions/{asked.json['context']['id']}").body)
    told = import_rows(live, tmp_path)
    live.server.stop()

    export = live.settings.home / "export.jsonl"
    assert accord(live, "audit", "export", "--to", str(export)).returncode == 0
    assert accord(live, "audit", "verify").returncode == 0
    left = sorted(p for p in live.settings.home.rglob("*") if p.is_file())
    assert {"accord.db", "server.log", "export.jsonl"} <= {p.name for p in left}
    assert search(left) == []
    assert search_bytes("answers", b"\n".join(bodies)) == []
    assert search_bytes("commands", told.encode()) == []


def test_the_canary_reaches_the_mail_that_a_permit_allows(
    live: Live, postbox: MailSink
) -> None:
    """The values do go through: the search above would be empty without them too."""
    send_in(live)
    assert live.post("/v1/consents", choice(CANARY["email"])).status == 201
    live.track(
        "/v1/track",
        {"userId": CANARY["user_id"], "messageId": "m9", "event": "Signed Up"},
    )
    wait_until(lambda: postbox.mails, "the welcome mail")
    assert postbox.mails[0].to == (CANARY["email"],)
