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


# Each kind of cap alone, far from the others; the wish stands in the ledger instead.
KINDS: dict[str, dict[str, object]] = {
    "rolling": {},
    "minutes": {"window": {"minutes": 90}},
    "calendar-day": {"window": {"calendar": "day"}},
    "calendar-month": {"window": {"calendar": "month"}},
    "purpose": {"purposes": ["newsletter"]},
    "campaign": {"campaigns": ["spring-2027"]},
    "each": {"each": "campaign"},
    "group": {"groups": ["seasons"]},
    "attempts": {"counts": "attempts"},
}


@pytest.fixture
def room(any_database) -> Room:
    return _room(any_database, {"email-day": {**ROW, "limit": LIMIT}})


def _room(database, caps) -> Room:
    groups = {"seasons": {"campaigns": ["spring-2027", "autumn-2027"]}}
    made = make_room(database, load_bundle(caps=caps, campaign_groups=groups))
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


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_cap_is_exceeded_and_each_gives_back_what_was_not_used(
    any_database, kind
):
    wide = {**ROW, "limit": 50}
    caps = {"tight": {**ROW, "limit": LIMIT, **KINDS[kind]}, "wide": wide}
    room = _room(any_database, caps)
    answers = ask_at_once(room, now)
    assert count_permits(answers) == LIMIT
    refusals = [a.answer for a in answers if isinstance(a, Refusal)]
    assert {r.rule for one in refusals for r in one.reasons} == {"cap-tight"}
    permits = [a for a in answers if isinstance(a, Permit)]
    room.settle(permits[0].id, "cancelled", now())
    assert count_permits(ask_at_once(room, now)) == 1
    later = now() + timedelta(seconds=61)
    assert count_permits(ask_at_once(room, lambda: later)) == LIMIT


def test_the_wishes_of_two_records_hold_together_and_the_stricter_wins(any_database):
    """One record wants three a week by mail, the other five a month in all."""
    room = _room(any_database, {"wide": {**ROW, "limit": 50}})
    both = circle((LEA_TOO, Tie.EXACT))
    told = now() - DAY
    three = {"channel": "email", "purpose": None, "at_most": LIMIT, "per": "week"}
    room.say(act("limit", at=told, **three), now=told, about=both)
    five = {"subject": LEA_TOO, "at_most": 5, "per": "month"}
    room.say(act("limit", at=told, **five), now=told, about=both)

    answers = ask_at_once(room, now)

    permits = [a for a in answers if isinstance(a, Permit)]
    assert len(permits) == LIMIT
    for permit in permits:
        room.settle(permit.id, "sent", now())
    next_week = now() + 7 * DAY + timedelta(seconds=1)
    assert count_permits(ask_at_once(room, lambda: next_week)) == 5 - LIMIT
    refused = room.permit(ask(about=both), next_week)
    assert {one.rule for one in refused.answer.reasons} == {"cap-wish-month"}


def test_a_wish_that_races_with_permits_ends_those_that_are_open(any_database):
    room = _room(any_database, {"wide": {**ROW, "limit": 50}})
    about = circle((LEA_TOO, Tie.EXACT))
    start = Barrier(CALLERS + 1)

    def ask_one(_number: int) -> Permit | Refusal:
        start.wait(30)
        return room.permit(ask(about=about), now)

    with ThreadPoolExecutor(CALLERS + 1) as pool:
        asking = [pool.submit(ask_one, number) for number in range(CALLERS)]
        start.wait(30)
        room.say(act("limit", at=now(), at_most=1, per="day"), now=now(), about=about)
        answers = [one.result(60) for one in asking]
    permits = [a for a in answers if isinstance(a, Permit)]
    with room.database.transaction() as conn:
        statuses = [
            room.decisions.permits.status(conn, permit.id, now()) for permit in permits
        ]
    assert statuses.count("open") <= 1
    assert count_permits([room.permit(ask(about=about), now)]) <= 1
