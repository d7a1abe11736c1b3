"""The town of the journey tests, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdp.settings import default_policy_dir
from consent import Bundle, EmbeddedEngine
from tests.unit.cdp.journeys.town import Town, build


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return Bundle.load(default_policy_dir())


@pytest.fixture(scope="session")
def engine(bundle: Bundle) -> EmbeddedEngine:
    """One for all tests: its thread's part must not be collected by another thread."""
    return EmbeddedEngine(bundle, timeout_seconds=5)


@pytest.fixture
def town(tmp_path: Path, bundle: Bundle, engine: EmbeddedEngine) -> Iterator[Town]:
    made = build(f"sqlite:///{tmp_path / 'town.db'}", tmp_path, bundle, engine)
    yield made
    made.database.dispose()


@pytest.fixture
def pg_town(
    tmp_path: Path, bundle: Bundle, engine: EmbeddedEngine, postgres_url: str
) -> Iterator[Town]:
    made = build(postgres_url, tmp_path, bundle, engine)
    yield made
    made.database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_town(request: pytest.FixtureRequest) -> Town:
    """The same test on both databases."""
    return request.getfixturevalue("town" if request.param == "sqlite" else "pg_town")
