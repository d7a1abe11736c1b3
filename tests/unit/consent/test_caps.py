"""Counting touches: windows, circles, reservations, the instant a cap frees."""

from datetime import timedelta

import pytest

from consent import caps
from consent.subject import NOBODY, Tie
from tests.unit.consent.room import LEA, LEA_TOO, NOON, TOM, circle

CAPS = caps.read_caps(
    {
        "email-day": {"channels": ["email"], "limit": 1, "window_days": 1},
        "all-week": {"channels": ["email", "sms"], "limit": 2, "window_days": 7},
    }
)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def conn(database):
    with database.transaction() as opened:
        yield opened


def touch(conn, number, *, at=NOON, **changes):
    terms = {
        "subject": LEA,
        "channel": "email",
        "purpose": "newsletter",
        "content_class": "marketing",
        "campaign": None,
        **changes,
    }
    one = caps.Touch(id=f"tch_{number}", permit=f"prm_{number}", **terms)
    caps.reserve(conn, one, now=at, expires_at=at + MINUTE)
    return one.permit


def counts(conn, now=NOON, about=None):
    return caps.measure(conn, CAPS, about or circle(), now).counts


def test_nothing_sent_counts_zero(conn):
    assert counts(conn) == {"email-day": 0, "all-week": 0}
    assert counts(conn, about=NOBODY) == {"email-day": 0, "all-week": 0}


def test_a_reservation_counts_until_it_expires(conn):
    touch(conn, 1)
    assert counts(conn)["email-day"] == 1
    assert counts(conn, NOON + MINUTE - timedelta(microseconds=1))["email-day"] == 1
    assert counts(conn, NOON + MINUTE)["email-day"] == 0


def test_a_sent_touch_counts_in_its_window_by_when_it_was_sent(conn):
    permit = touch(conn, 1)
    caps.keep(conn, permit, sent_at=NOON + MINUTE)
    assert counts(conn, NOON + MINUTE + DAY - timedelta(microseconds=1)) == {
        "email-day": 1,
        "all-week": 1,
    }
    assert counts(conn, NOON + MINUTE + DAY) == {"email-day": 0, "all-week": 1}
    assert counts(conn, NOON + MINUTE + 7 * DAY)["all-week"] == 0


def test_a_released_share_is_free_and_a_sent_one_is_not_given_back(conn):
    first, second = touch(conn, 1), touch(conn, 2)
    caps.release(conn, first)
    caps.keep(conn, second, sent_at=NOON)
    caps.release(conn, second)
    assert counts(conn)["all-week"] == 1


def test_touches_of_the_whole_circle_count_through_every_tie(conn):
    touch(conn, 1, subject=LEA_TOO)
    touch(conn, 2, subject=TOM)
    about = circle((LEA_TOO, Tie.EXACT), (TOM, Tie.POSSIBLE))
    assert counts(conn, about=about)["email-day"] == 2
    assert counts(conn)["email-day"] == 0


def test_service_messages_are_not_counted_and_mixed_ones_are(conn):
    touch(conn, 1, content_class="service")
    touch(conn, 2, content_class="mixed")
    assert counts(conn)["all-week"] == 1


def test_a_cap_may_name_its_content_classes():
    (cap,) = caps.read_caps(
        {"all": {"limit": 1, "window_days": 1, "content_classes": ["service"]}}
    )
    assert cap.counts("email", "service")
    assert not cap.counts("email", "marketing")


def test_another_channel_counts_only_where_the_cap_names_it(conn):
    touch(conn, 1, channel="sms")
    touch(conn, 2, channel="post")
    assert counts(conn) == {"email-day": 0, "all-week": 1}


def test_a_full_cap_frees_when_enough_touches_have_left(conn):
    for number, hours in enumerate((30, 20, 10)):
        sent_at = NOON - timedelta(hours=hours)
        caps.keep(conn, touch(conn, number, at=sent_at), sent_at=sent_at)
    usage = caps.measure(conn, CAPS, circle(), NOON)
    assert usage.counts == {"email-day": 2, "all-week": 3}
    # two count in the day: the later of them must leave before one more fits
    assert usage.free_at["email-day"] == NOON + timedelta(hours=14)
    assert usage.next_change["email-day"] == NOON + timedelta(hours=4)
    assert usage.free_at["all-week"] == NOON - timedelta(hours=20) + 7 * DAY


def test_a_cap_with_room_names_no_instant(conn):
    touch(conn, 1)
    usage = caps.measure(conn, CAPS, circle(), NOON)
    assert "all-week" not in usage.free_at
    assert usage.next_change["all-week"] == NOON + MINUTE
