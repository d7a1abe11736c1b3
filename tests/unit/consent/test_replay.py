"""The same position under another policy, or with a fact changed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consent import store
from consent.engine import Verdict
from consent.errors import ConflictError, InvalidInputError, PolicyUnavailableError
from consent.replay import replay
from tests.unit.consent.room import NOON, Room, act, ask, make_room

GRANTED = {"consent": {"state": "granted", "age_days": 0, "notice_known": True}}


class Newer:
    """Tomorrow's engine, which allows everything."""

    revision = "sha256:" + "2" * 64

    def evaluate(self, _situation):
        return Verdict(allow=True)


class Down(Newer):
    def evaluate(self, _situation):
        raise PolicyUnavailableError("no answer")


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


def again(room, answer, **how):
    with room.database.reading() as conn:
        return room.decisions.replay(conn, answer.id, **how)


def record_of(room, answer):
    with room.database.reading() as conn:
        return room.decisions.load(conn, answer.id)


@pytest.mark.parametrize("policy", ["then", "today"])
def test_under_the_same_policy_the_answer_is_the_same(room, policy):
    found = again(room, room.decide(ask()), policy=policy)
    assert not found.allowed
    assert not found.differs
    assert [reason.rule for reason in found.reasons] == ["consent-missing"]


def test_a_changed_fact_shows_what_would_have_to_change(room):
    found = again(room, room.decide(ask()), facts=GRANTED)
    assert found.allowed
    assert found.differs
    assert found.situation["consent"]["state"] == "granted"
    assert "unsubscribe_link" in {duty.do for duty in found.obligations}


def test_tomorrows_policy_is_tried_on_yesterdays_question(room):
    record = record_of(room, room.decide(ask()))
    found = replay(record, Newer(), room.bundle.catalogue)
    assert (found.allowed, found.differs) == (True, True)
    assert found.revision == Newer.revision


def test_the_answer_of_then_needs_no_engine_of_then(room):
    room.say(act(at=NOON - timedelta(days=1)))
    record = record_of(room, room.decide(ask()))
    found = replay(record, Down(), room.bundle.catalogue, policy="then")
    assert found.allowed
    assert found.revision == record.revision


def test_a_changed_fact_under_policies_that_are_gone_is_a_conflict(room):
    record = record_of(room, room.decide(ask()))
    with pytest.raises(ConflictError):
        replay(record, Newer(), room.bundle.catalogue, policy="then", facts=GRANTED)


def test_an_engine_that_is_down_refuses_here_too(room):
    record = record_of(room, room.decide(ask()))
    found = replay(record, Down(), room.bundle.catalogue)
    assert [reason.rule for reason in found.reasons] == ["policy-unavailable"]


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Lea"},
        {"consent": {"mood": "good"}},
        {"person": {"age": 17.5}},
        {"places": [{1: "FR"}]},
        {"places": [object()]},
    ],
)
def test_only_facts_of_the_situation_can_be_changed(room, facts):
    with pytest.raises(InvalidInputError):
        again(room, room.decide(ask()), facts=facts)


def test_an_unknown_policy_is_the_callers_mistake(room):
    with pytest.raises(InvalidInputError):
        again(room, room.decide(ask()), policy="yesterday")


def test_a_replay_writes_nothing(room):
    answer = room.decide(ask())
    again(room, answer, facts={"places": ["DE", "FR"]})
    with room.database.reading() as conn:
        total = sa.select(sa.func.count()).select_from(store.decisions)
        assert conn.execute(total).scalar() == 1
    assert len(room.entries()) == 1


def test_a_record_is_not_changed_by_asking_again(room):
    record = record_of(room, room.decide(ask()))
    replay(record, Newer(), room.bundle.catalogue, facts=GRANTED)
    assert record.situation["consent"]["state"] == "none"
