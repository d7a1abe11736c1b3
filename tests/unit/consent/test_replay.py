"""A recorded question asked again: other policies, another date, a fact changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from consent import store
from consent.embedded import EmbeddedEngine
from consent.engine import Verdict
from consent.errors import ConflictError, InvalidInputError, PolicyUnavailableError
from consent.publishing import Word, publish
from consent.replay import Again, Policies, replay
from consent.replays import Replays
from consent.subject import Circle, Contract, PersonFacts
from tests.unit.consent.room import NOON, Room, act, ask, load_bundle, make_room

GRANTED = {"consent": {"state": "granted", "age_days": 0, "notice_known": True}}
CALL = {
    "channel": "call",
    "purpose": "offers",
    "can_fulfil": ["offer_objection", "sender_identity"],
}
SEVENTEEN = PersonFacts(
    places=("FR",), born_on=date(2009, 6, 1), timezones=("Europe/Paris",)
)

NOTHING = PersonFacts()


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


def replays(room, engine=None, bundle=None) -> Replays:
    bundle = bundle or room.bundle
    return Replays(
        engine=engine or EmbeddedEngine(bundle, timeout_seconds=30),
        bundle=bundle,
        ledger=room.ledger,
        make_engine=lambda old: EmbeddedEngine(old, timeout_seconds=30),
    )


def again(room, answer, *, by=None, person=NOTHING, **how):
    by = by or replays(room)
    with room.database.reading() as conn:
        return by.replay(conn, by.load(conn, answer.id), Again(**how), person)


def record_of(room, answer):
    with room.database.reading() as conn:
        return room.decisions.load(conn, answer.id)


def changed(found) -> dict[str, tuple[object, object]]:
    return {one.field: (one.then, one.now) for one in found.differences}


@pytest.mark.parametrize("policy", ["then", "today"])
def test_under_the_same_policy_the_answer_is_the_same(room, policy):
    answer = room.decide(ask())
    found = again(room, answer, policy=policy)
    assert not found.allowed
    assert found.differences == ()
    assert not found.differs
    assert found.reasons == answer.reasons
    assert found.obligations == answer.obligations
    assert found.revision == answer.revision


def test_what_can_be_waited_for_is_waited_for_until_the_same_instant(room):
    room.say(act(at=NOON - timedelta(days=2), purpose="offers", channel="call"))
    at_night = datetime(2027, 3, 3, 2, 0, tzinfo=UTC)
    answer = room.decide(ask(CALL, name="call"), at_night)
    found = again(room, answer)
    assert any(reason.retry_after for reason in answer.reasons)
    assert found.reasons == answer.reasons


def test_a_changed_fact_shows_what_would_have_to_change(room):
    found = again(room, room.decide(ask()), changes=GRANTED)
    assert found.allowed
    assert found.differs
    assert found.situation.document["consent"]["state"] == "granted"
    assert "unsubscribe_link" in {duty.do for duty in found.obligations}
    fields = changed(found)
    assert fields["decision"] == (False, True)
    assert fields["facts.consent.state"] == ("none", "granted")
    assert fields["rules.consent-missing"] == ("refused", "satisfied")
    assert fields["reasons.consent-missing"][0]["kind"] == "law"
    assert fields["reasons.consent-missing"][1] is None
    assert not [name for name in fields if name.startswith("facts.person")]


def test_a_changed_fact_that_changes_no_answer_is_no_other_answer(room):
    found = again(room, room.decide(ask()), changes={"signals": {"gpc": True}})
    assert changed(found) == {"facts.signals.gpc": (False, True)}
    assert not found.differs


def test_tomorrows_policy_is_tried_on_yesterdays_question(room):
    answer = room.decide(ask())
    newer = Policies(engine=Newer(), bundle=room.bundle)
    found = replay(record_of(room, answer), Again(policy="today"), newer)
    assert (found.allowed, found.differs) == (True, True)
    assert found.revision == Newer.revision


def test_the_policies_of_then_answer_after_others_came_in_force(room):
    answer = room.decide(ask())
    with room.database.transaction() as conn:
        publish(conn, room.log, room.bundle, Word(author="dpo"), NOON)
    other = replace(load_bundle(), revision="sha256:" + "3" * 64)
    later = replays(room, engine=Newer(), bundle=other)

    then = again(room, answer, by=later)
    assert then.differences == ()
    assert then.revision == answer.revision
    assert again(room, answer, by=later, policy="today").allowed
    # Kept from the first time: nothing is read again.
    assert again(room, answer, by=later).reasons == answer.reasons


def test_an_engine_that_is_down_gives_no_replay(room):
    answer = room.decide(ask())
    with pytest.raises(PolicyUnavailableError):
        again(room, answer, by=replays(room, engine=Down()))


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Lea"},
        {"consent": {"mood": "good"}},
        {"person": {"age": 17.5}},
        {"person": {"age": 2**70}},
        {"places": [{1: "FR"}]},
        {"places": [object()]},
        {"places": "FR"},
    ],
)
def test_only_facts_of_the_situation_can_be_changed(room, facts):
    with pytest.raises(InvalidInputError) as wrong:
        again(room, room.decide(ask()), changes={**facts, "tracking": True})
    assert list(wrong.value.fields) == [f"changes.{next(iter(facts))}"]


def test_an_unknown_policy_is_the_callers_mistake(room):
    with pytest.raises(InvalidInputError):
        again(room, room.decide(ask()), policy="yesterday")


def test_facts_that_were_never_recorded_cannot_be_asked_about(room):
    record = record_of(room, room.decide(ask()))
    policies = Policies(engine=Newer(), bundle=room.bundle)
    with pytest.raises(ConflictError, match="none were recorded"):
        replay(replace(record, situation={}), Again(), policies)


def test_policies_that_ask_for_more_than_was_recorded_cannot_answer(room):
    record = record_of(room, room.decide(ask()))
    less = {name: v for name, v in record.situation.items() if name != "tracking"}
    policies = Policies(engine=Newer(), bundle=room.bundle)
    with pytest.raises(ConflictError, match="not recorded then"):
        replay(replace(record, situation=less), Again(), policies)

    told = Again(changes={"tracking": False})
    assert replay(replace(record, situation=less), told, policies).allowed


def test_a_kind_of_resource_that_names_nobody_stays_refused(room):
    room.say(act(at=NOON - timedelta(days=1)))
    nobody = replace(ask(), resource_type="spaceship")
    answer = room.decide(nobody)
    found = again(room, answer)
    assert [reason.rule for reason in found.reasons] == ["person-unknown"]
    assert not found.differs


def test_a_replay_writes_nothing(room):
    answer = room.decide(ask())
    again(room, answer, changes={"places": ["DE", "FR"]})
    with room.database.reading() as conn:
        total = sa.select(sa.func.count()).select_from(store.decisions)
        assert conn.execute(total).scalar() == 1
    assert len(room.entries()) == 1


def test_a_record_is_not_changed_by_asking_again(room):
    record = record_of(room, room.decide(ask()))
    policies = Policies(engine=Newer(), bundle=room.bundle)
    replay(record, Again(changes=GRANTED), policies)
    assert record.situation["consent"]["state"] == "none"


# ------------------------------------------------------------------ on another date


def test_the_same_instant_is_the_same_answer(room):
    room.say(act(at=NOON - timedelta(days=500)))
    answer = room.decide(replace(ask(), facts=SEVENTEEN))
    found = again(room, answer, at=NOON, person=SEVENTEEN)
    assert found.differences == ()
    assert found.kept == ()


def test_a_call_in_france_before_the_law_asked_for_consent(room):
    about = ask(CALL, name="call")
    customer = replace(about.facts, contracts=(Contract(line="travel"),))
    about = replace(about, facts=customer)
    answer = room.decide(about, datetime(2026, 8, 11, 12, 30, tzinfo=UTC))
    before = datetime(2026, 8, 10, 12, 30, tzinfo=UTC)
    found = again(room, answer, at=before, person=about.facts)
    assert not answer.allowed
    assert found.allowed
    law = changed(found)["facts.law_at"]
    assert law[1] < law[0] == "2026-08-10T22:00:00Z"


def test_ages_and_clocks_follow_the_date(room):
    room.say(act(at=NOON - timedelta(days=10), purpose="offers", channel="call"))
    about = replace(ask(CALL, name="call"), facts=SEVENTEEN)
    answer = room.decide(about)
    later = datetime(2029, 3, 4, 23, 0, tzinfo=UTC)  # a Monday night in Paris
    found = again(room, answer, at=later, person=SEVENTEEN)
    facts = found.situation.document
    assert record_of(room, answer).situation["person"]["age"] < 18
    assert facts["person"]["age"] == 18
    assert facts["consent"]["age_days"] > 365
    assert facts["clocks"] != record_of(room, answer).situation["clocks"]
    assert found.kept == ()


def test_an_age_whose_exact_fact_is_gone_stays_as_it_was(room):
    room.say(act(at=NOON - timedelta(days=10)))
    answer = room.decide(replace(ask(), facts=SEVENTEEN))
    later = NOON + timedelta(days=2000)
    found = again(room, answer, at=later, person=PersonFacts())
    recorded = record_of(room, answer).situation["person"]["age"]
    assert found.kept == ("person.age",)
    assert found.situation.document["person"]["age"] == recorded
    assert found.situation.document["consent"]["age_days"] > 365


def test_somebody_unknown_can_be_asked_about_on_another_date(room):
    nobody = replace(ask(), circle=Circle(person=None, subjects=()))
    found = again(room, room.decide(nobody), at=NOON + timedelta(days=1))
    assert "person-unknown" in {reason.rule for reason in found.reasons}


def test_a_replay_reads_as_one_document(room):
    answer = room.decide(ask())
    at = NOON + timedelta(days=1)
    told = again(room, answer, at=at, changes=GRANTED).to_document()
    assert told["id"] == answer.id
    assert told["asked"]["at"] == "2027-03-04T12:00:00Z"
    assert told["asked"]["policy"] == "then"
    assert told["decision"] is True
    assert told["differs"] is True
    assert {"field": "decision", "then": False, "now": True} in told["differences"]
    assert again(room, answer).to_document()["asked"]["at"] is None
