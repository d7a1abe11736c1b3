"""One table through both engines: the same verdict, field for field."""

import json
import random
from collections.abc import Iterator

import pytest

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.engine import PolicyEngine, Verdict
from consent.errors import PolicyUnavailableError
from consent.opa import OpaEngine
from consent.situations import Situation, reduce
from tests.contracts.opa_server import POLICIES, OpaServer, find_opa
from tests.contracts.positions import TABLE, random_positions

BUNDLE = Bundle.load(POLICIES)
PATIENT_SECONDS = 10.0


@pytest.fixture(scope="module")
def embedded() -> EmbeddedEngine:
    return EmbeddedEngine(BUNDLE, timeout_seconds=PATIENT_SECONDS)


@pytest.fixture(scope="module")
def opa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpaEngine]:
    binary = find_opa()
    with OpaServer(binary, BUNDLE, tmp_path_factory.mktemp("opa")) as server:
        engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=PATIENT_SECONDS)
        yield engine
        engine.close()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].replace(" ", "-"))
def test_the_table_holds_in_the_embedded_engine(
    embedded: EmbeddedEngine, row: tuple
) -> None:
    _, position, now, allow, codes = row

    verdict = embedded.evaluate(reduce(position, now, BUNDLE))

    assert (verdict.allow, codes - set(verdict.refusals)) == (allow, set()), verdict


def test_the_table_is_the_same_in_opa(embedded: EmbeddedEngine, opa: OpaEngine) -> None:
    for name, position, now, _, _ in TABLE:
        situation = reduce(position, now, BUNDLE)
        assert opa.evaluate(situation) == embedded.evaluate(situation), name


def test_random_people_get_the_same_verdict_from_both(
    embedded: EmbeddedEngine, opa: OpaEngine
) -> None:
    allowed = 0
    for position, now in random_positions(20261122, 400):
        situation = reduce(position, now, BUNDLE)
        verdict = embedded.evaluate(situation)
        allowed += verdict.allow
        assert opa.evaluate(situation) == verdict, situation.document

    assert allowed > 10, "the table must reach a yes now and then"


def test_malformed_situations_are_never_allowed_by_one_engine_alone(
    embedded: EmbeddedEngine, opa: OpaEngine
) -> None:
    rng = random.Random(7)
    yes = [reduce(row[1], row[2], BUNDLE) for row in TABLE if row[3]]
    for _ in range(150):
        broken = Situation.of(_broken(rng, rng.choice(yes).document))
        answers = [_answer(engine, broken) for engine in (embedded, opa)]
        assert answers[0].allow == answers[1].allow, broken.document


def test_the_server_is_asked_for_our_revision(opa: OpaEngine) -> None:
    other = Bundle(revision="sha256:other", modules=BUNDLE.modules, data=BUNDLE.data)
    opa_of_others = OpaEngine(other, url=_url(opa), timeout_seconds=PATIENT_SECONDS)
    situation = reduce(TABLE[0][1], TABLE[0][2], BUNDLE)

    with pytest.raises(
        PolicyUnavailableError, match="does not hold the policies"
    ) as caught:
        opa_of_others.evaluate(situation)
    assert caught.value.reason == "policy-unavailable"
    opa_of_others.close()


def _url(engine: OpaEngine) -> str:
    return engine._client.root_url.removesuffix("/v1")


def _answer(engine: PolicyEngine, situation: Situation) -> Verdict:
    try:
        return engine.evaluate(situation)
    except PolicyUnavailableError as err:
        return Verdict(allow=False, refusals=(err.reason,))


def _broken(rng: random.Random, document: object) -> dict[str, object]:
    """Lose, empty or mistype one field, at the top or one level down."""
    broken = json.loads(json.dumps(document))
    target = broken
    inner = [v for v in broken.values() if isinstance(v, dict) and v]
    if inner and rng.random() < 0.6:
        target = rng.choice(inner)
    field = rng.choice(sorted(target))
    if rng.random() < 0.4:
        del target[field]
    else:
        target[field] = rng.choice((None, "", [], {}, 0, True, "nonsense", [1], -1))
    return broken
