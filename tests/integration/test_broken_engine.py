"""An engine that is broken, in whatever way, refuses; every refusal is audited."""

import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from audit import Filters
from cdp import access
from cdp.app import create_app
from cdp.assembly import assemble, initialise, utc_now
from cdp.settings import Settings, default_policy_dir
from tests.integration.asks import GRANT, QUESTION, identify

ENTRY = Path("decision") / "decision.rego"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A copy of the shipped policies that a test may break."""
    return Path(shutil.copytree(default_policy_dir(), tmp_path / "policies"))


def ask_twice(settings: Settings) -> list[dict[str, object]]:
    """Grant, then ask for a check and for a permit; give both answers."""
    initialise(settings, utc_now())
    services = assemble(settings)
    with services.database.transaction() as conn:
        scopes = ["decisions:evaluate", "permits:write", "consents:write"]
        secret = access.add_client(conn, "email-esp", scopes, utc_now())
        key = access.add_source(conn, "web", now=utc_now())
    client = create_app(services).test_client()
    identify(client, key)
    bearer = {"Authorization": f"Bearer email-esp.{secret}"}
    granted = client.post("/v1/consents", json=GRANT, headers=bearer)
    assert granted.status_code == 201, granted.text
    answers = []
    for path in ("/access/v1/evaluation", "/v1/permits"):
        answer = client.post(path, json=QUESTION, headers=bearer)
        assert answer.status_code in (200, 201), answer.text
        answers.append(answer.json)
    with services.database.reading() as conn:
        for one in answers:
            outcome = "allow" if one["decision"] else "deny"
            found = services.log.find(conn, Filters(outcome=outcome))
            written = {entry.entry_id for entry in found}
            assert one["context"]["audit"]["entry"] in written
    services.close()
    return answers


def settings_for(home: Path, policies: Path, **more: str) -> Settings:
    environ = {
        "ACCORD_HOME": str(home),
        "ACCORD_POLICY_DIR": str(policies),
        "ACCORD_SCHEDULER": "false",
    }
    return Settings.from_env(environ | more)


def refusals(answers: list[dict[str, object]]) -> set[str]:
    assert [a["decision"] for a in answers] == [False, False]
    return {r["rule"] for a in answers for r in a["context"]["reasons"]}


def replace_entry(policies: Path, answer: str) -> None:
    (policies / ENTRY).write_text(f"package decision\n\nimport rego.v1\n\n{answer}\n")


def test_whole_policies_permit_what_the_broken_ones_refuse(
    home: Path, policies: Path
) -> None:
    """Without this the five tests below could pass for another reason."""
    answers = ask_twice(settings_for(home, policies))
    assert [a["decision"] for a in answers] == [True, True]


def test_a_missing_rule_file_refuses(home: Path, policies: Path) -> None:
    shutil.rmtree(policies / "rules" / "consent_given")
    assert refusals(ask_twice(settings_for(home, policies)))


def test_an_exception_in_the_engine_refuses(home: Path, policies: Path) -> None:
    replace_entry(policies, 'answer := {"allow": to_number("never a number")}')
    assert refusals(ask_twice(settings_for(home, policies))) <= {
        "engine-error",
        "engine-undefined",
    }


def test_an_answer_of_the_wrong_shape_refuses(home: Path, policies: Path) -> None:
    replace_entry(policies, 'answer := {"allow": "yes"}')
    assert refusals(ask_twice(settings_for(home, policies))) == {"engine-undefined"}


def test_an_undefined_answer_refuses(home: Path, policies: Path) -> None:
    replace_entry(policies, "answer := {} if input.never")
    assert refusals(ask_twice(settings_for(home, policies))) == {"engine-undefined"}


class SlowOpa(BaseHTTPRequestHandler):
    """Answers yes, but long after anybody waits for it."""

    def do_POST(self) -> None:
        time.sleep(1.5)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def slow_opa() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowOpa)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_slow_engine_refuses_before_it_answers(
    home: Path, policies: Path, slow_opa: str
) -> None:
    settings = settings_for(
        home, policies, ACCORD_POLICY_ENGINE="opa", ACCORD_OPA_URL=slow_opa
    )
    assert refusals(ask_twice(settings)) == {"policy-unavailable"}
