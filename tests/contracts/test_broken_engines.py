"""Six ways in which an engine can break; each is a refusal with its code."""

import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.engine import PolicyEngine
from consent.errors import PolicyUnavailableError
from consent.opa import OpaEngine
from consent.situations import Situation, reduce
from tests.contracts.opa_server import POLICIES, OpaServer, find_opa
from tests.contracts.positions import TABLE

YES = next(row for row in TABLE if row[3])
Break = Callable[[Path], None]


def _remove_a_file(folder: Path) -> None:
    (folder / "rules/consent_given/consent_given.rego").unlink()


def _remove_a_rule(folder: Path) -> None:
    rule = folder / "rules/consent_given/consent_given.rego"
    rule.write_text("package rules.consent_given\n")


def _raise_in_a_rule(folder: Path) -> None:
    rule = folder / "rules/standing/standing.rego"
    rule.write_text(
        rule.read_text().replace(
            "satisfied if input.flags == []",
            "satisfied if to_number(input.action.name) == to_number(input.places[0])",
        )
    )


def _answer_in_another_shape(folder: Path) -> None:
    entry = folder / "decision/decision.rego"
    entry.write_text(entry.read_text().replace('"unmet": unmet', '"unmet": true'))


def _answer_undefined(folder: Path) -> None:
    entry = folder / "decision/decision.rego"
    entry.write_text(entry.read_text().replace("default allow := false\n", ""))


def _lose_the_entry_point(folder: Path) -> None:
    entry = folder / "decision/decision.rego"
    entry.write_text(entry.read_text().replace("\nanswer := {", "\nreply := {"))


WAYS: tuple[tuple[Break, str], ...] = (
    (_remove_a_file, "policy-unavailable"),
    (_remove_a_rule, "no-rule-allows"),
    (_raise_in_a_rule, "engine-error"),
    (_answer_in_another_shape, "engine-undefined"),
    (_answer_undefined, "engine-undefined"),
    (_lose_the_entry_point, "engine-undefined"),
)


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Bundle, Situation]:
    """A copy of the policies broken in one way, and a question it would not answer."""
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    request.param(folder)
    whole = Bundle.load(POLICIES)
    # Undefined needs a no: the missing default only shows where nothing allows.
    position = YES[1] if request.param is not _answer_undefined else TABLE[1][1]
    return Bundle.load(folder), reduce(position, YES[2], whole)


def _reason(engine: PolicyEngine, situation: Situation) -> str:
    with pytest.raises(PolicyUnavailableError) as caught:
        engine.evaluate(situation)
    return caught.value.reason


@pytest.mark.parametrize(("broken", "reason"), WAYS, indirect=["broken"])
def test_the_embedded_engine_refuses(
    broken: tuple[Bundle, Situation], reason: str
) -> None:
    bundle, situation = broken

    assert _reason(EmbeddedEngine(bundle, timeout_seconds=10), situation) == reason


@pytest.mark.parametrize(("broken", "reason"), WAYS, indirect=["broken"])
def test_the_opa_server_refuses(
    broken: tuple[Bundle, Situation], reason: str, tmp_path: Path
) -> None:
    bundle, situation = broken
    with OpaServer(find_opa(), bundle, tmp_path) as server:
        engine = OpaEngine(bundle, url=server.url, timeout_seconds=10)
        assert _reason(engine, situation) == reason
        engine.close()


def test_a_missing_register_is_a_bundle_that_refuses(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    (folder / "data/purposes/data.json").unlink()
    bundle = Bundle.load(folder)

    assert bundle.problems == ("data/purposes/data.json is missing",)
    assert _reason(EmbeddedEngine(bundle), Situation.of({})) == "policy-unavailable"


@pytest.fixture
def tar_pit() -> Iterator[str]:
    """A server on loopback that takes the question and keeps the answer."""
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            released.wait(10)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    released.set()
    server.shutdown()
    server.server_close()


def test_a_slow_server_is_a_refusal(tar_pit: str) -> None:
    bundle = Bundle.load(POLICIES)
    engine = OpaEngine(bundle, url=tar_pit, timeout_seconds=0.1)
    situation = reduce(YES[1], YES[2], bundle)

    assert _reason(engine, situation) == "policy-unavailable"
    engine.close()


def test_a_slow_embedded_engine_is_a_refusal() -> None:
    bundle = Bundle.load(POLICIES)
    engine = EmbeddedEngine(bundle, timeout_seconds=0.000001)

    assert _reason(engine, reduce(YES[1], YES[2], bundle)) == "policy-unavailable"
