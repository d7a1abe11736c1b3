"""Opening profiles: for the person, for a rule, for one message, for linking."""

from dataclasses import dataclass
from typing import cast

import pytest

from cdp import profiles
from cdp.errors import NotFoundError
from consent import Permit, PersonFacts, Tie
from tests.unit.cdp.profiles.conftest import LEA, NOW, TILL, Shelf, circle


@dataclass
class _Permit:
    """What reading asks of a permit; the real one needs a signer and a decision."""

    subject: str
    channel: str | None


def _permit(subject: str, channel: str | None) -> Permit:
    return cast("Permit", _Permit(subject, channel))


@pytest.fixture
def two(shelf: Shelf) -> Shelf:
    shelf.put(LEA, {"firstName": "Léa", "address": {"country": "France"}}, source="web")
    shelf.put(
        TILL,
        {"firstName": "Lea", "email": "lea@x.test", "phone": "+33612345670"},
        source="till",
        minutes=5,
    )
    return shelf


def test_each_value_says_from_where_and_since_when(two: Shelf) -> None:
    with two.database.reading() as conn:
        found = profiles.view(conn, two.vault, circle(lea=Tie.SELF, till=Tie.EXACT))
    first_name = next(one for one in found if one.name == "firstName")
    assert (first_name.best.value, first_name.best.source) == ("Lea", "till")
    assert first_name.best.record == "rec_02TILL"
    assert [one.value for one in first_name.others] == ["Léa"]
    assert first_name.others[0].at == NOW


def test_what_only_may_be_the_person_is_not_shown(two: Shelf) -> None:
    assert "email" not in two.best(circle(lea=Tie.SELF, till=Tie.POSSIBLE))


def test_facts_of_a_circle(two: Shelf) -> None:
    with two.database.reading() as conn:
        ring = circle(lea=Tie.SELF, till=Tie.EXACT)
        facts = profiles.facts(conn, two.vault, ring, today=NOW)
        arriving = {LEA: {"timezone": "Europe/Paris"}}
        [page] = profiles.facts_page(
            conn, two.vault, [circle(lea=Tie.SELF)], arriving=arriving, today=NOW
        )
    assert facts.places == ("FR",)
    assert facts.contactable["email"]
    assert page.timezones == ("Europe/Paris",)
    assert not page.contactable["email"]


def test_facts_of_nobody_are_empty(two: Shelf) -> None:
    with two.database.reading() as conn:
        found = profiles.facts(conn, two.vault, circle(), today=NOW)
    assert found.places == PersonFacts().places


def test_a_permit_opens_the_address_of_its_channel_only(two: Shelf) -> None:
    with two.database.reading() as conn:
        email = profiles.contact_point(conn, two.vault, _permit(TILL, "email"))
        phone = profiles.contact_point(conn, two.vault, _permit(TILL, "sms"))
        with pytest.raises(NotFoundError):
            profiles.contact_point(conn, two.vault, _permit(TILL, "push"))
        with pytest.raises(NotFoundError):
            profiles.contact_point(conn, two.vault, _permit(TILL, None))
    assert (email.text(), phone.text()) == ("lea@x.test", "+33612345670")
    assert "lea" not in repr(email)


def test_an_address_is_taken_from_exact_ties_but_not_from_probable_ones(
    two: Shelf,
) -> None:
    permit = _permit(LEA, "email")
    with two.database.reading() as conn:
        exact = circle(lea=Tie.SELF, till=Tie.EXACT)
        found = profiles.contact_point(conn, two.vault, permit, exact)
        assert found.text() == "lea@x.test"
        for ring in (None, circle(lea=Tie.SELF, till=Tie.PROBABLE)):
            with pytest.raises(NotFoundError):
                profiles.contact_point(conn, two.vault, permit, ring)


def test_rows_for_linking_come_in_chunks_under_the_names_that_linking_uses(
    two: Shelf,
) -> None:
    with two.database.reading() as conn:
        chunks = list(profiles.link_rows(conn, two.vault, at_a_time=1))
    assert [len(chunk) for chunk in chunks] == [1, 1]
    first, second = chunks[0][0], chunks[1][0]
    assert (first["record"], first["source"]) == ("rec_01LEA", "web")
    assert (first["given_name"], first["country"]) == ("Léa", "France")
    assert second["email"] == "lea@x.test"


def test_rows_for_linking_leave_out_the_erased(two: Shelf) -> None:
    with two.database.transaction() as conn:
        two.vault.destroy_subject(conn, LEA, now=NOW)
        rows = [one for chunk in profiles.link_rows(conn, two.vault) for one in chunk]
    assert [one["record"] for one in rows] == ["rec_02TILL"]
