"""From facts to a draft: what is read, what the engine sees, how long it holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.engine import Verdict
from consent.errors import PolicyUnavailableError
from consent.judging import Judge, subjects_of
from consent.subject import NOBODY, Tie
from tests.unit.consent.room import (
    LEA,
    LEA_TOO,
    NOON,
    TOM,
    Room,
    act,
    ask,
    circle,
    make_room,
)

DAY = timedelta(days=1)


class Listening:
    """An engine that says yes and remembers what it was shown."""

    revision = "sha256:" + "1" * 64

    def __init__(self):
        self.seen = []

    def evaluate(self, situation):
        self.seen.append(situation.document)
        return Verdict(allow=True)


class Mute(Listening):
    """An engine that cannot even say which policies it has."""

    @property
    def revision(self):
        raise PolicyUnavailableError("no answer")

    def evaluate(self, situation):
        raise PolicyUnavailableError("no answer")


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


def judge(room, engine, *questions, now=NOON):
    made = Judge(engine=engine, bundle=room.bundle, ledger=room.ledger)
    with room.database.reading() as conn:
        facts = made.read_facts(conn, questions, now)
    return [made.judge(question, facts, now) for question in questions]


def test_the_engine_sees_no_pseudonym_and_no_instant(room):
    room.say(act(at=NOON - DAY))
    engine = Listening()
    judge(room, engine, ask(about=circle((LEA_TOO, Tie.EXACT))))
    shown = str(engine.seen)
    for hidden in ("sub_", "per_", "email-esp", "spring-2027", "2027-03"):
        assert hidden not in shown


def test_facts_of_one_circle_do_not_leak_into_another(room):
    room.say(act(at=NOON - DAY))
    engine = Listening()
    judge(room, engine, ask(), ask(about=circle(who=TOM)), ask(about=NOBODY))
    states = [document["consent"]["state"] for document in engine.seen]
    assert states == ["granted", "none", "none"]
    known = [document["person"]["known"] for document in engine.seen]
    assert known == [True, True, False]


def test_a_yes_needs_a_resource_that_can_be_somebody(room):
    [person] = judge(room, Listening(), ask())
    [crowd] = judge(room, Listening(), replace(ask(), resource_type="segment"))
    assert person.allowed
    assert not crowd.allowed
    assert crowd.verdict.refusals == ("person-unknown",)
    assert [reason.rule for reason in crowd.draft.reasons] == ["person-unknown"]


def test_consent_to_open_tracking_is_a_fact_of_its_own(room):
    engine = Listening()
    judge(room, engine, ask())
    room.say(act(purpose="email_tracking", at=NOON - DAY))
    judge(room, engine, ask())
    assert [document["tracking"] for document in engine.seen] == [False, True]


def test_a_draft_is_not_yet_an_answer(room):
    (judged,) = judge(room, Listening(), ask())
    assert judged.draft.audit_entry == ""
    assert judged.allowed


def test_with_nothing_to_wait_for_an_answer_holds_a_day(room):
    (judged,) = judge(room, Listening(), ask())
    assert judged.draft.cache_until <= NOON + 366 * 50 * DAY
    mute = judge(room, Mute(), ask(about=NOBODY))[0]
    assert not mute.allowed
    assert mute.draft.cache_until >= NOON


def test_a_mute_engine_refuses_under_the_revision_on_disk(room):
    (judged,) = judge(room, Mute(), ask())
    assert not judged.is_whole
    assert judged.verdict.refusals == ("policy-unavailable",)
    assert judged.draft.revision == room.bundle.revision


def test_an_answer_ends_when_a_cap_of_its_channel_moves(room):
    room.say(act(at=NOON - DAY))
    room.permit(ask())
    (mail,) = judge(room, Listening(), ask())
    (web,) = judge(room, Listening(), ask({"channel": "web", "purpose": "analytics"}))
    assert mail.draft.cache_until == NOON + timedelta(minutes=1)
    assert web.draft.cache_until > NOON + timedelta(minutes=1)


def test_everybody_asked_about_is_read_once_in_order():
    asked = [ask(about=circle((LEA_TOO, Tie.EXACT))), ask(), ask(about=NOBODY)]
    assert subjects_of(asked) == (LEA, LEA_TOO)
