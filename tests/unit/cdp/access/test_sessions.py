"""A session ends by itself, by its owner, and by whoever ends its owner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdp import access
from cdp.access.sessions import IDLE, LIFETIME
from cdp.database import Database

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def token(database: Database) -> str:
    with database.transaction() as conn:
        return access.create_session(conn, "staff", "ines", ["dpo", "admin"], NOW)


def test_a_session_says_who_it_is(any_database: Database) -> None:
    with any_database.transaction() as conn:
        token = access.create_session(conn, "person", "per_lea", [], NOW)
        found = access.session(conn, token, NOW)
    assert found is not None
    assert (found.kind, found.ref, found.roles) == ("person", "per_lea", frozenset())
    assert found.created_at == found.seen_at == found.proved_at == NOW
    assert found.expires_at == NOW + LIFETIME


def test_roles_are_asked_for_by_name(database: Database, token: str) -> None:
    with database.reading() as conn:
        found = access.session(conn, token, NOW)
    assert found is not None
    assert found.has_role("dpo")
    assert found.has_role("operator", "admin")
    assert not found.has_role("operator")
    assert not found.has_role()


def test_no_token_is_in_the_file(
    database: Database, token: str, tmp_path: Path
) -> None:
    files = b"".join(path.read_bytes() for path in tmp_path.glob("test.db*"))
    assert b"ines" in files
    assert token.encode() not in files


@pytest.mark.parametrize("wrong", ["", "act_", "x" * 47])
def test_another_token_is_nobodys(database: Database, token: str, wrong: str) -> None:
    with database.reading() as conn:
        assert access.session(conn, wrong, NOW) is None
        assert access.session(conn, token[:-1], NOW) is None


def test_an_idle_session_ends(database: Database, token: str) -> None:
    with database.transaction() as conn:
        assert access.session(conn, token, NOW + IDLE - MOMENT) is not None
        assert access.session(conn, token, NOW + IDLE) is None
        assert not access.touch_session(conn, token, NOW + IDLE)


def test_a_session_in_use_goes_on_until_its_last_hour(
    database: Database, token: str
) -> None:
    at = NOW
    with database.transaction() as conn:
        while at + IDLE < NOW + LIFETIME:
            at += IDLE - MOMENT
            assert access.touch_session(conn, token, at)
        assert access.session(conn, token, NOW + LIFETIME - MOMENT) is not None
        assert access.session(conn, token, NOW + LIFETIME) is None


def test_a_session_is_touched_once_a_minute_at_most(
    database: Database, token: str
) -> None:
    with database.reading() as conn:
        found = access.session(conn, token, NOW)
    assert found is not None
    assert not found.needs_touch(NOW + timedelta(seconds=59))
    assert found.needs_touch(NOW + timedelta(seconds=60))


def test_a_proof_grows_old_and_can_be_given_again(
    database: Database, token: str
) -> None:
    later = NOW + timedelta(minutes=11)
    with database.transaction() as conn:
        stale = access.session(conn, token, later)
        assert stale is not None
        assert not stale.is_fresh(later)
        assert access.prove_session(conn, token, later)
        again = access.session(conn, token, later)
        assert again is not None
        assert again.is_fresh(later)
        assert not access.prove_session(conn, "act_other", later)


def test_signing_out_ends_the_session(database: Database, token: str) -> None:
    with database.transaction() as conn:
        assert access.end_session(conn, token)
        assert access.session(conn, token, NOW) is None
        assert not access.end_session(conn, token)


def test_signing_out_everywhere_ends_all_of_one_and_none_of_another(
    database: Database, token: str
) -> None:
    with database.transaction() as conn:
        access.create_session(conn, "staff", "ines", [], NOW)
        other = access.create_session(conn, "person", "ines", [], NOW)
        assert access.end_sessions(conn, "staff", "ines") == 2
        assert access.session(conn, token, NOW) is None
        assert access.session(conn, other, NOW) is not None


def test_a_form_carries_a_value_of_its_own_session(
    database: Database, token: str
) -> None:
    with database.transaction() as conn:
        other = access.create_session(conn, "person", "per_lea", [], NOW)
        found = access.session(conn, token, NOW)
    assert found is not None
    assert found.csrf == access.csrf_token(token)
    assert token not in found.csrf
    assert access.is_csrf_token(token, found.csrf)
    assert not access.is_csrf_token(other, found.csrf)
    for wrong in ("", "é", found.csrf[:-1], "\ud800"):
        assert not access.is_csrf_token(token, wrong)
