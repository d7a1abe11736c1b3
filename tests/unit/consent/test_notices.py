"""A notice is a text under a name, for ever."""

import pytest

from consent.errors import ConflictError, InvalidInputError
from consent.notices import Notices, digest_of
from tests.unit.consent.room import NOON

KEY = ("signup", "3", "fr")


def test_a_published_text_is_found_by_its_name(database):
    with database.transaction() as conn:
        Notices().publish(conn, KEY, text="Bonjour", now=NOON)
        found = Notices().find(conn, *KEY)
    assert (found.text, found.digest) == ("Bonjour", digest_of("Bonjour"))
    assert found.published_at == NOON


def test_the_same_text_again_is_no_change_and_another_is_a_conflict(database):
    with database.transaction() as conn:
        first = Notices().publish(conn, KEY, text="Bonjour", now=NOON)
        assert Notices().publish(conn, KEY, text="Bonjour", now=NOON) == first
        with pytest.raises(ConflictError):
            Notices().publish(conn, KEY, text="Bonsoir", now=NOON)


def test_an_unknown_notice_is_none_and_a_malformed_name_is_refused(database):
    with database.transaction() as conn:
        assert Notices().find(conn, "signup", "3", "fr") is None
        with pytest.raises(InvalidInputError):
            Notices().publish(conn, ("sign up", "3", "fr"), text="x", now=NOON)
