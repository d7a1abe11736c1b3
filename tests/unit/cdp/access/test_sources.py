"""A source is known by its write key."""

from datetime import UTC, datetime

import pytest

from cdp import access
from cdp.database import Database
from cdp.errors import ConflictError, InvalidInputError, NotFoundError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


def test_a_source_is_found_by_its_key_alone(any_database: Database) -> None:
    with any_database.transaction() as conn:
        key = access.add_source(conn, "shop", now=NOW)
        found = access.source_by_key(conn, key)
        assert found == access.Source(name="shop", purpose="service_messages")
        assert access.source_by_key(conn, key[:-1]) is None
        assert access.source_by_key(conn, "") is None
        assert access.source_by_name(conn, "shop") == found
        assert access.list_sources(conn) == [found]


def test_a_new_key_ends_the_old_one(database: Database) -> None:
    with database.transaction() as conn:
        old = access.add_source(conn, "shop", "analytics", now=NOW)
        new = access.rotate_source(conn, "shop")
        assert access.source_by_key(conn, old) is None
        found = access.source_by_key(conn, new)
    assert found is not None
    assert found.purpose == "analytics"


def test_a_revoked_source_is_closed_and_its_name_is_not_used_again(
    database: Database,
) -> None:
    with database.transaction() as conn:
        key = access.add_source(conn, "shop", now=NOW)
        access.revoke_source(conn, "shop", NOW)
        assert access.source_by_key(conn, key) is None
        assert access.list_sources(conn) == []
        with pytest.raises(ConflictError):
            access.add_source(conn, "shop", now=NOW)
        with pytest.raises(NotFoundError):
            access.revoke_source(conn, "shop", NOW)
        with pytest.raises(NotFoundError):
            access.rotate_source(conn, "shop")


def test_a_name_that_could_be_mistaken_is_refused(database: Database) -> None:
    with database.transaction() as conn, pytest.raises(InvalidInputError):
        access.add_source(conn, "My Shop", now=NOW)
