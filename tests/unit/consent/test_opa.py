"""The adapter against a small server that answers as an OPA would, or does not."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

import pytest

from consent.bundle import Bundle
from consent.errors import PolicyUnavailableError
from consent.opa import Breaker, OpaEngine
from consent.situations import Situation

SHIPPED = Bundle.load(Path(__file__).resolve().parents[3] / "policies")
BUNDLE = replace(SHIPPED, vocabulary={})
YES = {
    "allow": True,
    "refusals": [],
    "obligations": [],
    "unmet": [],
    "waits": [],
    "record": [],
    "exempt": [],
    "legal_basis": None,
}
SITUATION = Situation.of({"a": 1})
OURS = {"bundles": {"accord": {"revision": BUNDLE.revision}}}


def said(result: object) -> dict[str, object]:
    return {"result": result, "provenance": OURS}


def _give(to: IO[bytes], raw: bytes, pause: float) -> None:
    pieces = [raw[at : at + 1] for at in range(len(raw))] if pause else [raw]
    with suppress(OSError):  # who asked may have gone
        for piece in pieces:
            to.write(piece)
            time.sleep(pause)


class Server:
    """Answers every POST with what it was given, and remembers the requests."""

    def __init__(self) -> None:
        self.status = 200
        self.body: object = {"result": YES, "provenance": OURS}
        self.before: Callable[[], None] = lambda: None
        self.hang_up_first = 0
        self.location = ""
        self.pause = 0.0
        self.lost = 0
        self.connections = 0
        self.requests: list[tuple[str, dict[str, str], object]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections += 1

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                sent = json.loads(self.rfile.read(length))
                server.requests.append((self.path, dict(self.headers), sent))
                server.before()
                if server.hang_up_first > 0:
                    server.hang_up_first -= 1
                    self.close_connection = True
                    return
                body = server.body
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(server.status)
                self.send_header("Content-Length", str(len(raw)))
                if server.location:
                    self.send_header("Location", server.location)
                self.end_headers()
                _give(self.wfile, raw[: len(raw) - server.lost], server.pause)
                self.close_connection = server.lost > 0

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(
            target=self.http.serve_forever, args=(0.01,), daemon=True
        ).start()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def engine(server: Server) -> Iterator[OpaEngine]:
    made = OpaEngine(BUNDLE, url=server.url, token="t0k3n", timeout_seconds=5)
    yield made
    made.close()


def reason_of(engine: OpaEngine) -> str:
    with pytest.raises(PolicyUnavailableError) as caught:
        engine.evaluate(SITUATION)
    return caught.value.reason


def test_the_situation_and_nothing_else_is_sent(
    server: Server, engine: OpaEngine
) -> None:
    assert engine.evaluate(SITUATION).allow
    assert engine.revision == BUNDLE.revision

    path, headers, sent = server.requests[0]
    assert path.startswith("/v1/data/decision/answer?")
    assert "strict-builtin-errors=true" in path
    assert "provenance=true" in path
    assert headers["Authorization"] == "Bearer t0k3n"
    assert sent == {"input": {"a": 1}}


def test_the_proxy_of_the_environment_is_not_used(
    server: Server, engine: OpaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")

    assert engine.evaluate(SITUATION).allow


def test_a_netrc_entry_does_not_replace_our_token(
    server: Server, engine: OpaEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    assert engine.evaluate(SITUATION).allow
    assert server.requests[0][1]["Authorization"] == "Bearer t0k3n"


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, {}, "policy-unavailable"),
        (200, [], "engine-undefined"),
        (200, b"<html>", "policy-unavailable"),
        (200, said(None) | {"result": "<undefined>"}, "engine-undefined"),
        (200, {"provenance": OURS}, "engine-undefined"),
        (200, said({"allow": True}), "engine-undefined"),
        (200, said(YES | {"refusals": ["cap-sms-week"]}), "engine-conflict"),
        (200, said(YES | {"allow": False}), "no-rule-allows"),
        (500, {"code": "internal_error"}, "engine-error"),
        (503, {}, "policy-unavailable"),
        (404, {}, "policy-unavailable"),
        (401, {}, "policy-unavailable"),
    ],
)
def test_what_is_no_answer_is_a_refusal(
    server: Server, engine: OpaEngine, status: int, body: object, reason: str
) -> None:
    server.status, server.body = status, body

    assert reason_of(engine) == reason
    assert len(server.requests) == 1, "a decision is not asked for again and again"


@pytest.mark.parametrize(
    "provenance",
    [
        {"bundles": {"accord": {"revision": "sha256:other"}}},
        {"bundles": {"accord": {}}},
        {"bundles": {"accord": BUNDLE.revision}},
        {"bundles": {}},
        {"bundles": [BUNDLE.revision]},
        {"version": "1.22.0"},
        BUNDLE.revision,
        None,
    ],
)
def test_a_server_that_does_not_name_our_policies_is_refused(
    server: Server, engine: OpaEngine, provenance: object
) -> None:
    """Nothing vouches for policies that reached it another way than as our bundle."""
    server.body = {"result": YES, "provenance": provenance}

    assert reason_of(engine) == "policy-unavailable"


def test_a_probe_tells_if_questions_would_be_judged(
    server: Server, engine: OpaEngine
) -> None:
    engine.check()
    assert server.requests[0][2] == {"input": {}}

    server.status = 503
    with pytest.raises(PolicyUnavailableError):
        engine.check()


def test_a_probe_of_a_broken_bundle_does_not_ask(server: Server) -> None:
    engine = OpaEngine(replace(BUNDLE, problems=("caps is missing",)), url=server.url)

    with pytest.raises(PolicyUnavailableError, match="caps is missing"):
        engine.check()
    assert server.requests == []


def test_nobody_is_sent_elsewhere(server: Server, engine: OpaEngine) -> None:
    """A redirect would carry the situation and the token to a stranger."""
    server.status, server.location = 307, server.url + "/elsewhere"

    assert reason_of(engine) == "policy-unavailable"
    assert len(server.requests) == 1


def test_what_fails_late_is_not_tried_again(server: Server) -> None:
    """Two tries may take no longer than one answer may."""
    engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=1)
    server.before = lambda: threading.Event().wait(0.3) and None
    server.hang_up_first = 1

    assert reason_of(engine) == "policy-unavailable"
    assert len(server.requests) == 1
    engine.close()


def test_a_connection_that_went_stale_is_tried_once_more(
    server: Server, engine: OpaEngine
) -> None:
    engine.evaluate(SITUATION)
    server.hang_up_first = 1

    assert engine.evaluate(SITUATION).allow
    assert len(server.requests) == 3

    server.hang_up_first = 2
    assert reason_of(engine) == "policy-unavailable"
    assert len(server.requests) == 5


def test_a_slow_server_is_not_waited_for(server: Server) -> None:
    held = threading.Event()
    server.before = lambda: held.wait(5) and None
    engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=0.05)
    began = time.monotonic()

    assert reason_of(engine) == "policy-unavailable"
    assert time.monotonic() - began < 2

    held.set()
    engine.close()


def test_nobody_listening_is_a_refusal() -> None:
    engine = OpaEngine(BUNDLE, url="http://127.0.0.1:1", timeout_seconds=1)

    assert reason_of(engine) == "policy-unavailable"


def test_a_bundle_that_is_not_whole_is_not_asked_about(server: Server) -> None:
    engine = OpaEngine(replace(BUNDLE, problems=("caps",)), url=server.url)

    assert reason_of(engine) == "policy-unavailable"
    assert server.requests == []


def test_a_server_that_keeps_failing_is_left_alone(server: Server) -> None:
    now = [0.0]
    breaker = Breaker(failures=2, rest_seconds=10, clock=lambda: now[0])
    engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=5, breaker=breaker)
    server.status = 503
    for _ in range(4):
        assert reason_of(engine) == "policy-unavailable"
    assert len(server.requests) == 2

    server.status = 200
    assert reason_of(engine) == "policy-unavailable"
    now[0] = 11.0
    assert engine.evaluate(SITUATION).allow
    engine.close()


def test_after_a_rest_one_caller_asks_and_the_others_wait() -> None:
    now = [0.0]
    breaker = Breaker(failures=1, rest_seconds=10, clock=lambda: now[0])
    breaker.failed()
    now[0] = 10

    assert [breaker.is_open() for _ in range(3)] == [False, True, True]

    breaker.succeeded()
    assert [breaker.is_open() for _ in range(3)] == [False, False, False]


def test_one_success_forgets_the_failures() -> None:
    breaker = Breaker(failures=2)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()

    assert not breaker.is_open()


def test_https_is_spoken_where_the_address_says_so() -> None:
    engine = OpaEngine(BUNDLE, url="https://opa.example.test")

    assert engine._client.root_url == "https://opa.example.test:443/v1"
    assert engine._client._session.verify is True


def test_a_private_authority_can_vouch_for_the_server() -> None:
    engine = OpaEngine(BUNDLE, url="https://opa.example.test", ca_file="/etc/ca.pem")

    assert engine._client._session.verify == "/etc/ca.pem"


def test_an_answer_that_took_too_long_in_all_counts_as_none(server: Server) -> None:
    engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=5)
    engine._timeout_seconds = 0.0

    assert reason_of(engine) == "policy-unavailable"
    assert len(server.requests) == 1
    engine.close()


def test_an_answer_that_trickles_in_is_not_waited_for(server: Server) -> None:
    """The client's time-out is for each read; ours is for the whole answer."""
    server.pause = 0.05
    engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=0.3)
    began = time.monotonic()

    assert reason_of(engine) == "policy-unavailable"
    # Byte for byte it would have taken more than ten seconds.
    assert time.monotonic() - began < 8
    server.pause = 0
    assert len(server.requests) == 1
    engine.close()


def test_a_connection_is_kept_for_the_next_question(
    server: Server, engine: OpaEngine
) -> None:
    for _ in range(5):
        engine.evaluate(SITUATION)

    assert server.connections == 1


def test_an_answer_that_breaks_off_is_none(server: Server, engine: OpaEngine) -> None:
    server.lost = 3

    assert reason_of(engine) == "policy-unavailable"
    server.lost = 0
    assert engine.evaluate(SITUATION).allow


def test_an_answer_without_end_is_not_read_to_its_end(
    server: Server, engine: OpaEngine
) -> None:
    server.body = b" " * (5 * 1024 * 1024)

    assert reason_of(engine) == "policy-unavailable"
