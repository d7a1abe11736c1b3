"""What of a decision is written down, and what never is."""

from datetime import timedelta

import pytest

from consent.errors import NotFoundError
from consent.records import count_verdicts, load_decision
from consent.subject import fit_name
from tests.unit.consent.room import NEWSLETTER, NOON, Room, ask, circle, make_room

AI = {"system": "copywriter", "used": True, "interactive": False, "prompt": "Dear Lea"}


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


def test_a_plain_short_name_is_kept_and_anything_else_is_not():
    assert fit_name("spring-2027") == "spring-2027"
    for typed in ("Dear Lea", "lea@example.test", "", "x" * 65, None, 3):
        assert fit_name(typed) is None


def test_registered_words_reach_the_leaf_and_others_do_not(room):
    room.decide(ask({**NEWSLETTER, "ai": AI}))
    later = NOON + timedelta(seconds=1)
    other = {"purpose": "promo-x", "ai": {"system": "other"}}
    room.decide(ask({**NEWSLETTER, **other}), later)
    second, first = room.entries(kind="policy.decision")
    assert first.header["pur"] == "newsletter"
    assert first.header["ai"] == {"system": "copywriter"}
    assert "pur" not in second.header
    assert "ai" not in second.header


def test_a_page_about_several_purposes_names_none_in_the_leaf(room):
    questions = [ask(), ask({**NEWSLETTER, "purpose": "offers"})]
    with room.database.transaction() as conn:
        room.decisions.decide_page(conn, questions, NOON)
    (entry,) = room.entries(kind="policy.decision")
    assert "pur" not in entry.header
    assert {terms.purpose for terms in entry.terms} == {"newsletter", "offers"}


def test_of_the_use_of_ai_only_the_agreed_facts_are_kept(room):
    answer = room.decide(ask({**NEWSLETTER, "ai": AI, "recipient": {"id": "x y"}}))
    with room.database.reading() as conn:
        question = load_decision(conn, answer.id).question
    assert question["ai"] == {
        "system": "copywriter",
        "used": True,
        "interactive": False,
        "automated_decision": False,
    }
    assert question["recipient"] is None
    assert question["circle"] == [[who, tie.value] for who, tie in circle().subjects]


def test_an_unknown_decision_is_not_found(room):
    with room.database.reading() as conn, pytest.raises(NotFoundError):
        load_decision(conn, "dec_0")


def test_questions_about_one_situation_need_one_verdict(room):
    with room.database.reading() as conn:
        assert count_verdicts(conn) == (0, 0)
    for minute in range(3):
        room.decide(ask(NEWSLETTER), NOON + timedelta(minutes=minute))

    with room.database.reading() as conn:
        assert count_verdicts(conn) == (3, 1)
