"""Caps and permits: what counts, what is given back, what ends a permit."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from cdp import access
from tests.integration.http_live import ALL_SCOPES
from tests.integration.world import NOON, SERVICE, instant, question, rules, world

__all__ = ["world"]

NEWSLETTER = {"purpose": "newsletter", "channel": "email"}
TEXT = {"purpose": "offers", "channel": "sms"}
PUSH = {"purpose": "offers", "channel": "push"}
# cap, how to use it, days between uses, how many fit, days until it frees
CAPS = [
    ("cap-email-day", "send", "email", 0, 1, 1),
    ("cap-email-week", "send", "email", 1.01, 3, 7),
    ("cap-sms-week", "send", "sms", 0, 2, 7),
    ("cap-push-week", "push", "push", 0, 5, 7),
    ("cap-call-month", "call", "call", 0, 1, 30),
    ("cap-call-month", "call_automated", "call_automated", 0, 1, 30),
    ("cap-all-week", "send", "post", 0, 6, 7),
]


def consenting(world, *channels):
    who = world.meet()
    world.say(who, "grant", "newsletter")
    for channel in channels or ("email", "sms", "push", "post", "call"):
        world.say(who, "grant", "offers", channel)
    return who


def sent(world, who, **terms):
    permit = world.permit(who, **terms)
    assert permit["decision"], rules(permit)
    assert world.settle(permit, "sent")["status"] == "used"
    return permit


@pytest.mark.parametrize("cap", CAPS)
def test_each_cap_holds_and_says_when_it_frees(world, cap):
    rule, name, channel, step, fits, days = cap
    who = consenting(world, channel)
    terms = {"name": name, "purpose": "offers", "channel": channel}
    first = world.clock.at
    for _ in range(fits):
        sent(world, who, **terms)
        world.clock.forward(days=step)

    refused = world.permit(who, **terms)
    assert rules(refused) == {rule}
    reason = refused["context"]["reasons"][0]
    assert reason["kind"] == "house"
    frees = instant(reason["retry_after"])
    assert frees == first + timedelta(days=days)

    world.clock.at = frees - timedelta(seconds=1)
    assert rule in rules(world.ask(who, **terms))
    world.clock.at = instant(refused["context"]["not_before"])
    found = world.ask(who, **terms)
    assert rule not in rules(found)
    assert found["decision"] or rules(found) <= {"calling-hours-fr"}


def test_two_purposes_share_the_cap_of_all_channels(world):
    who = consenting(world)
    sent(world, who, **NEWSLETTER)
    sent(world, who, **TEXT)
    sent(world, who, **TEXT)
    sent(world, who, name="push", **PUSH)
    sent(world, who, purpose="offers", channel="post")
    sent(world, who, name="push", **PUSH)

    for terms in ({"name": "push", **PUSH}, {"purpose": "offers", "channel": "post"}):
        assert rules(world.permit(who, **terms)) == {"cap-all-week"}
    assert "cap-all-week" in rules(world.permit(who, **NEWSLETTER))


def test_a_check_and_a_refusal_reserve_nothing(world):
    who = consenting(world)
    for _ in range(3):
        assert world.ask(who, **NEWSLETTER)["decision"]
        assert not world.permit(who, **NEWSLETTER, can_fulfil=[])["decision"]

    assert world.permit(who, **NEWSLETTER)["decision"]


@pytest.mark.parametrize("outcome", ["failed", "cancelled", "expired"])
def test_what_did_not_happen_gives_its_share_back(world, outcome):
    who = consenting(world)
    permit = world.permit(who, **NEWSLETTER)
    assert "cap-email-day" in rules(world.permit(who, **NEWSLETTER))

    if outcome == "expired":
        world.clock.at = instant(permit["permit"]["expires_at"])
        assert world.status(permit) == "expired"
    else:
        assert world.settle(permit, outcome)["status"] == "released"

    assert world.permit(who, **NEWSLETTER)["decision"]


@pytest.mark.parametrize(
    "outcome", ["sent", "delivered", "opened", "clicked", "converted", "bounced"]
)
def test_what_happened_keeps_its_share(world, outcome):
    who = consenting(world)
    permit = world.permit(who, **NEWSLETTER)
    world.settle(permit, outcome)
    again = world.settle(permit, outcome)  # a repetition changes nothing
    world.settle(permit, "failed")

    assert again == {"id": permit["permit"]["id"], "status": "used"}
    assert world.status(permit) == "used"
    world.clock.forward(hours=23)
    assert "cap-email-day" in rules(world.permit(who, **NEWSLETTER))


@pytest.mark.parametrize("end", ["expired", "revoked", "released"])
def test_a_sending_on_a_permit_that_is_over_is_kept_and_counted(world, end):
    who = consenting(world)
    permit = world.permit(who, **NEWSLETTER)
    if end == "expired":
        world.clock.forward(hours=2)
    elif end == "revoked":
        world.say(who, "withdraw", "newsletter")
    else:
        world.settle(permit, "cancelled")
    assert world.status(permit) == end

    assert world.settle(permit, "sent")["overrun"] is True
    assert world.settle(permit, "sent")["overrun"] is True

    world.clock.forward(seconds=1)
    world.say(who, "grant", "newsletter")
    assert rules(world.permit(who, **NEWSLETTER)) == {"cap-email-day"}


def test_the_caps_of_a_person_count_through_every_link(world):
    who, other = consenting(world), world.meet(named=False)
    world.say(other, "grant", "newsletter")
    sent(world, other, **NEWSLETTER)
    assert world.ask(who, **NEWSLETTER)["decision"]

    world.link(who, other, "splink")
    assert rules(world.ask(who, **NEWSLETTER)) == {"cap-email-day"}
    world.split(who, other)
    assert world.ask(who, **NEWSLETTER)["decision"]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # the contract's name for it
def test_a_permit_verifies_offline_and_says_what_for(world):
    permit = world.permit(consenting(world), **NEWSLETTER)["permit"]
    published = world.api.get("/.well-known/jwks.json").get_json()

    found = jws.deserialize_compact(
        permit["token"], KeySet.import_key_set(published), algorithms=["EdDSA"]
    )

    claims = found.payload.decode()
    assert found.protected["typ"] == "accord-permit+jwt"
    assert permit["id"] in claims
    assert '"newsletter"' in claims
    assert "example.test" not in claims


def test_another_client_cannot_settle_or_see_a_permit(world):
    permit = world.permit(consenting(world), **NEWSLETTER)
    with world.services.database.transaction() as conn:
        scopes = [one for one in ALL_SCOPES if one != "permits:read"]
        secret = access.add_client(conn, "other", scopes, world.clock())
    other = {"Authorization": f"Bearer other.{secret}"}
    path = f"/v1/permits/{permit['permit']['id']}"

    for status in ("sent", "cancelled"):
        got = world.api.post(f"{path}/outcome", json={"status": status}, headers=other)
        assert got.status_code in (403, 404)
    assert world.api.get(path, headers=other).status_code in (403, 404)
    assert world.status(permit) == "open"


def test_a_permit_does_not_outlive_the_evening(world):
    who = consenting(world)
    world.clock.at = datetime(2026, 12, 2, 18, 55, tzinfo=UTC)  # 19:55 in Paris
    permit = world.permit(who, **TEXT)
    night = datetime(2026, 12, 2, 19, 0, tzinfo=UTC)

    assert instant(permit["permit"]["expires_at"]) == night
    world.clock.at = night
    assert world.status(permit) == "expired"
    assert world.settle(permit, "sent")["overrun"] is True


def test_an_old_french_consent_to_calls_counts_while_its_year_is_switched_off(world):
    who = world.meet()
    given = world.clock.at - timedelta(days=365)
    world.say(who, "grant", "offers", "call", at=given.isoformat())
    world.clock.at = NOON + timedelta(hours=6)
    permit = world.permit(who, "call", purpose="offers", channel="call")

    assert permit["decision"]
    world.clock.at = (NOON + timedelta(days=1)).replace(hour=9, minute=30)
    answer = world.ask(who, "call", purpose="offers", channel="call")
    assert answer["decision"], rules(answer)


def test_waiting_for_a_cap_ends_in_open_hours(world):
    who = consenting(world)
    world.clock.at = datetime(2026, 12, 2, 18, 50, tzinfo=UTC)
    sent(world, who, **TEXT)
    sent(world, who, **TEXT)
    world.clock.at = datetime(2026, 12, 9, 18, 49, tzinfo=UTC)
    assert rules(world.ask(who, **TEXT)) == {"cap-sms-week"}

    world.clock.at = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
    refused = world.ask(who, **TEXT)
    assert rules(refused) == {"cap-sms-week", "quiet-hours"}
    world.clock.at = instant(refused["context"]["not_before"])
    assert world.ask(who, **TEXT)["decision"]


def test_an_answer_and_its_permit_agree_on_their_end(world):
    answer = world.post("/v1/permits", question(consenting(world), **NEWSLETTER))

    until = instant(answer["context"]["cache_until"])
    assert timedelta(0) <= until - instant(answer["permit"]["expires_at"])
    assert until - instant(answer["permit"]["expires_at"]) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "scope", [{"purpose": "newsletter"}, {"kind": "all_marketing"}]
)
def test_a_no_to_marketing_ends_no_permit_for_a_service(world, scope):
    who = consenting(world)
    letter = world.permit(who, **NEWSLETTER)
    order = world.permit(who, channel="email", **SERVICE)

    world.say(who, "withdraw", **scope)

    assert world.status(letter) == "revoked"
    assert world.status(order) == "open"
    body = {"kind": "restriction", "resource": {"type": "email", "id": who}}
    world.post("/v1/requests", body)
    assert world.status(order) == "revoked"


def test_a_wish_holds_from_the_next_question_on_and_says_when_it_frees(world):
    who = consenting(world)
    first = world.clock.at
    sent(world, who, **NEWSLETTER)
    world.clock.forward(days=2)
    assert world.ask(who, **NEWSLETTER)["decision"]

    world.say(who, "limit", limit={"at_most": 1, "per": "week"})

    refused = world.permit(who, **NEWSLETTER)
    assert rules(refused) == {"cap-wish-week"}
    reason = refused["context"]["reasons"][0]
    assert reason["message"]["en"].endswith("(at most 1 a week)")
    assert reason["message"]["fr"].endswith("(au plus 1 par semaine)")
    assert instant(reason["retry_after"]) == first + timedelta(days=7)
    assert instant(refused["context"]["not_before"]) == first + timedelta(days=7)
    assert world.permit(who, channel="email", **SERVICE)["decision"]
    again = f"/v1/decisions/{refused['context']['id']}/replay"
    assert world.post(again, {})["differs"] is False

    world.clock.forward(seconds=1)
    world.say(who, "unlimit")
    assert world.ask(who, **NEWSLETTER)["decision"]


def test_a_wish_counts_through_every_link_and_only_its_record_takes_it_back(world):
    who, other = consenting(world), world.meet(named=False)
    world.say(other, "limit", limit={"at_most": 1, "per": "month"})
    sent(world, who, **NEWSLETTER)
    world.clock.forward(days=8)
    assert world.ask(who, **NEWSLETTER)["decision"]

    world.link(who, other, "splink")
    assert rules(world.ask(who, **NEWSLETTER)) == {"cap-wish-month"}
    world.clock.forward(seconds=1)
    world.say(who, "unlimit")
    assert rules(world.ask(who, **NEWSLETTER)) == {"cap-wish-month"}
    world.say(other, "unlimit")
    assert world.ask(who, **NEWSLETTER)["decision"]


def test_four_calls_that_nobody_answered_are_enough_in_france(world):
    """The house lets one call through a month; the law counts attempts too."""
    who = consenting(world, "call")
    call = {"name": "call", "purpose": "offers", "channel": "call"}
    first = world.clock.at
    for _ in range(4):
        world.settle(world.permit(who, **call), "failed")
        world.clock.forward(minutes=5)

    refused = world.permit(who, **call)

    assert "cap-fr-calls" in rules(refused)
    assert "cap-call-month" not in rules(refused)
    reason = next(
        r for r in refused["context"]["reasons"] if r["rule"] == "cap-fr-calls"
    )
    assert reason["kind"] == "law"
    assert "D223-9" in reason["source"]
    assert "4 times in 30 calendar days" in reason["message"]["en"]
    assert "4 fois en 30 jours calendaires" in reason["message"]["fr"]
    # midnight in Paris, thirty days after the first day of the thirty
    midnight = (first + timedelta(days=29)).replace(hour=23, minute=0, second=0)
    assert instant(reason["retry_after"]) == midnight.replace(microsecond=0)
