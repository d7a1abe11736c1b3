"""Made-up situations through both engines: the same answer, field by field."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from consent.bundle import ENTRY_POINT, Bundle
from consent.embedded import EmbeddedEngine
from consent.engine import PolicyEngine
from consent.errors import PolicyUnavailableError
from consent.opa import OpaEngine
from consent.situations import Situation
from tests.amounts import SEED, amounts
from tests.contracts.opa_server import POLICIES, OpaServer, find_opa
from tests.policies.corpus import Maker
from tests.policies.judge import Judge

BUNDLE = Bundle.load(POLICIES)
PATIENT_SECONDS = 20.0

Document = dict[str, Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpaServer]:
    with OpaServer(find_opa(), BUNDLE, tmp_path_factory.mktemp("opa")) as running:
        yield running


@pytest.fixture(scope="module")
def engines(server: OpaServer) -> Iterator[tuple[EmbeddedEngine, OpaEngine]]:
    opa = OpaEngine(BUNDLE, url=server.url, timeout_seconds=PATIENT_SECONDS)
    yield EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS), opa
    opa.close()


def _said(engine: PolicyEngine, document: Document) -> dict[str, object]:
    try:
        return engine.evaluate(Situation.of(document)).to_document()
    except PolicyUnavailableError as err:
        return {"allow": False, "refusals": [err.reason]}


@amounts(300, 20_000)
def test_both_engines_answer_a_valid_situation_alike(
    engines: tuple[EmbeddedEngine, OpaEngine], amount: int
) -> None:
    embedded, opa = engines
    maker = Maker(BUNDLE, SEED)
    allowed = 0
    differences = []
    for _ in range(amount):
        document = maker.valid()
        answers = [_said(engine, document) for engine in (embedded, opa)]
        allowed += answers[0]["allow"] is True
        if answers[0] != answers[1]:
            differences.append((document, *answers))

    print(f"{amount} situations, {allowed} permitted, {len(differences)} differences")
    assert differences[:1] == []
    assert allowed > amount / 20, "a yes must be reached now and then"


@amounts(300, 5_000)
def test_neither_engine_permits_a_malformed_situation(
    engines: tuple[EmbeddedEngine, OpaEngine], amount: int
) -> None:
    maker = Maker(BUNDLE, SEED + 1)
    for _ in range(amount):
        document = maker.malformed()
        for engine in engines:
            assert _said(engine, document)["allow"] is False, document


@amounts(300, 5_000)
def test_where_both_bare_rules_answer_a_malformed_situation_they_agree(
    server: OpaServer, amount: int
) -> None:
    """Asked past the adapters. The embedded engine fails where OPA finds nothing."""
    judge = Judge(BUNDLE.modules, BUNDLE.data)
    maker = Maker(BUNDLE, SEED + 2)
    url = f"{server.url}/v1/data/{ENTRY_POINT}?strict-builtin-errors=true"
    failed = 0
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(amount):
            document = maker.malformed()
            body = json.dumps({"input": document})
            reply = session.post(url, data=body, timeout=PATIENT_SECONDS).json()
            said = reply.get("result", {})
            yes = said.get("allow") is True and said["refusals"] == said["unmet"] == []
            if isinstance(judge.answer(document), dict):
                assert judge.permits(document) == yes, document
            else:
                failed += 1

    assert failed < amount / 4
