"""Sixteen callers at once on one person never exceed a cap, on either database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from consent.answers import Refusal
from consent.permits import Permit
from consent.subject import Tie
from tests.unit.consent.room import (
    LEA,
    LEA_TOO,
    Room,
    act,
    ask,
    circle,
    load_bundle,
    make_room,
)

CALLERS = 16
LIMIT = 3
ROW = {
    "kind": "house",
    "channels": ["email"],
    "content_classes": ["marketing", "mixed"],
    "counts": "contacts",
    "window": {"days": 1},
}
DAY = timedelta(days=1)


@pytest.fixture
def room(any_database) -> Room:
    caps = {"email-day": {**ROW, "limit": LIMIT}}
    made = make_room(any_database, load_bundle(caps=caps))
    long_ago = now() - 30 * DAY
    made.say(act(at=long_ago), now=long_ago)
    both = circle((LEA_TOO, Tie.EXACT))
    made.say(act(subject=LEA_TOO, at=long_ago), now=long_ago, about=both)
    return made


def now() -> datetime:
    return datetime.now(UTC)


def ask_at_once(room: Room, clock) -> list[Permit | Refusal]:
    """Half ask about one subject of the person, half about the other."""
    sides = [circle((LEA_TOO, Tie.EXACT)), circle((LEA, Tie.EXACT), who=LEA_TOO)]
    start = Barrier(CALLERS)

    def one(number: int) -> Permit | Refusal:
        start.wait(30)
        return room.permit(ask(about=sides[number % 2]), clock)

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, range(CALLERS)))


def count_permits(answers: list[Permit | Refusal]) -> int:
    return sum(isinstance(answer, Permit) for answer in answers)


def test_sixteen_at_once_get_exactly_what_the_cap_allows(room):
    answers = ask_at_once(room, now)
    assert count_permits(answers) == LIMIT
    refusals = [a.answer for a in answers if isinstance(a, Refusal)]
    assert {r.rule for refusal in refusals for r in refusal.reasons} == {
        "cap-email-day"
    }


def test_shares_that_expired_are_given_out_once_more(room):
    """The clock stands just past the end of every first permit."""
    assert count_permits(ask_at_once(room, now)) == LIMIT
    later = now() + timedelta(seconds=61)
    assert count_permits(ask_at_once(room, lambda: later)) == LIMIT
    assert count_permits(ask_at_once(room, lambda: later)) == 0


def test_shares_that_were_cancelled_are_given_out_once_more(room):
    permits = [a for a in ask_at_once(room, now) if isinstance(a, Permit)]
    for permit in permits[:2]:
        room.settle(permit.id, "cancelled", now())
    assert count_permits(ask_at_once(room, now)) == 2


def test_shares_that_were_used_stay_used(room):
    permits = [a for a in ask_at_once(room, now) if isinstance(a, Permit)]
    for permit in permits:
        room.settle(permit.id, "sent", now())
    later = now() + timedelta(seconds=61)
    assert count_permits(ask_at_once(room, lambda: later)) == 0


def test_no_permit_outlives_a_withdrawal_that_races_with_it(room):
    """Whatever the order, nothing is open once the withdrawal has committed."""
    about = circle((LEA_TOO, Tie.EXACT))
    start = Barrier(CALLERS + 1)

    def ask_one(_number: int) -> Permit | Refusal:
        start.wait(30)
        return room.permit(ask(about=about), now)

    with ThreadPoolExecutor(CALLERS + 1) as pool:
        asking = [pool.submit(ask_one, number) for number in range(CALLERS)]
        start.wait(30)
        room.say(act("withdraw", at=now()), now=now(), about=about)
        answers = [one.result(60) for one in asking]
    permits = [a for a in answers if isinstance(a, Permit)]
    with room.database.transaction() as conn:
        statuses = {
            room.decisions.permits.status(conn, permit.id, now()) for permit in permits
        }
    assert statuses <= {"revoked"}
    assert isinstance(room.permit(ask(about=about), now), Refusal)
