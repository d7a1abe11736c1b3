import pytest

from cdp.asking import Asked, Meeting
from consent import Permit, Refusal


@pytest.fixture
def met(services):
    """Somebody known by an address only."""
    meeting = Meeting(services.vault, services.log)
    with services.database.transaction() as conn:
        return meeting.meet(conn, "email", "lea@example.test", services.now())


def asked(who, kind="email", **terms):
    properties = {"purpose": "service_messages", "channel": "email", **terms}
    return Asked(
        client="esp",
        action="send",
        properties=properties,
        resource_type=kind,
        resource_id=who,
    )


@pytest.mark.parametrize(
    "who", ["lea@example.test", " LEA@Example.Test ", "mailto:lea@example.test"]
)
def test_an_identifier_is_found_however_it_is_written(services, met, who):
    with services.database.reading() as conn:
        assert services.asking.circle(conn, "email", who).person == met.person


def test_a_person_and_a_subject_are_found_by_their_ids(services, met):
    with services.database.reading() as conn:
        circle = services.asking.circle
        assert circle(conn, "person", met.person).asked == met.asked
        assert circle(conn, "subject", met.asked).person == met.person


@pytest.mark.parametrize(
    ("kind", "who"), [("email", "null"), ("shoe", "42"), ("person", "per_none")]
)
def test_what_identifies_nobody_is_nobody(services, met, kind, who):
    with services.database.transaction() as conn:
        assert not services.asking.circle(conn, kind, who).known
        answer = services.asking.evaluate(conn, asked(who, kind), services.now)
    assert not answer.allowed


def test_a_page_has_an_answer_for_each_question_and_one_entry(services, met):
    page = [asked("lea@example.test"), asked("nobody@example.test")]
    with services.database.transaction() as conn:
        answers = services.asking.evaluate_page(conn, page, services.now)
    assert [one.person for one in answers] == [met.person, None]
    assert len({one.audit_entry for one in answers}) == 1


def test_a_permit_is_for_the_subject_that_was_asked_about(services, met):
    terms = {"purpose": "service_messages", "channel": "email"}
    terms |= {"content_class": "service"}
    with services.database.transaction() as conn:
        found = services.asking.permit_subject(
            conn, met.asked, terms, "journey", services.now
        )
    assert isinstance(found, Permit | Refusal)
    assert found.answer.person == met.person
    if isinstance(found, Permit):
        assert found.subject == met.asked


def test_a_question_shows_no_identifier_when_printed():
    assert "lea@" not in repr(asked("lea@example.test"))
