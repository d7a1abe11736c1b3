"""Where the two engines once differed, each by the name of what was found."""

from collections.abc import Iterator

import pytest

from consent.embedded import EmbeddedEngine
from consent.opa import OpaEngine
from consent.situations import reduce
from tests.contracts.opa_server import OpaServer, find_opa
from tests.contracts.positions import NOW, granted, offer
from tests.unit.consent.room import switched_on

BUNDLE = switched_on("fr-phone-consent-year")
AFTERNOON = NOW.replace(hour=14)


@pytest.fixture(scope="module")
def opa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpaEngine]:
    with OpaServer(find_opa(), BUNDLE, tmp_path_factory.mktemp("opa")) as server:
        engine = OpaEngine(BUNDLE, url=server.url, timeout_seconds=10)
        yield engine
        engine.close()


@pytest.mark.parametrize("places", [("FR", "PT"), ("DE", "FR"), ("DE", "FR", "PT")])
def test_a_limit_of_one_place_is_not_lost_beside_a_place_without_one(
    opa: OpaEngine, places: tuple[str, ...]
) -> None:
    """regorus emptied the set of limits, or failed, where a place had no limit."""
    position = offer("call", "call", places=places, ledger=granted(days=400))
    situation = reduce(position, AFTERNOON, BUNDLE)
    embedded = EmbeddedEngine(BUNDLE, timeout_seconds=10)

    verdict = embedded.evaluate(situation)

    assert "consent-expired" in verdict.refusals
    assert opa.evaluate(situation) == verdict
