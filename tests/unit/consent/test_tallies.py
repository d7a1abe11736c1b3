"""Counts are cut at limits, wishes at published numbers; places and purposes decide."""

from consent.situations import reduce
from consent.subject import Wish, Wished
from consent.tallies import fit_wish
from consent.terms import Position
from tests.contracts.positions import NOW, asked, offer
from tests.unit.consent.room import load_bundle

BUNDLE = load_bundle()


def document(position: Position) -> dict[str, object]:
    return dict(reduce(position, NOW, BUNDLE).document)


def test_counts_are_cut_at_the_limit_and_kept_for_this_channel_only() -> None:
    position = offer("sms", contacts={"sms-week": 99, "email-day": 1})

    assert document(position)["contacts"] == {"all-week": 0, "sms-week": 2}


def test_caps_of_a_place_a_purpose_or_an_unknown_channel_are_left_out() -> None:
    call = {"fr-calls": 9, "us-fl-calls": 1}
    french = document(offer("call", "call", contacts=call))["contacts"]
    assert french == {"all-week": 0, "call-month": 0, "fr-calls": 4}
    there = document(offer("call", "call", places=("US-FL",), contacts=call))
    assert there["contacts"] == {"all-week": 0, "call-month": 0, "us-fl-calls": 1}
    assert document(asked(channel="pigeon"))["contacts"] == {}
    spring = {"purposes": ["offers"], "limit": 1}
    bundle = load_bundle(caps={"spring": spring, "all": {"limit": 2}})
    assert reduce(asked(), NOW, bundle).document["contacts"] == {"all": 0}
    offered = reduce(offer("email"), NOW, bundle).document["contacts"]
    assert offered == {"all": 0, "spring": 0}


def test_wishes_are_cut_at_their_number_and_to_published_numbers() -> None:
    wishes = (
        Wished(per="week", at_most=1, count=7),
        Wished(per="week", at_most=1, count=9),
        Wished(per="day", at_most=4, count=3),
        Wished(per="month", at_most=99, count=3),
    )
    assert document(asked(wishes=wishes))["wishes"] == [
        {"per": "day", "at_most": 3, "count": 3},
        {"per": "month", "at_most": 10, "count": 3},
        {"per": "week", "at_most": 1, "count": 1},
    ]


def test_a_wish_is_heard_as_the_stricter_published_number() -> None:
    heard = {
        most: fit_wish(Wish(at_most=most, per="week"), [1, 2, 5]).at_most
        for most in (1, 2, 3, 5, 9)
    }
    assert heard == {1: 1, 2: 2, 3: 2, 5: 5, 9: 5}
    assert fit_wish(Wish(at_most=1, per="day"), [2, 5]).at_most == 2
