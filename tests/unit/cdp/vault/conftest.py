"""A prepared vault over an empty database."""

from datetime import UTC, datetime

import pytest

from cdp.database import Database
from cdp.vault import KeyRing, Vault

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def root() -> KeyRing:
    return KeyRing()


@pytest.fixture
def vault(database: Database, root: KeyRing) -> Vault:
    made = Vault(root)
    with database.transaction() as conn:
        made.prepare(conn, NOW)
    return made
