"""Recorded decisions under other policies: every number is counted by hand here."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consent import compare as comparing
from consent import store
from consent.compare import UNREADABLE, Comparison, NewVerdicts, RuleTally, Tally
from consent.compare import compare as compare_with
from consent.embedded import EmbeddedEngine
from consent.errors import PolicyUnavailableError
from consent.subject import Tie
from tests.unit.consent.policies import changed, no_newsletter_by_mail, two_mails_a_day
from tests.unit.consent.room import (
    LEA,
    LEA_TOO,
    NEWSLETTER,
    NOON,
    TOM,
    Room,
    act,
    ask,
    circle,
    load_bundle,
    make_room,
)

SUMMER = {**NEWSLETTER, "campaign": "summer-2027"}
SINCE = NOON - timedelta(days=30)
NOBODY_MOVED = Comparison(since=SINCE)


@pytest.fixture
def room(any_database) -> Room:
    """Lea said yes and is written to, once too often; Tom said nothing."""
    room = make_room(any_database)
    room.say(act())
    permit = room.permit(ask())
    room.settle(permit.id, "sent")
    for _ in range(2):
        assert not room.decide(ask(SUMMER)).allowed
    tom = circle(who=TOM)
    assert not room.decide(ask(about=replace(tom, person=None))).allowed
    return room


def compare(room: Room, bundle, *, since=SINCE, **how) -> Comparison:
    verdicts = NewVerdicts(EmbeddedEngine(bundle, timeout_seconds=30), bundle, **how)
    with room.database.reading() as conn:
        return compare_with(conn, verdicts, since=since)


def test_the_same_policies_change_nothing(room: Room) -> None:
    found = compare(room, load_bundle())

    assert found == replace(NOBODY_MOVED, decisions=4, situations=3, same=4)


def test_an_eased_rule_lets_the_refused_through(room: Room) -> None:
    found = compare(room, changed(caps=two_mails_a_day))

    assert (found.lost, found.gained, found.same) == (0, 2, 2)
    assert (found.people_lost, found.people_gained) == (0, 1)
    assert found.rules == {
        "cap-email-day": RuleTally(gained=2, refuses_no_more=2),
    }
    assert found.campaigns == {"summer-2027": Tally(gained=2)}
    assert found.purposes == {"newsletter": Tally(gained=2)}
    assert found.channels == {"email": Tally(gained=2)}
    assert found.pairs == {("cap-email-day", "summer-2027"): Tally(gained=2)}


def test_a_tightened_rule_takes_permits_away(room: Room) -> None:
    found = compare(room, changed(purposes=no_newsletter_by_mail))

    assert (found.lost, found.gained, found.otherwise) == (1, 0, 3)
    assert (found.people_lost, found.people_gained) == (1, 0)
    assert found.campaigns == {"spring-2027": Tally(lost=1)}
    assert found.rules["channel-not-of-purpose"] == RuleTally(lost=1, refuses_now=4)


def test_only_what_was_decided_since_then_counts(room: Room) -> None:
    later = NOON + timedelta(seconds=1)

    assert compare(room, load_bundle(), since=later) == Comparison(since=later)


def test_a_situation_of_another_vocabulary_is_refused_and_said(room: Room) -> None:
    bundle = load_bundle()
    vocabulary = {**bundle.vocabulary, "required": ["moon"]}
    found = compare(room, replace(bundle, vocabulary=vocabulary))

    assert (found.unreadable, found.lost, found.otherwise) == (4, 1, 3)
    assert found.rules[UNREADABLE] == RuleTally(lost=1, refuses_now=4)


def test_what_no_rule_refused_is_set_apart(any_database) -> None:
    """A visitor without a name: the policy says yes, and yet nobody can be named."""

    class Down:
        revision = load_bundle().revision

        def evaluate(self, _situation):
            raise PolicyUnavailableError("no answer")

    room = make_room(any_database, engine=Down())
    room.decide(ask())

    found = compare(room, load_bundle())
    assert (found.decisions, found.apart, found.gained) == (1, 1, 0)


def test_an_engine_that_fails_refuses_here_too(room: Room) -> None:
    class Down:
        revision = "sha256:" + "1" * 64

        def evaluate(self, _situation):
            raise PolicyUnavailableError("no answer", reason="engine-error")

    with room.database.reading() as conn:
        found = compare_with(conn, NewVerdicts(Down(), load_bundle()), since=SINCE)
    assert (found.lost, found.rules["engine-error"].refuses_now) == (1, 4)


def test_each_distinct_situation_is_judged_once_with_progress(room: Room) -> None:
    judged, seen = [], []
    engine = EmbeddedEngine(load_bundle(), timeout_seconds=30)

    class Counting:
        revision = engine.revision

        def evaluate(self, situation):
            judged.append(situation.id)
            return engine.evaluate(situation)

    with room.database.reading() as conn:
        compare_with(
            conn,
            NewVerdicts(Counting(), load_bundle()),
            since=SINCE,
            progress=lambda *step: seen.append(step),
        )
    assert len(judged) == len(set(judged)) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_one_person_of_two_subjects_is_counted_once(room: Room) -> None:
    room.decide(ask(SUMMER, about=circle((LEA, Tie.EXACT), who=LEA_TOO)))

    found = compare(room, changed(caps=two_mails_a_day))
    assert (found.gained, found.people_gained) == (3, 1)


def test_the_date_of_the_law_is_then_unless_today_is_asked_for(room: Room) -> None:
    """A rule that begins tomorrow refuses nobody of yesterday."""
    moments = []
    bundle = load_bundle()

    class Dated:
        revision = bundle.revision

        def evaluate(self, situation):
            moments.append(situation.document["law_at"])
            return EmbeddedEngine(bundle, timeout_seconds=30).evaluate(situation)

    for law_of in (None, NOON + timedelta(days=10_000)):
        with room.database.reading() as conn:
            verdicts = NewVerdicts(Dated(), bundle, law_of=law_of)
            compare_with(conn, verdicts, since=SINCE)
    then, later = set(moments[:3]), set(moments[3:])
    assert later == {bundle.data["breakpoints"]["law_dates"][-1]}
    assert then != later


def test_more_situations_than_fit_a_statement_are_read_in_parts(
    room: Room, monkeypatch
) -> None:
    monkeypatch.setattr(comparing, "_CHUNK", 1)

    assert compare(room, changed(caps=two_mails_a_day)).people_gained == 1


def test_a_decision_whose_situation_is_gone_cannot_be_read(room: Room) -> None:
    with room.database.transaction() as conn:
        conn.execute(sa.delete(store.situations))

    assert compare(room, load_bundle()).unreadable == 4
