"""Only a valid key or token of a client in use opens the API."""

from datetime import UTC, datetime

import pytest

from cdp import access
from cdp.access import TokenIssuer
from cdp.database import Database
from cdp.errors import UnauthenticatedError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
TOKENS = TokenIssuer(bytes(range(32)), "https://accord.example.test")
SCOPES = ("audit:read", "decisions:evaluate")


def test_an_api_key_and_a_token_name_the_same_client(database: Database) -> None:
    with database.transaction() as conn:
        secret = access.add_client(conn, "email-esp", SCOPES, NOW)
        token = TOKENS.issue("email-esp", SCOPES, NOW)
        for credential in (f"email-esp.{secret}", token):
            for scheme in ("Bearer", "bearer"):
                found = access.authenticate(conn, f"{scheme} {credential}", TOKENS, NOW)
                assert found == access.Client(id="email-esp", scopes=SCOPES)


def test_a_token_holds_no_more_than_it_was_made_for(database: Database) -> None:
    with database.transaction() as conn:
        access.add_client(conn, "email-esp", SCOPES, NOW)
        token = TOKENS.issue("email-esp", ("audit:read", "profiles:read"), NOW)
        found = access.authenticate(conn, f"Bearer {token}", TOKENS, NOW)
    assert found.scopes == ("audit:read",)


def test_revoking_a_client_ends_its_tokens_at_once(database: Database) -> None:
    with database.transaction() as conn:
        access.add_client(conn, "email-esp", SCOPES, NOW)
        token = TOKENS.issue("email-esp", SCOPES, NOW)
        access.revoke_client(conn, "email-esp", NOW)
        with pytest.raises(UnauthenticatedError):
            access.authenticate(conn, f"Bearer {token}", TOKENS, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic ZW1haWwtZXNwOnNlY3JldA==",
        "Bearer email-esp.wrong",
        "Bearer email-esp.",
        "Bearer .secret",
        "Bearer email-esp",
        "Bearer a.b.c.d",
        "Bearer " + "a" * 9000,
        "Bearer " + "." * 9000,
    ],
)
def test_anything_else_is_nobody(database: Database, header: str) -> None:
    with database.transaction() as conn:
        access.add_client(conn, "email-esp", SCOPES, NOW)
        with pytest.raises(UnauthenticatedError) as caught:
            access.authenticate(conn, header, TOKENS, NOW)
    assert "wrong" not in str(caught.value)
