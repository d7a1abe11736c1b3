"""What a caller declares is cut to closed words; what is not said is the stricter."""

import pytest

from consent.words import closed, cut_ai, cut_price, cut_recipient

HOUSE = {"mail-house": {"role": "processor", "country": "FR"}}


def test_what_is_outside_is_unknown_once() -> None:
    assert closed(["b", "x", "a", "y", "a"], ["a", "b"]) == ["a", "b", "unknown"]


def test_what_nobody_declared_is_nothing() -> None:
    assert cut_recipient(None, HOUSE) is None
    assert cut_ai(None, {}) is None
    assert cut_price(None) is None


def test_a_recipient_is_completed_from_the_register_and_its_own_word_counts() -> None:
    registered = cut_recipient({"id": "mail-house"}, HOUSE)
    moved = cut_recipient({"id": "mail-house", "country": "US"}, HOUSE)
    stranger = cut_recipient({"id": "x", "role": "friend", "country": "fr"}, HOUSE)

    assert registered == {"id": "mail-house", "role": "processor", "country": "FR"}
    assert moved == {"id": "mail-house", "role": "processor", "country": "US"}
    assert stranger == {"id": None, "role": "unknown", "country": "unknown"}


@pytest.mark.parametrize(
    ("review", "counts"),
    [
        (True, True),
        ("yes", False),
        ({"by": "lea"}, True),
        ({"by": "lea", "substantive": False}, False),
        ({}, False),
    ],
)
def test_only_a_person_who_really_looked_is_a_review(
    review: object, *, counts: bool
) -> None:
    cut = cut_ai({"system": "x", "human_review": review, "made": 7}, {"y": {}})

    assert cut["human_review"] is counts
    assert (cut["system"], cut["used"], cut["made"]) == (None, True, "unknown")


def test_a_price_uses_choices_unless_that_is_denied() -> None:
    assert cut_price({}) == {"uses_choices": True, "incentive_notice": False}
    assert cut_price({"uses_choices": False, "incentive_notice": True}) == {
        "uses_choices": False,
        "incentive_notice": True,
    }
