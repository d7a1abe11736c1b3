"""What comes back: answers by any way, and the last two failures of an address."""

from datetime import timedelta

import pytest

from consent import reach
from consent.store import Connection
from consent.subject import Reach
from tests.unit.consent.room import LEA, NOON, TOM, act, ask, make_room

DAY = timedelta(days=1)


@pytest.fixture
def conn(any_database):
    with any_database.transaction() as conn:
        yield conn


def known(conn: Connection, channel: str = "email", *who: str) -> Reach:
    rows = reach.read_reach(conn, [LEA, TOM])
    return reach.sum_up(
        (row for one in who or (LEA,) for row in rows.get(one, ())), channel
    )


def test_nobody_has_answered_and_nothing_failed_at_first(conn):
    assert known(conn) == Reach()
    assert reach.read_reach(conn, []) == {}


@pytest.mark.parametrize("word", ["clicked", "converted"])
def test_a_click_on_any_channel_is_an_answer(conn, word):
    reach.note_outcome(conn, LEA, "sms", word, NOON)

    assert known(conn).answered_at == NOON
    assert known(conn, "email", TOM).answered_at is None


@pytest.mark.parametrize("word", ["opened", "sent", "delivered", "failed"])
def test_an_opened_mail_is_none(conn, word):
    reach.note_outcome(conn, LEA, "email", word, NOON)

    assert known(conn) == Reach()


def test_what_had_no_channel_came_back_by_none(conn):
    reach.note_outcome(conn, LEA, None, "clicked", NOON)

    assert known(conn) == Reach()


def test_older_news_moves_nothing_back(conn):
    for at in (NOON, NOON - DAY):
        reach.note_outcome(conn, LEA, "email", "clicked", at)
        reach.note_activity(conn, [(TOM, at)])

    assert known(conn).answered_at == NOON
    assert known(conn, "email", TOM).answered_at == NOON


def test_of_several_things_done_the_newest_counts(conn):
    reach.note_activity(conn, [(LEA, NOON), (LEA, NOON + DAY), (LEA, NOON - DAY)])
    reach.note_activity(conn, [])

    assert known(conn).answered_at == NOON + DAY


def test_the_last_two_failures_are_kept_whatever_their_order(conn):
    for days in (3, 1, 5, 2):
        reach.note_outcome(conn, LEA, "email", "bounced", NOON - days * DAY)

    assert known(conn).bounced == (NOON - 2 * DAY, NOON - DAY)


def test_a_failure_is_of_one_channel_and_spoils_no_answer(conn):
    reach.note_outcome(conn, LEA, "email", "clicked", NOON)
    reach.note_outcome(conn, LEA, "email", "bounced", NOON + DAY)

    assert known(conn) == Reach(answered_at=NOON, bounced=(NOON + DAY,))
    assert known(conn, "sms").bounced == ()


def test_failures_of_the_same_address_under_two_subjects_add_up(conn):
    for who in (LEA, TOM):
        reach.note_outcome(conn, who, "email", "bounced", NOON)

    assert known(conn, "email", LEA, TOM).bounced == (NOON, NOON)


def test_forgotten_activity_leaves_answers_to_our_own_messages(conn):
    reach.note_activity(conn, [(LEA, NOON), (TOM, NOON)])
    reach.note_outcome(conn, LEA, "email", "clicked", NOON - DAY)
    reach.forget_activity(conn, [LEA])

    assert known(conn).answered_at == NOON - DAY
    assert known(conn, "email", TOM).answered_at == NOON


def test_an_outcome_is_noted_when_the_permit_is_settled(any_database):
    room = make_room(any_database)

    room.say(act(), now=NOON)
    permit = room.permit(ask())
    for word in ("clicked", "bounced", "bounced"):
        room.settle(permit.id, word, at=NOON + DAY)
    with room.database.reading() as conn:
        found = known(conn)

    assert found == Reach(answered_at=NOON, bounced=(NOON,)), "never after now, once"
