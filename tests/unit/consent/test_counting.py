"""What bears on a question is counted, and the instants it waits for are named."""

from dataclasses import replace
from datetime import timedelta

from consent.counting import Counting
from consent.subject import PersonFacts, Wish, Wished
from tests.unit.consent.room import NEWSLETTER, NOON, ask, load_bundle

DAY = timedelta(days=1)
WEEKLY = Wish(at_most=1, per="week")


def touch(hours, **changes):
    at = NOON - timedelta(hours=hours)
    us = int(at.timestamp()) * 1_000_000
    row = {
        "state": "sent",
        "at_us": us,
        "expires_us": us,
        "channel": "email",
        "purpose": "newsletter",
        "content_class": "marketing",
        "campaign": "spring-2027",
    }
    return {**row, **changes}


def row(**terms):
    return {
        "kind": "house",
        "content_classes": ["marketing"],
        "counts": "contacts",
        "limit": 1,
        "window": {"days": 7},
        **terms,
    }


def count(*touches, wishes=(), question=None, bundle=None):
    counting = Counting(bundle or load_bundle())
    return counting.count(question or ask(), wishes, touches, NOON)


def test_only_caps_that_bear_on_the_question_are_counted():
    found = count(touch(1))
    assert found.contacts == {"all-week": 1, "email-day": 1, "email-week": 1}
    assert found.instants == {"cap:email-day": NOON + timedelta(hours=23)}
    assert min(found.changes) == NOON + timedelta(hours=23)


def test_a_wish_is_counted_beside_the_caps_and_waits_for_the_last_of_its_period():
    offers = replace(WEEKLY, channel="email", at_most=2)
    found = count(touch(1), touch(30), wishes=(WEEKLY, offers))
    assert found.wishes == (
        Wished(per="week", at_most=1, count=2),
        Wished(per="week", at_most=2, count=2),
    )
    assert found.instants["wish:week"] == NOON + 7 * DAY - timedelta(hours=1)


def test_a_number_that_is_not_published_is_heard_as_the_next_below():
    found = count(touch(1), wishes=(replace(WEEKLY, at_most=4),))
    assert found.wishes == (Wished(per="week", at_most=3, count=1),)


def test_campaigns_are_counted_by_name_by_group_and_each_by_itself():
    bundle = load_bundle(
        caps={
            "spring": row(campaigns=["spring-2027"]),
            "autumn": row(campaigns=["autumn-2027"]),
            "seasons": row(groups=["seasons"]),
            "each": row(each="campaign"),
        },
        campaign_groups={"seasons": {"campaigns": ["spring-2027", "autumn-2027"]}},
    )
    touches = (touch(1), touch(2, campaign="autumn-2027"), touch(3, campaign=None))
    found = count(*touches, bundle=bundle)
    assert found.contacts == {"spring": 1, "seasons": 2, "each": 1}
    nameless = ask({**NEWSLETTER, "campaign": "a name of no plain form"})
    assert count(*touches, bundle=bundle, question=nameless).contacts == {"each": 1}


def test_a_calendar_counts_in_the_zone_of_the_person_and_unknown_ones_wait_longest():
    bundle = load_bundle(caps={"today": row(window={"calendar": "day"})})
    paris = count(touch(1), bundle=bundle)
    assert paris.instants["cap:today"] == NOON.replace(hour=23)
    nowhere = replace(ask(), facts=PersonFacts())
    west = count(touch(1), bundle=bundle, question=nowhere).instants["cap:today"]
    assert west == NOON.replace(hour=11) + DAY  # where the day ends last


def test_of_a_bundle_with_problems_nothing_is_counted():
    broken = replace(load_bundle(caps={"bad": {}}), problems=("bad",))
    assert Counting(broken).reach == timedelta()
    found = count(touch(1), wishes=(WEEKLY,), bundle=broken)
    assert (found.contacts, found.wishes, found.instants) == ({}, (), {})


def test_the_longest_window_says_how_far_back_is_read():
    assert Counting(load_bundle()).reach == 31 * DAY
    longer = load_bundle(caps={"year": row(window={"calendar": "day", "periods": 90})})
    assert Counting(longer).reach == 91 * DAY
