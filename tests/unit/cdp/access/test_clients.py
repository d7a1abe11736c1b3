"""A client has a secret that nobody else knows, and the scopes it was given."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdp import access
from cdp.access.clients import SCOPES
from cdp.database import Database
from cdp.errors import ConflictError, InvalidInputError, NotFoundError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
SCOPE = ["decisions:evaluate"]


def test_a_client_is_known_by_its_secret_alone(any_database: Database) -> None:
    with any_database.transaction() as conn:
        secret = access.add_client(conn, "email-esp", [*SCOPE, "audit:read"], NOW)
        found = access.client_by_secret(conn, "email-esp", secret, NOW)
        assert found == access.Client(
            id="email-esp", scopes=("audit:read", "decisions:evaluate")
        )
        assert access.client_by_secret(conn, "email-esp", secret + "x", NOW) is None
        assert access.client_by_secret(conn, "other", secret, NOW) is None
        assert access.list_clients(conn) == [found]


def test_a_secret_has_256_bits_and_is_not_in_the_file(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as conn:
        secret = access.add_client(conn, "email-esp", SCOPE, NOW)
    assert secret.startswith("acs_")
    assert len(secret) == 4 + 43
    files = b"".join(path.read_bytes() for path in tmp_path.glob("test.db*"))
    assert b"email-esp" in files
    assert secret.encode() not in files


@pytest.mark.parametrize("wrong", [[], ["decisions:everything"], [*SCOPE, "admin"]])
def test_a_scope_nobody_knows_is_refused_with_the_list_of_those_there_are(
    database: Database, wrong: list[str]
) -> None:
    with database.transaction() as conn, pytest.raises(InvalidInputError) as caught:
        access.add_client(conn, "email-esp", wrong, NOW)
    assert "profiles:read" in caught.value.fields["scopes"]
    assert "everything" not in str(caught.value)


@pytest.mark.parametrize("wrong", ["", "Email", "a.b", "-a", "a" * 64, "é", "a b"])
def test_an_id_that_could_be_mistaken_is_refused(
    database: Database, wrong: str
) -> None:
    with database.transaction() as conn, pytest.raises(InvalidInputError):
        access.add_client(conn, wrong, SCOPE, NOW)


def test_an_id_is_never_used_again(database: Database) -> None:
    with database.transaction() as conn:
        secret = access.add_client(conn, "email-esp", SCOPE, NOW)
        access.revoke_client(conn, "email-esp", NOW)
        assert access.client_by_secret(conn, "email-esp", secret, NOW) is None
        with pytest.raises(ConflictError):
            access.add_client(conn, "email-esp", SCOPE, NOW)
        with pytest.raises(NotFoundError):
            access.revoke_client(conn, "email-esp", NOW)
        assert access.list_clients(conn) == []


def test_a_rotated_secret_ends_the_old_one_at_once(database: Database) -> None:
    with database.transaction() as conn:
        old = access.add_client(conn, "email-esp", SCOPE, NOW)
        new = access.rotate_client(conn, "email-esp", NOW)
        assert access.client_by_secret(conn, "email-esp", old, NOW) is None
        assert access.client_by_secret(conn, "email-esp", new, NOW) is not None


def test_an_old_secret_may_overlap_for_a_while(database: Database) -> None:
    hour = timedelta(hours=1)
    with database.transaction() as conn:
        old = access.add_client(conn, "email-esp", SCOPE, NOW)
        access.rotate_client(conn, "email-esp", NOW, overlap=hour)
        almost = NOW + hour - timedelta(microseconds=1)
        assert access.client_by_secret(conn, "email-esp", old, almost) is not None
        assert access.client_by_secret(conn, "email-esp", old, NOW + hour) is None


def test_a_client_that_is_not_there_cannot_be_rotated(database: Database) -> None:
    with database.transaction() as conn, pytest.raises(NotFoundError):
        access.rotate_client(conn, "nobody", NOW)


def test_the_scopes_are_listed_in_order() -> None:
    assert list(SCOPES) == sorted(SCOPES)
