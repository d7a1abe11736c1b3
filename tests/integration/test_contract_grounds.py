"""Which purpose may reach whom, where, on which channel, and in whose name."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.world import ADDRESSES, NOON, SERVICE, rules, world

__all__ = ["world"]

NIGHT = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
# What the shipped register promises; not read from it, so that a slip shows.
CONSENT_CHANNELS = {
    "newsletter": ("email",),
    "offers": ("email", "sms", "push", "post", "call", "call_automated"),
}
OPT_IN = ("FR", "DE")
KNOWN_TO_LAW = ("FR", "DE", "US-CA", "US-TX")
# In the United States mail and post are opt-out; telephone and text are not.
US_WITHOUT_CONSENT = {"email", "push", "post"}
AD_NETWORK = {"id": "ad-network", "role": "third_party", "country": "US"}
MAIL_HOUSE = {"id": "mail-house", "role": "processor", "country": "FR"}
ACTION_OF = {"call": "call", "call_automated": "call_automated", "push": "push"}


@pytest.mark.parametrize("place", ADDRESSES)
def test_marketing_reaches_nobody_where_the_law_wants_consent(world, place):
    who = world.meet(place, timezone="Europe/Paris")
    for purpose, channels in CONSENT_CHANNELS.items():
        for channel in channels:
            answer = world.ask(
                who, ACTION_OF.get(channel, "send"), purpose=purpose, channel=channel
            )
            free = place.startswith("US") and channel in US_WITHOUT_CONSENT
            assert answer["decision"] is free, (place, purpose, channel)
            if place in OPT_IN:
                assert rules(answer) >= {"consent-missing"}
            if place not in KNOWN_TO_LAW:
                assert "place-unknown" in rules(answer)


@pytest.mark.parametrize("place", ADDRESSES)
def test_marketing_reaches_who_agreed_where_the_law_is_known(world, place):
    # 17:30 in Paris: open hours for a call wherever the zone is Paris
    world.clock.at = NOON + timedelta(hours=5, minutes=30)
    for purpose, channels in CONSENT_CHANNELS.items():
        for channel in channels:
            who = world.meet(place, timezone="Europe/Paris")
            world.say(who, "grant", purpose, channel)
            name = ACTION_OF.get(channel, "send")
            answer = world.ask(who, name, purpose=purpose, channel=channel)
            assert answer["decision"] is (place in KNOWN_TO_LAW), (place, channel)
            if place not in KNOWN_TO_LAW:
                assert rules(answer) == {"place-unknown"}


def test_a_grant_holds_for_its_channel_only(world):
    who = world.meet()
    world.say(who, "grant", "offers", "email")

    assert world.ask(who, purpose="offers", channel="email")["decision"]
    for channel in ("sms", "push", "post"):
        refused = world.ask(who, purpose="offers", channel=channel)
        assert rules(refused) == {"consent-missing"}, channel


@pytest.mark.parametrize("place", ADDRESSES)
def test_a_service_message_reaches_its_customer_whatever_was_said(world, place):
    who = world.meet(place, timezone=None, birthday=None)
    world.say(who, "object", kind="all_marketing")
    world.say(who, "refuse", "newsletter")
    for kind in ("sale", "share", "targeted_ads", "profiling", "sensitive", "admt"):
        world.say(who, "opt_out", kind=kind)
    world.clock.at = NIGHT + timedelta(days=3)
    for purpose in ("service_messages", "support"):
        for channel in ("email", "sms", "push", "call", "call_automated", "post"):
            for name in {"send", ACTION_OF.get(channel, "send")}:
                for _ in range(3):  # and over every cap
                    answer = world.permit(
                        who,
                        name,
                        purpose=purpose,
                        channel=channel,
                        content_class="service",
                        signals={"sec_gpc": "1"},
                    )
                    assert answer["decision"], (name, channel, rules(answer))
                    world.settle(answer, "sent")


@pytest.mark.parametrize("content_class", ["marketing", "mixed", None])
def test_advertising_does_not_travel_as_a_service(world, content_class):
    who = world.meet()
    chosen = {"content_class": content_class} if content_class else {}

    answer = world.ask(who, purpose="service_messages", channel="email", **chosen)

    assert rules(answer) == {"content-not-of-purpose"}


@pytest.mark.parametrize(
    ("name", "terms", "rule"),
    [
        ("sell", {"recipient": AD_NETWORK}, "purpose-not-for-action"),
        ("share", {"recipient": AD_NETWORK}, "recipient-purpose"),
        ("send", {"recipient": AD_NETWORK, "channel": "email"}, "recipient-purpose"),
        ("profile", {}, "purpose-not-for-action"),
        ("train_model", {}, "purpose-not-for-action"),
        ("decide_automatically", {}, "automated-decision"),
        ("personalise", {"channel": "web"}, "purpose-not-for-action"),
        ("offer_in_store", {"channel": "in_store"}, "purpose-not-for-action"),
        ("track_open", {"channel": "email"}, "purpose-not-for-action"),
    ],
)
@pytest.mark.parametrize("purpose", ["service_messages", "support"])
def test_what_needs_consent_is_not_done_in_the_name_of_a_service(
    world, name, terms, rule, purpose
):
    who = world.meet()

    answer = world.ask(who, name, purpose=purpose, content_class="service", **terms)

    assert not answer["decision"]
    assert rule in rules(answer)


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("collect", {}),
        ("read_context", {}),
        ("link_identity", {}),
        ("share", {"recipient": MAIL_HOUSE}),
        ("send", {"recipient": MAIL_HOUSE, "channel": "post"}),
        ("call", {"channel": "call"}),
    ],
)
def test_what_a_service_needs_is_permitted(world, name, terms):
    assert world.ask(world.meet(), name, **SERVICE, **terms)["decision"]


@pytest.mark.parametrize(
    "purpose", ["analytics", "profiling", "model_training", "email_tracking"]
)
@pytest.mark.parametrize("content_class", ["service", "marketing", "mixed"])
def test_consent_to_a_use_of_data_carries_no_message(world, purpose, content_class):
    who = world.meet()
    world.say(who, "grant", purpose)
    for channel in ("email", "sms", "push", "web", "app"):
        answer = world.ask(
            who, purpose=purpose, channel=channel, content_class=content_class
        )
        assert "content-not-of-purpose" in rules(answer), channel


@pytest.mark.parametrize(
    ("name", "purpose", "channel"),
    [
        ("personalise", "personalisation", "web"),
        ("personalise", "personalisation", "email"),
        ("offer_in_store", "offers", "in_store"),
        ("profile", "profiling", None),
        ("profile", "analytics", "web"),
        ("train_model", "model_training", None),
        ("track_open", "email_tracking", "email"),
    ],
)
def test_a_use_of_data_needs_its_own_consent(world, name, purpose, channel):
    who = world.meet()
    terms = {"purpose": purpose, **({"channel": channel} if channel else {})}
    if name == "train_model":
        terms["ai"] = {"system": "next-best-action"}

    assert "consent-missing" in rules(world.ask(who, name, **terms))
    world.say(who, "grant", purpose)
    assert world.ask(who, name, **terms)["decision"]
    world.say(who, "withdraw", purpose)
    assert "consent-withdrawn" in rules(world.ask(who, name, **terms))


def test_data_goes_to_the_advertising_network_with_consent_only(world):
    who = world.meet()
    terms = {"purpose": "ads_sharing", "recipient": AD_NETWORK}

    assert "consent-missing" in rules(world.ask(who, "share", **terms))
    world.say(who, "grant", "ads_sharing", "ad_network")
    assert world.ask(who, "share", **terms)["decision"]
    assert world.ask(who, "sell", **terms)["decision"]
    unknown = {"id": "data-broker", "role": "third_party", "country": "US"}
    refused = world.ask(who, "share", purpose="ads_sharing", recipient=unknown)
    assert {"recipient-unknown", "transfer-tool-missing"} <= rules(refused)


@pytest.mark.parametrize(
    ("evidence", "permitted"),
    [
        ({"product_line": "shoes", "opt_out_offered": True}, True),
        ({"product_line": "shoes", "opt_out_offered": False}, False),
        ({"product_line": "shoes"}, False),
        ({"opt_out_offered": True}, False),
    ],
)
def test_an_earlier_sale_lets_own_offers_go_by_mail(world, evidence, permitted):
    who = world.meet()
    sold = {"sale_at": (NOON - timedelta(days=100)).isoformat(), **evidence}
    world.say(who, "soft_opt_in", "offers", "email", evidence=sold)

    assert world.ask(who, purpose="offers", channel="email")["decision"] is permitted
    assert not world.ask(who, purpose="offers", channel="sms")["decision"]
    world.say(who, "object", "offers", "email")
    assert not world.ask(who, purpose="offers", channel="email")["decision"]


def test_a_sale_in_the_future_is_no_sale(world):
    who = world.meet()
    body = {
        "identifier": {"type": "email", "id": who},
        "act": "soft_opt_in",
        "scope": {"purpose": "offers", "channel": "email"},
        "at": NOON.isoformat(),
        "method": "import",
        "evidence": {
            "sale_at": (NOON + timedelta(days=900)).isoformat(),
            "product_line": "shoes",
            "opt_out_offered": True,
        },
    }

    got = world.api.post("/v1/consents", json=body, headers=world.bearer)

    assert got.status_code == 400


def test_a_personal_message_needs_a_place_like_any_other(world):
    who = world.meet("unknown")
    world.say(who, "grant", "personalisation", "email")

    sent = world.ask(who, purpose="personalisation", channel="email")
    shown = world.ask(who, "personalise", purpose="personalisation", channel="email")

    assert rules(sent) == {"place-unknown"}
    assert shown["decision"]
