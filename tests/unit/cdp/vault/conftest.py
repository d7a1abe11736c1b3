"""A prepared vault over an empty database."""

from datetime import UTC, datetime

import pytest

from cdp.database import Database
from cdp.vault import RootKey, Vault

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def root() -> RootKey:
    return RootKey(bytes(range(32)))


@pytest.fixture
def vault(database: Database, root: RootKey) -> Vault:
    made = Vault(root)
    with database.transaction() as conn:
        made.prepare(conn, NOW)
    return made
