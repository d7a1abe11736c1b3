"""A decision in words, whatever was asked."""

from dataclasses import replace

import pytest

from cdp.web.asked import ai_words, answer_words, asked_words


@pytest.fixture
def record(services, cast):
    with services.database.reading() as conn:
        return services.decisions.load(conn, cast.refused)


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context("/en/"):
        yield


def ask(record, **terms):
    return replace(record, question={**record.question, **terms})


def test_what_is_not_known_is_said_to_be_unknown(record) -> None:
    unknown = ask(record, client=None, action=None, purpose=None, channel=None)
    assert asked_words(unknown) == (
        "“An unnamed system” asked to do something unknown: an unknown purpose."
    )


def test_an_answer_gives_its_first_reason(record) -> None:
    assert answer_words(record).startswith("It was refused: The person has not")
    assert answer_words(replace(record, reasons=())) == "It was refused."
    assert answer_words(replace(record, allowed=True)) == "It was allowed."


def test_the_part_of_ai_is_told(record) -> None:
    assert ai_words(record).startswith("No AI system took part")
    wrote = ask(record, ai={"system": "copywriter", "automated_decision": False})
    assert ai_words(wrote) == "The AI system “copywriter” took part."
    decided = ask(record, ai={"system": None, "automated_decision": True})
    assert "decided by itself" in ai_words(decided)
