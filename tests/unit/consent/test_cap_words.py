"""What a cap says of itself always names the limit and the window that count."""

# One sentence, one line.
# ruff: noqa: E501

import pytest

from consent.cap_words import message_of, remedy_of, span_of, title_of, wish_details
from consent.windows import Window
from tests.unit.consent.test_cap_register import ROW


@pytest.mark.parametrize(
    ("changes", "english", "french"),
    [
        (
            {},
            "at most 2 marketing contacts over all channels in a calendar week.",
            "au plus 2 contacts commerciaux tous canaux confondus par semaine calendaire.",
        ),
        (
            {"limit": 1, "window": {"days": 1}, "channels": ["email"]},
            "at most 1 marketing contact by e-mail in 24 hours.",
            "au plus 1 contact commercial par courriel en 24 heures.",
        ),
        (
            {"window": {"days": 30}, "channels": ["sms", "pigeon"]},
            "at most 2 marketing contacts by text message or pigeon in 30 days.",
            "au plus 2 contacts commerciaux par SMS ou pigeon en 30 jours.",
        ),
        (
            {"content_classes": ["marketing", "service"], "window": {"minutes": 1}},
            "at most 2 contacts over all channels in one minute.",
            "au plus 2 contacts tous canaux confondus en une minute.",
        ),
        (
            {"counts": "attempts", "channels": ["call"], "window": {"minutes": 90}},
            "at most 2 marketing contacts by telephone in 90 minutes, attempts included.",
            "au plus 2 contacts commerciaux par téléphone en 90 minutes, tentatives comprises.",
        ),
        (
            {"purposes": ["offers"], "campaigns": ["a"], "groups": ["b"]},
            "at most 2 marketing contacts over all channels for offers of a, b in a calendar week.",
            "au plus 2 contacts commerciaux tous canaux confondus pour offers de a, b par semaine calendaire.",
        ),
        (
            {"each": "campaign", "window": {"calendar": "month", "periods": 2}},
            "at most 2 marketing contacts over all channels of one campaign in 2 calendar months.",
            "au plus 2 contacts commerciaux tous canaux confondus d'une même campagne en 2 mois calendaires.",
        ),
    ],
)
def test_a_sentence_is_made_of_the_row(changes, english, french):
    said = message_of({**ROW, **changes})
    assert said["en"] == f"The limit is reached: {english}"
    assert said["fr"] == f"La limite est atteinte : {french}"


def test_a_row_may_speak_for_itself():
    own = {
        "message": {"en": "{limit} {window}!", "fr": "{limit} {window} !"},
        "title": {"en": "T", "fr": "U"},
        "remedy": {"en": "W", "fr": "A"},
    }
    row = {**ROW, **own}
    assert message_of(row) == {
        "en": "2 in a calendar week!",
        "fr": "2 par semaine calendaire !",
    }
    assert (title_of("x", row), remedy_of(row)) == (own["title"], own["remedy"])
    assert remedy_of(ROW)["en"] == "Wait until the cap frees."


def test_calendar_days_are_told_from_rolling_ones():
    assert span_of(Window(unit="day", length=1), "en") == "in 24 hours"
    calendar = Window(unit="day", length=30, is_calendar=True)
    assert span_of(calendar, "en") == "in 30 calendar days"
    assert span_of(calendar, "fr") == "en 30 jours calendaires"


def test_only_wishes_that_are_reached_are_told_the_strictest_of_each_period():
    wishes = [
        {"per": "week", "at_most": 3, "count": 3},
        {"per": "week", "at_most": 2, "count": 2},
        {"per": "week", "at_most": 1, "count": 0},
        {"per": "day", "at_most": 1, "count": 0},
    ]
    assert wish_details({"wishes": wishes}) == {
        "cap-wish-week": {"en": "at most 2 a week", "fr": "au plus 2 par semaine"}
    }
    assert wish_details({}) == {}
