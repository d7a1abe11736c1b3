"""Counting touches: windows, circles, reservations, the instant a cap frees."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consent import caps, store
from consent.cap_register import Cap, Contact
from consent.subject import NOBODY, Tie, Wish
from consent.windows import Window
from tests.unit.consent.room import LEA, LEA_TOO, NOON, TOM, circle

ADS = frozenset({"marketing", "mixed"})


def cap(name, limit, days, *channels, **more) -> Cap:
    terms = {
        "window": Window(unit="day", length=days),
        "content_classes": ADS,
        "channels": frozenset(channels),
        **more,
    }
    return Cap(id=name, limit=limit, **terms)


CAPS = (cap("email-day", 1, 1, "email"), cap("all-week", 2, 7, "email", "sms"))
ASKED = Contact(
    channel="email", purpose="newsletter", content_class="marketing", campaign=None
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


def usage(conn, now=NOON, about=None, of=CAPS, zones=(), **asked):
    who = (about or circle()).all_subjects
    reach = max(one.window.reach for one in of)
    rows = caps.read_touches(conn, reach, who, now)
    return caps.count_touches(of, rows, replace(ASKED, **asked), lambda: zones, now)


def _plan(conn) -> str:
    """What SQLite does for the query of touches, as it says itself."""
    seen = []

    def listen(_conn, _cursor, statement, parameters, *_rest) -> None:
        seen.append((statement, parameters))

    sa.event.listen(conn, "before_cursor_execute", listen)
    store.touches(conn, (LEA,), since_us=1, now_us=1)
    sa.event.remove(conn, "before_cursor_execute", listen)
    statement, parameters = seen[0]
    rows = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return " ".join(str(row[3]) for row in rows)


def counts(conn, now=NOON, **more):
    return usage(conn, now, **more).counts


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


def test_a_cap_may_be_told_to_count_service_messages(conn):
    touch(conn, 1, content_class="service")
    touch(conn, 2)
    told = cap("told", 5, 1, content_classes=frozenset({"service"}))
    every = cap("every", 5, 1, content_classes=ADS | {"service"})
    assert counts(conn, of=(told, every)) == {"told": 1, "every": 2}


def test_a_cap_counts_only_its_purposes_and_campaigns(conn):
    touch(conn, 1, campaign="spring")
    touch(conn, 2, campaign="autumn", purpose="offers")
    touch(conn, 3)
    of = (
        cap("offers", 5, 1, purposes=frozenset({"offers"})),
        cap("spring", 5, 1, campaigns=frozenset({"spring", "summer"})),
        cap("each", 5, 1, each_campaign=True),
    )
    assert counts(conn, of=of, campaign="autumn") == {
        "offers": 1,
        "spring": 1,
        "each": 1,
    }
    assert counts(conn, of=of)["each"] == 1  # those without a campaign, together


def test_what_failed_counts_where_attempts_do_and_only_there(conn):
    caps.fail(conn, touch(conn, 1), tried_at=NOON)
    released = touch(conn, 2)
    caps.release(conn, released)
    caps.fail(conn, released, tried_at=NOON)
    sent = touch(conn, 3)
    caps.keep(conn, sent, sent_at=NOON)
    caps.fail(conn, sent, tried_at=NOON)
    of = (cap("tries", 4, 30, attempts=True), cap("calls", 1, 30))
    assert counts(conn, of=of) == {"tries": 3, "calls": 1}
    assert counts(conn, NOON + 30 * DAY, of=of) == {"tries": 0, "calls": 0}


def test_a_calendar_window_ends_with_the_period_in_the_latest_zone(conn):
    caps.keep(conn, touch(conn, 1), sent_at=NOON)
    of = (cap("day", 1, 1, window=Window(unit="day", length=1, is_calendar=True)),)
    paris = usage(conn, of=of, zones=("Europe/Paris",))
    assert paris.free_at["day"] == NOON.replace(hour=23)
    either = usage(conn, of=of, zones=("Europe/Paris", "America/New_York"))
    assert either.free_at["day"] == NOON.replace(hour=5) + DAY


def test_a_wish_is_a_cap_on_advertising():
    windows = {"week": Window(unit="day", length=7)}
    wish = Wish(at_most=1, per="week", purpose="offers", channel="sms")
    found = caps.cap_of_wish(wish, windows)
    assert (found.limit, found.window.reach) == (1, 7 * DAY)
    assert found == caps.cap_of_wish(wish, windows)
    offer = replace(ASKED, purpose="offers", channel="sms")
    assert found.counts(offer, ASKED)
    assert not found.counts(replace(offer, content_class="service"), ASKED)
    assert not found.counts(ASKED, ASKED)
    every = caps.cap_of_wish(Wish(at_most=2, per="week"), windows)
    assert every.counts(ASKED, offer)


def test_nobody_has_no_touches(conn):
    touch(conn, 1)
    assert caps.read_touches(conn, DAY, (), NOON) == ()


def test_a_long_past_is_read_through_the_index_and_not_at_all(conn):
    """Ten thousand contacts of last year; the query reads one stretch of the index."""
    old = [
        {
            "id": f"tch_old_{number}",
            "permit": f"prm_old_{number}",
            "subject": LEA,
            "channel": "email",
            "purpose": "newsletter",
            "content_class": "marketing",
            "campaign": None,
            "state": "sent",
            "at_us": store.to_us(NOON - (40 + number % 300) * DAY),
            "expires_us": store.to_us(NOON - 40 * DAY),
        }
        for number in range(10_000)
    ]
    store.insert(conn, store.contacts, *old)
    caps.keep(conn, touch(conn, 1), sent_at=NOON)

    rows = caps.read_touches(conn, 31 * DAY, (LEA,), NOON)

    assert [row["permit"] for row in rows] == ["prm_1"]
    plan = _plan(conn)
    assert "consent_contact_subject (subject=? AND at_us>?)" in plan


def test_another_channel_counts_only_where_the_cap_names_it(conn):
    touch(conn, 1, channel="sms")
    touch(conn, 2, channel="post")
    assert counts(conn) == {"email-day": 0, "all-week": 1}


def test_a_full_cap_frees_when_enough_touches_have_left(conn):
    for number, hours in enumerate((30, 20, 10)):
        sent_at = NOON - timedelta(hours=hours)
        caps.keep(conn, touch(conn, number, at=sent_at), sent_at=sent_at)
    found = usage(conn)
    assert found.counts == {"email-day": 2, "all-week": 3}
    # two count in the day: the later of them must leave before one more fits
    assert found.free_at["email-day"] == NOON + timedelta(hours=14)
    assert found.next_change["email-day"] == NOON + timedelta(hours=4)
    assert found.free_at["all-week"] == NOON - timedelta(hours=20) + 7 * DAY


def test_a_cap_with_room_names_no_instant(conn):
    touch(conn, 1)
    found = usage(conn)
    assert "all-week" not in found.free_at
    assert found.next_change["all-week"] == NOON + MINUTE
