"""Asking again opens what it needs, sends nothing, and is on record."""

from datetime import UTC, datetime

import pytest

from audit import Filters
from cdp import access
from cdp.asking import Asked, Reader
from consent import Again, NotFoundError
from tests.integration.http_live import identify

READER = Reader(name="dpo", reason="a complaint")
AUGUST = datetime(2026, 8, 10, 12, 30, tzinfo=UTC)


@pytest.fixture
def answer(services):
    """A call to somebody of forty-six in Paris."""
    with services.database.transaction() as conn:
        key = access.add_source(conn, "shop", now=services.now())
    with services.database.reading() as conn:
        source = access.source_by_key(conn, key)
    services.ingestion.accept(source, "identify", identify(1), services.now())
    asked = Asked(
        client="esp",
        action="call",
        properties={"purpose": "offers", "channel": "call"},
        resource_type="email",
        resource_id="person-1@example.test",
    )
    with services.database.transaction() as conn:
        return services.asking.evaluate(conn, asked, services.now)


def test_on_another_date_the_profile_gives_zone_and_age(services, answer) -> None:
    found = services.again.replay(answer.id, Again(at=AUGUST), READER)
    facts = found.situation.document
    assert facts["clocks"] == [{"day": "weekday", "minute": 840}]
    assert facts["law_at"] < "2026-08-10"
    assert found.kept == ()


def test_what_the_profile_does_not_say_any_more_is_named(services, answer) -> None:
    with services.database.transaction() as conn:
        gone = answer_subject(services, answer)
        services.vault.destroy_subject(conn, gone, ["profile"], now=services.now())
    found = services.again.replay(answer.id, Again(at=AUGUST), READER)
    assert found.kept == ("person.age",)


def answer_subject(services, answer) -> str:
    with services.database.reading() as conn:
        subject = services.decisions.load(conn, answer.id).subject
    assert subject is not None
    return subject


def test_it_is_on_record_who_asked_and_nothing_else_happened(services, answer) -> None:
    services.again.replay(answer.id, Again(), READER)
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(decision=answer.id))
        mine = services.log.find(conn, Filters(actor="dpo"))
    assert {one.header["k"] for one in found} == {"policy.decision", "data.read"}
    assert [one.header["k"] for one in mine] == ["data.read"]


def test_a_decision_that_there_is_not_leaves_no_trace(services) -> None:
    with pytest.raises(NotFoundError):
        services.again.replay("dec_none", Again(), READER)
    with services.database.reading() as conn:
        assert services.log.find(conn, Filters(actor="dpo")) == ()
