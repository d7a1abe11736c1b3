"""Pseudonyms and ties."""

from consent.subject import NOBODY, Circle, Tie
from tests.unit.consent.room import LEA, LEA_TOO, ask, circle


def test_only_sure_ties_carry_grants():
    assert [tie for tie in Tie if tie.carries_grants] == [Tie.SELF, Tie.EXACT]


def test_a_circle_names_who_was_asked_about_and_everybody_once():
    about = circle((LEA_TOO, Tie.EXACT), (LEA_TOO, Tie.POSSIBLE), who=LEA)
    assert about.asked == LEA
    assert about.all_subjects == (LEA, LEA_TOO)
    assert about.known


def test_nobody_is_not_known():
    assert NOBODY.asked is None
    assert not NOBODY.known
    only_guessed = Circle(person=None, subjects=((LEA, Tie.POSSIBLE),))
    assert not only_guessed.known


def test_a_question_reads_only_texts():
    question = ask({"purpose": "newsletter", "channel": 3, "campaign": ""})
    assert question.text("purpose") == "newsletter"
    assert question.text("channel") is None
    assert question.text("campaign") is None
