"""What people say, in any word and order, and what it does to the next answer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.integration.world import NOON, SERVICE, rules, world

__all__ = ["world"]

NEWSLETTER = {"purpose": "newsletter", "channel": "email"}
KINDS = ("sale", "share", "targeted_ads", "profiling", "sensitive", "admt")
AD_NETWORK = {"id": "ad-network", "role": "third_party", "country": "US"}
SALE = {"purpose": "ads_sharing", "recipient": AD_NETWORK}
GPC = {"signals": {"sec_gpc": "1"}}


def consenting(world, place="FR", **traits):
    who = world.meet(place, **traits)
    world.say(who, "grant", "newsletter", "email")
    return who


@pytest.mark.parametrize("act", ["refuse", "withdraw", "object", "opt_out"])
@pytest.mark.parametrize(
    "scope",
    [
        {"purpose": "newsletter", "channel": "email"},
        {"purpose": "newsletter"},
        {"kind": "all_marketing"},
    ],
)
def test_a_no_in_any_word_ends_it_and_a_later_yes_brings_it_back(world, act, scope):
    who = consenting(world)
    permit = world.permit(who, **NEWSLETTER)
    world.clock.forward(seconds=1)

    world.say(who, act, **scope)
    refused = world.ask(who, **NEWSLETTER)
    assert not refused["decision"]
    assert world.status(permit) == "revoked"
    assert world.ask(who, channel="email", **SERVICE)["decision"]

    world.clock.forward(seconds=1)
    world.say(who, "grant", "newsletter", "email")
    assert world.ask(who, **NEWSLETTER)["decision"]


@pytest.mark.parametrize("act", ["refuse", "withdraw", "object", "opt_out"])
def test_all_marketing_is_heard_by_everything_that_is_marketing(world, act):
    uses = [
        ("send", "newsletter", "email"),
        ("send", "offers", "sms"),
        ("send", "offers", "post"),
        ("personalise", "personalisation", "web"),
        ("track_open", "email_tracking", "email"),
    ]
    who = world.meet()
    for _, purpose, channel in uses:
        world.say(who, "grant", purpose, channel)
    world.clock.forward(seconds=1)

    world.say(who, act, kind="all_marketing")
    for name, purpose, channel in uses:
        answer = world.ask(who, name, purpose=purpose, channel=channel)
        assert not answer["decision"], purpose

    world.clock.forward(seconds=1)
    world.say(who, "grant", "offers", "post")
    permitted = [
        purpose
        for name, purpose, channel in uses
        if world.ask(who, name, purpose=purpose, channel=channel)["decision"]
    ]
    assert permitted == ["offers"]
    assert not world.ask(who, purpose="offers", channel="sms")["decision"]


def test_the_everyday_word_opt_in_is_a_grant(world):
    who = consenting(world, "US-TX")
    world.say(who, "opt_out", "newsletter", "email")
    assert not world.ask(who, **NEWSLETTER)["decision"]

    world.clock.forward(seconds=1)
    world.say(who, "opt_in", "newsletter", "email")

    assert world.ask(who, **NEWSLETTER)["decision"]


@pytest.mark.parametrize(
    ("kind", "name", "terms", "rule"),
    [
        ("sale", "sell", SALE, "opt-out-sale"),
        ("share", "share", SALE, "opt-out-share"),
        ("targeted_ads", "share", SALE, "opt-out-targeted-ads"),
        ("profiling", "profile", {"purpose": "profiling"}, "opt-out-profiling"),
        (
            "admt",
            "decide_automatically",
            {"purpose": "personalisation"},
            "opt-out-admt",
        ),
    ],
)
@pytest.mark.parametrize("act", ["opt_out", "object", "withdraw", "refuse"])
def test_an_opt_out_stands_until_its_own_opt_in(world, kind, name, terms, rule, act):
    who = world.meet("US-TX")
    assert world.ask(who, name, **terms)["decision"]

    world.say(who, act, kind=kind)
    assert rules(world.ask(who, name, **terms)) & {rule, "objection-profiling"}
    for other in set(KINDS) - {kind}:
        world.say(who, "opt_in", kind=other)
    world.clock.forward(days=400)
    assert not world.ask(who, name, **terms)["decision"]

    if act == "object" and kind == "profiling":
        world.say(who, "grant", "profiling")  # an objection ends with a consent
    world.say(who, "opt_in", kind=kind)
    assert world.ask(who, name, **terms)["decision"]


def test_gpc_of_a_known_californian_is_recorded_and_stays(world):
    who = world.meet("US-CA")
    world.inform(who)
    assert world.ask(who, "sell", **SALE)["decision"]

    refused = world.ask(who, "sell", **SALE, **GPC)
    assert "gpc-opt-out" in rules(refused)
    assert all(r["kind"] == "law" for r in refused["context"]["reasons"])

    world.clock.forward(days=30)
    assert "opt-out-sale" in rules(world.ask(who, "sell", **SALE))
    world.say(who, "grant", "ads_sharing")
    assert "opt-out-sale" in rules(world.ask(who, "sell", **SALE))


@pytest.mark.parametrize("place", ["FR", "AU", "unknown"])
def test_gpc_elsewhere_is_honoured_for_that_answer(world, place):
    who = world.meet(place)
    world.say(who, "grant", "ads_sharing")
    before = world.ask(who, "sell", **SALE)

    refused = world.ask(who, "sell", **SALE, **GPC)

    assert "gpc-opt-out-house" in rules(refused)
    assert rules(world.ask(who, "sell", **SALE)) == rules(before)


def test_gpc_of_a_stranger_is_not_recorded(world):
    world.ask("later@example.test", "sell", **SALE, **GPC)
    world.identify("u-9", email="later@example.test", address={"country": "US"})
    world.identify(
        "u-9", email="later@example.test", address={"country": "US", "region": "CA"}
    )

    found = rules(world.ask("later@example.test", "sell", **SALE))

    assert not {rule for rule in found if rule.startswith("opt-out")}


@pytest.mark.parametrize("value", ["0", "", "true", "yes", "11", " 1"])
def test_only_the_exact_signal_is_a_signal(world, value):
    who = world.meet("US-CA")
    world.inform(who)

    assert world.ask(who, "sell", **SALE, signals={"sec_gpc": value})["decision"]


def test_a_banner_speaks_about_purposes(world):
    who = world.meet()
    user = {"userId": "u1", "event": "Banner"}
    for number, (wanted, permitted) in enumerate([(True, True), (False, False)]):
        world.clock.forward(minutes=1)
        consent = {"categoryPreferences": {"newsletter": wanted, "horoscopes": True}}
        body = {**user, "messageId": f"b{number}", "context": {"consent": consent}}
        sent = world.api.post("/v1/track", json=body, auth=(world.write_key, ""))
        assert sent.status_code == 200
        assert world.ask(who, **NEWSLETTER)["decision"] is permitted


TIES = {
    "exact": ("exact", "link", True),
    "a human's yes": ("manual", "link", True),
    "the model": ("splink", "link", False),
    "waiting for a human": ("splink", "review", False),
}


@pytest.mark.parametrize("tie", TIES)
def test_a_grant_travels_through_what_is_certain_only(world, tie):
    kind, zone, travels = TIES[tie]
    agreed, other = consenting(world), world.meet(named=False)
    world.link(agreed, other, kind, zone)

    assert world.ask(other, **NEWSLETTER)["decision"] is travels
    assert world.ask(agreed, **NEWSLETTER)["decision"]

    world.split(agreed, other)
    assert not world.ask(other, **NEWSLETTER)["decision"]
    assert world.ask(agreed, **NEWSLETTER)["decision"]


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("act", ["refuse", "withdraw", "object"])
def test_a_no_travels_through_every_link_until_it_is_undone(world, tie, act):
    kind, zone, _ = TIES[tie]
    agreed, other = consenting(world), world.meet(named=False)
    world.clock.forward(seconds=1)
    world.say(other, act, "newsletter")
    assert world.ask(agreed, **NEWSLETTER)["decision"]

    world.link(agreed, other, kind, zone)
    assert not world.ask(agreed, **NEWSLETTER)["decision"]
    world.split(agreed, other)
    assert world.ask(agreed, **NEWSLETTER)["decision"]


@pytest.mark.parametrize("tie", TIES)
def test_an_opt_out_and_a_restriction_travel_too(world, tie):
    kind, zone, _ = TIES[tie]
    one, other = world.meet("US-TX"), world.meet("US-TX", named=False)
    world.say(other, "opt_out", kind="sale")
    world.link(one, other, kind, zone)
    assert "opt-out-sale" in rules(world.ask(one, "sell", **SALE))

    body = {"kind": "restriction", "resource": {"type": "email", "id": other}}
    asked = world.api.post("/v1/requests", json=body, headers=world.bearer)
    assert asked.status_code == 201, asked.text
    assert "person-restricted" in rules(world.ask(one, channel="email", **SERVICE))
    world.split(one, other)
    assert world.ask(one, channel="email", **SERVICE)["decision"]


@pytest.mark.parametrize("tie", TIES)
def test_a_child_on_any_link_protects_the_person(world, tie):
    kind, zone, _ = TIES[tie]
    agreed = consenting(world)
    child = world.meet(named=False, birthday="2014-05-05")
    assert world.ask(agreed, **NEWSLETTER)["decision"]

    world.link(agreed, child, kind, zone)

    assert rules(world.ask(agreed, **NEWSLETTER)) == {"minor-consent"}


@pytest.mark.parametrize(
    ("said", "permitted"),
    [
        ([("grant", 0), ("withdraw", 2)], False),
        ([("withdraw", 2), ("grant", 0)], False),  # arrives late
        ([("grant", 2), ("withdraw", 0)], True),
        ([("withdraw", 0), ("grant", 2)], True),
        ([("grant", 1), ("withdraw", 1)], False),  # at the same instant: no
        ([("withdraw", 1), ("grant", 1)], False),
    ],
)
def test_what_counts_is_when_it_was_said_not_when_it_arrived(world, said, permitted):
    who = world.meet()
    for act, hour in said:
        world.say(
            who, act, "newsletter", at=(NOON - timedelta(hours=3 - hour)).isoformat()
        )

    assert world.ask(who, **NEWSLETTER)["decision"] is permitted


@pytest.mark.parametrize("ahead", [2, 3_600, 86_400 * 30])
def test_a_no_dated_in_the_future_counts_at_once(world, ahead):
    who = consenting(world)
    permit = world.permit(who, **NEWSLETTER)
    later = (world.clock.at + timedelta(seconds=ahead)).isoformat()

    world.say(who, "withdraw", "newsletter", at=later)

    assert "consent-withdrawn" in rules(world.ask(who, **NEWSLETTER))
    assert world.status(permit) == "revoked"
    world.clock.forward(seconds=1)
    world.say(who, "grant", "newsletter")
    assert world.ask(who, **NEWSLETTER)["decision"]


def test_a_yes_dated_in_the_future_waits_for_its_time(world):
    who = world.meet()
    later = world.clock.at + timedelta(hours=2)
    world.say(who, "grant", "newsletter", at=later.isoformat())

    refused = world.ask(who, **NEWSLETTER)
    assert rules(refused) == {"consent-missing"}
    assert datetime.fromisoformat(refused["context"]["cache_until"]) == later
    world.clock.forward(hours=2)
    assert world.ask(who, **NEWSLETTER)["decision"]


def test_a_yes_from_a_clock_a_little_fast_counts_at_once(world):
    who = world.meet()
    soon = (world.clock.at + timedelta(seconds=5)).isoformat()

    world.say(who, "grant", "newsletter", at=soon)

    assert world.ask(who, **NEWSLETTER)["decision"]


def test_a_choice_made_before_anybody_was_known_is_waiting(world):
    world.say("new@example.test", "object", kind="all_marketing")
    world.identify("u-7", email="new@example.test", address={"country": "FR"})
    world.say(
        "new@example.test",
        "grant",
        "newsletter",
        at=(NOON - timedelta(days=1)).isoformat(),
    )

    assert "objection-marketing" in rules(world.ask("new@example.test", **NEWSLETTER))


def test_a_number_that_was_struck_off_stays_so_when_its_owner_is_met(world):
    number = "+33612345678"
    world.say(number, "object", "offers", "sms", type="phone")
    who = world.meet(phone=number, firstName="Anna", lastName="Blanc")
    world.say(who, "grant", "offers", "sms", at=(NOON - timedelta(days=1)).isoformat())

    for kind, value in (("phone", number), ("email", who), ("user_id", "u1")):
        answer = world.ask(value, type=kind, purpose="offers", channel="sms")
        assert "objection-channel" in rules(answer), kind


def test_a_minor_is_of_age_on_the_birthday_and_not_before(world):
    born = date(world.clock.at.year - 15, 12, 4)  # fifteen in two days, in France
    who = consenting(world, birthday=born.isoformat())
    assert rules(world.ask(who, **NEWSLETTER)) == {"minor-consent"}

    world.clock.at = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    assert world.ask(who, **NEWSLETTER)["decision"]


def test_a_parent_may_consent_for_a_child(world):
    who = world.meet("DE", birthday="2015-01-01")
    word = {"method": "parental", "parental": {"verified_by": "card"}}
    world.say(who, "grant", "newsletter", **word)

    assert world.ask(who, **NEWSLETTER)["decision"]


def test_in_france_a_child_and_a_parent_consent_together(world):
    who = world.meet(birthday="2015-01-01")
    parent = {"verified_by": "card"}
    world.say(who, "grant", "newsletter", method="parental", parental=parent)
    assert rules(world.ask(who, **NEWSLETTER)) == {"minor-joint-consent"}

    world.clock.at += timedelta(minutes=1)
    world.say(who, "grant", "newsletter", method="web_form", parental=parent)
    assert world.ask(who, **NEWSLETTER)["decision"]


@pytest.mark.parametrize("kind", ["sale", "share", "targeted_ads", "sensitive"])
def test_an_opt_out_counts_at_once_and_nobody_is_asked_to_prove_anything(world, kind):
    """11 CCR 7026(d) and 7027(e): no verification, not even an account."""
    stranger = "never-seen@example.test"
    kept = world.say(stranger, "opt_out", kind=kind)
    assert set(kept) == {"id", "receipt"}, "no further step is asked for"

    world.identify("u-7", email=stranger, address={"country": "US", "region": "CA"})
    special = {"purpose": "newsletter", "channel": "email"}
    refused = (
        world.ask(stranger, **special, data_categories=["health"])
        if kind == "sensitive"
        else world.ask(stranger, "share", **SALE)
    )

    assert f"opt-out-{kind.replace('_', '-')}" in rules(refused)


def test_a_yes_to_the_notice_of_the_conflict_lets_the_signal_pass(world):
    who = world.meet("US-CA")
    world.ask(who, "sell", **SALE, **GPC)
    world.clock.forward(days=1)
    with world.services.database.transaction() as conn:
        notices = world.services.ledger.notices
        text = "Your browser says no; you may say yes here all the same."
        notices.publish(conn, ("gpc-conflict", "1", "en"), text=text, now=NOON)
    world.say(
        who,
        "grant",
        "ads_sharing",
        explicit=True,
        notice={"id": "gpc-conflict", "version": "1"},
        locale="en",
        evidence={"signal": "sec-gpc"},
    )

    assert world.ask(who, "sell", **SALE, **GPC)["decision"]
    world.ask(who, "personalise", purpose="personalisation", channel="web", **GPC)
    assert world.ask(who, "sell", **SALE)["decision"], "a signal answered is no news"


def test_a_stop_has_one_text_in_answer(world):
    who = world.meet("US-TX")
    world.say(who, "grant", "offers", "sms")
    terms = {**SERVICE, "purpose": "stop_confirmation", "channel": "sms"}
    assert not world.permit(who, **terms)["decision"]

    world.clock.forward(minutes=1)
    world.say(who, "object", "offers", "sms", method="signal")
    world.clock.forward(minutes=1)
    first = world.permit(who, **terms)
    assert first["decision"], rules(first)
    assert rules(world.permit(who, **terms)) == {"us-stop-confirmation"}
    world.settle(first, "sent")
    assert rules(world.permit(who, **terms)) == {"us-stop-confirmation"}

    world.clock.forward(minutes=1)
    world.say(who, "object", "service_messages", "sms", method="signal")
    assert world.permit(who, **terms)["decision"], "a new stop has a text of its own"
