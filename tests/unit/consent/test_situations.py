"""Facts are cut once, at published points, and the cut never changes a verdict."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.errors import PolicyUnavailableError
from consent.hours import hours_for
from consent.situations import Situation, reduce
from consent.subject import LedgerState, PersonFacts
from consent.terms import Position, Terms
from tests.amounts import SEED, amounts
from tests.contracts.positions import (
    AD_NETWORK,
    NOW,
    SALE,
    TABLE,
    asked,
    edge_positions,
    granted,
    offer,
    random_positions,
)
from tests.unit.consent.room import switched_on

POLICIES = Path(__file__).resolve().parents[3] / "policies"
BUNDLE = Bundle.load(POLICIES)
ENGINE = EmbeddedEngine(BUNDLE, timeout_seconds=10)
SCHEMA = Draft202012Validator(
    json.loads((POLICIES / "schemas/situation.json").read_text())
)


def document(position: Position, now: datetime = NOW) -> dict[str, object]:
    return dict(reduce(position, now, BUNDLE).document)


def test_every_situation_keeps_the_published_vocabulary() -> None:
    for _, position, now, _, _ in TABLE:
        SCHEMA.validate(document(position, now))
    for position, now in random_positions(1, 200):
        SCHEMA.validate(document(position, now))


@amounts(500, 200_000)
def test_the_verdict_from_exact_facts_is_the_verdict_from_cut_ones(amount: int) -> None:
    allowed = cut_off = 0
    for position, now in edge_positions(SEED, amount):
        cut = reduce(position, now, BUNDLE)
        exact = reduce(position, now, BUNDLE, exact=True)
        verdict = ENGINE.evaluate(cut)
        allowed += verdict.allow
        cut_off += cut.id != exact.id
        assert verdict == ENGINE.evaluate(exact), exact.document

    assert allowed > amount / 25, "a yes must be reached now and then"
    assert cut_off > amount / 3, "most people differ in what is cut"


def test_the_situation_stays_the_same_until_it_says_it_may_change() -> None:
    rng = random.Random(3)
    for position, now in random_positions(3, 300):
        situation = reduce(position, now, BUNDLE)
        until = situation.next_change or now + timedelta(days=400)
        assert until > now
        later = now + (until - now) * rng.random()
        assert reduce(position, later, BUNDLE).id == situation.id


def test_the_wait_ends_when_it_says_and_not_a_minute_before() -> None:
    waited = 0
    hours = {"quiet-hours", "calling-hours-fr", "calling-hours-us"}
    for position, now in random_positions(4, 600):
        end = reduce(position, now, BUNDLE).instants.get("quiet-hours-end")
        if end is None:
            continue
        waited += 1
        at = ENGINE.evaluate(reduce(position, end, BUNDLE))
        assert not hours & set(at.refusals)
        before = reduce(position, end - timedelta(minutes=1), BUNDLE)
        judged = ENGINE.evaluate(before)
        exempt = judged.rules["quiet-hours"] == "not-applicable"
        assert exempt or hours & set(judged.refusals)
    assert waited > 20


def test_two_people_in_the_same_position_give_the_same_bytes() -> None:
    one = asked(born=date(1980, 2, 29), ledger=granted(days=10))
    other = asked(born=date(1999, 7, 1), ledger=granted(days=300))

    assert reduce(one, NOW, BUNDLE).canonical == reduce(other, NOW, BUNDLE).canonical


def test_the_bytes_are_canonical_and_the_id_is_their_digest() -> None:
    situation = Situation.of({"b": 1, "a": "é"})

    assert situation.canonical == '{"a":"é","b":1}'.encode()
    assert len(situation.id) == 64
    assert situation.id == Situation.of({"a": "é", "b": 1}).id


def test_words_outside_the_registers_become_unknown() -> None:
    """Whatever a caller writes, no address and no name can reach an engine."""
    secret = "lea@example.test"
    position = asked(
        secret,
        purpose=secret,
        channel=secret,
        content_class=secret,
        data_categories=[secret],
        recipient={"id": secret, "role": secret, "country": secret},
        ai={"system": secret, "modality": [secret], "human_review": {"by": secret}},
        can_fulfil=[secret],
        places=(secret,),
        zones=(secret,),
        ledger=LedgerState(
            consent=secret,
            method=secret,
            objections=(secret,),
            opt_outs=(secret,),
            flags=(secret,),
            recipients=(secret,),
        ),
        contacts={secret: 3},
    )

    situation = reduce(position, NOW, BUNDLE)

    assert b"example.test" not in situation.canonical
    assert situation.document["action"]["purpose"] == "unknown"
    SCHEMA.validate(dict(situation.document))


def test_a_value_of_the_wrong_type_counts_as_unknown() -> None:
    terms = Terms.of(
        "send",
        {
            "purpose": 7,
            "channel": [],
            "data_categories": "x",
            "recipient": "y",
            "ai": 1,
        },
    )

    assert terms.purpose == "unknown"
    assert terms.channel == "unknown"
    assert terms.data_categories == ("unknown",)
    assert terms.recipient == {}
    assert terms.ai == {}
    verdict = ENGINE.evaluate(reduce(Position(terms=terms, known=True), NOW, BUNDLE))
    assert not verdict.allow
    assert {"recipient-unknown", "ai-system-unknown"} <= set(verdict.refusals)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2013, 11, 24), 13),
        (date(2013, 11, 25), 0),
        (date(2010, 1, 1), 16),
        (date(2008, 11, 24), 18),
        (date(1950, 1, 1), 18),
        (None, None),
        (date(2030, 1, 1), 0),
    ],
)
def test_ages_are_cut_at_the_published_years(born: date | None, age: int) -> None:
    assert document(asked(born=born))["person"]["age"] == age


def test_a_birthday_counts_when_it_has_come_everywhere() -> None:
    """At noon UTC the date furthest west has only just begun."""
    born = date(2010, 11, 24)

    early = document(asked(born=born), NOW.replace(hour=11, minute=59))
    late = document(asked(born=born), NOW.replace(hour=12, minute=0))

    assert (early["person"]["age"], late["person"]["age"]) == (15, 16)


def test_born_on_29_february_is_a_year_older_on_1_march() -> None:
    born = date(2012, 2, 29)

    before = document(asked(born=born), datetime(2028, 2, 29, 13, tzinfo=UTC))
    not_yet = document(asked(born=born), datetime(2027, 2, 28, 23, tzinfo=UTC))
    then = document(asked(born=born), datetime(2027, 3, 1, 12, tzinfo=UTC))

    assert [d["person"]["age"] for d in (before, not_yet, then)] == [16, 14, 15]


def test_a_french_phone_consent_lasts_a_year_to_the_day() -> None:
    given = datetime(2026, 3, 1, 15, tzinfo=UTC)
    ledger = LedgerState(consent="granted", given_at=given)
    last = datetime(2027, 3, 1, 15, tzinfo=UTC)
    bundle = switched_on("fr-phone-consent-year")
    engine = EmbeddedEngine(bundle, timeout_seconds=10)

    def codes(now: datetime) -> set[str]:
        call = offer("call", "call", ledger=ledger)
        return set(engine.evaluate(reduce(call, now, bundle)).refusals)

    assert "consent-expired" not in codes(last)
    assert "consent-expired" in codes(last + timedelta(days=1))


def test_a_mail_has_no_clock_and_a_call_has() -> None:
    assert document(asked())["clocks"] == []
    assert document(offer("call", "call"))["clocks"] == [
        {"day": "weekday", "minute": 780}
    ]


def test_an_unknown_zone_in_an_unknown_place_is_every_clock() -> None:
    clocks = document(offer("sms", places=()))["clocks"]

    assert {c["minute"] for c in clocks} >= {0, 480, 840}


def test_hours_are_the_houses_and_each_laws() -> None:
    assert len(hours_for("call", ["FR", "US-CA", "US-NY"], BUNDLE)) == 3
    assert len(hours_for("sms", ["FR"], BUNDLE)) == 1
    assert hours_for("email", ["FR"], BUNDLE) == ()
    assert hours_for(None, ["FR"], BUNDLE) == ()


def test_a_consent_limited_to_recipients_names_this_one_or_not() -> None:
    limited = granted(recipients=("mail-house",))

    def named(**more: object) -> object:
        return document(asked(**more))["consent"]["recipient_named"]

    assert named(ledger=limited) is True
    assert named(ledger=granted(), recipient=AD_NETWORK) is True
    assert named(ledger=limited, recipient=AD_NETWORK) is False


def test_a_recipients_role_and_country_come_from_the_register_when_left_out() -> None:
    recipient = document(asked(recipient={"id": "mail-house"}))["recipient"]

    assert recipient == {"id": "mail-house", "role": "processor", "country": "FR"}


@pytest.mark.parametrize(
    ("review", "reviewed"),
    [(True, True), ({"by": "x"}, True), ({}, False), (None, False), ("yes", False)],
)
def test_a_review_is_true_or_names_somebody(review: object, reviewed: bool) -> None:
    ai = document(asked(ai={"system": "copywriter", "human_review": review}))["ai"]

    assert ai["human_review"] is reviewed
    assert ai["used"] is True


def test_only_an_explicit_false_is_a_no_to_the_use_of_ai() -> None:
    assert document(asked(ai={"used": False}))["ai"]["used"] is False
    assert document(asked(ai={"used": None}))["ai"]["used"] is True


def interest(**entry: object) -> tuple[Bundle, Position]:
    """The registers with a balancing test for offers, and a letter with an offer."""
    offers = {**BUNDLE.register("assessments")["offers"], "interest": entry}
    assessments = {**BUNDLE.register("assessments"), "offers": offers}
    return replace(BUNDLE, data={**BUNDLE.data, "assessments": assessments}), offer(
        "post"
    )


def test_a_balancing_test_holds_until_the_end_of_its_last_day() -> None:
    bundle, letter = interest(
        status="approved", approved_by="dpo", reference="lia-7", until="2026-11-24"
    )
    tomorrow = datetime(2026, 11, 25, tzinfo=UTC)

    today = reduce(letter, NOW, bundle)
    assert today.document["ground"]["interest"] == "approved"
    assert today.next_change == tomorrow
    later = reduce(letter, tomorrow, bundle)
    assert later.document["ground"]["interest"] == "expired"


@pytest.mark.parametrize(
    ("entry", "stands"),
    [
        ({}, "missing"),
        ({"status": "missing"}, "missing"),
        ({"status": "unconfirmed", "approved_by": "dpo"}, "unconfirmed"),
        ({"status": "approved", "until": "2027-01-01"}, "missing"),
    ],
)
def test_a_balancing_test_without_a_name_is_none(entry, stands) -> None:
    bundle, letter = interest(**entry)

    assert reduce(letter, NOW, bundle).document["ground"]["interest"] == stands


def test_a_claimed_basis_is_a_known_word_or_unknown_and_an_approver_has_a_name() -> (
    None
):
    assert document(asked())["ground"]["claimed"] is None
    assert document(asked(basis="consent"))["ground"]["claimed"] == "consent"
    assert document(asked(basis="whim"))["ground"]["claimed"] == "unknown"
    assert document(asked(basis=7))["ground"]["claimed"] == "unknown"
    assert document(asked(approved_by="dr-martin"))["ground"]["approved"] is True
    for nobody in (None, "", 7, True):
        assert document(asked(approved_by=nobody))["ground"]["approved"] is False


def noticed(trait: str) -> Bundle:
    register = {**BUNDLE.data["notices"], "versions": {"signup": {"3": [trait]}}}
    return replace(BUNDLE, data={**BUNDLE.data, "notices": register})


@pytest.mark.parametrize(
    ("notice", "known"),
    [
        (("signup", "3", "en"), True),
        (("signup", "2", "en"), False),
        (("other", "3", "en"), False),
        (None, False),
    ],
)
def test_a_notice_has_the_traits_of_its_version(notice, known) -> None:
    told = frozenset({notice[:2]} if notice else ())
    position = asked(ledger=granted(notice=notice, told=told))

    automated = reduce(position, NOW, noticed("automated_decisions")).document
    assert automated["notice"]["automated"] is known
    assert automated["consent"]["conditional"] is False
    conditional = reduce(position, NOW, noticed("conditional")).document
    assert conditional["notice"]["automated"] is False
    assert conditional["consent"]["conditional"] is known


def test_a_partners_proof_is_asked_of_a_consent_only() -> None:
    partner = granted(partner="unproven")
    assert document(asked(ledger=partner))["consent"]["partner"] == "unproven"
    refused = replace(partner, consent="refused")
    assert document(asked(ledger=refused))["consent"]["partner"] == "none"


@pytest.mark.parametrize(
    ("taken", "today", "months"),
    [
        ("2026-10-24", "2026-11-24", 0),
        ("2026-10-24", "2026-11-25", 1),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2025-12-31", "2026-01-31", 0),
        ("2025-12-31", "2026-02-01", 1),
        ("2026-11-24", "2026-11-24", 0),
        ("2024-02-29", "2026-11-24", 1),
    ],
)
def test_a_month_is_over_when_its_last_day_is(taken, today, months) -> None:
    ledger = granted(obtained_at=datetime.fromisoformat(f"{taken}T23:00:00+00:00"))
    now = datetime.fromisoformat(f"{today}T23:30:00+00:00")

    assert document(asked(ledger=ledger), now)["notice"]["untold_months"] == months


def test_asking_looks_at_the_noes_that_concern_the_purpose() -> None:
    ledger = LedgerState(
        refused_at=NOW - timedelta(days=250),
        opted_out_at={
            "sale": NOW - timedelta(days=400),
            "share": NOW - timedelta(days=40),
            "admt": NOW,
        },
    )
    terms = {"purpose": "ads_sharing", "channel": None, "ledger": ledger}

    assert document(asked("collect", **terms))["asking"] is None
    assert document(asked("collect", asks_consent=False, **terms))["asking"] is None
    asking = document(asked("collect", asks_consent=True, **terms))["asking"]
    assert asking == {"refused_months": 6, "opted_out_months": 0, "confirmed": False}
    vague = document(asked("collect", asks_consent="?", confirm_step=True, **terms))
    assert vague["asking"] == {**asking, "confirmed": True}


def test_an_earlier_sale_is_reduced_to_its_age() -> None:
    position = offer("email", ledger=LedgerState(soft_opt_in=SALE))
    old = replace(SALE, sale_at=NOW - timedelta(days=1100), product_line=None)

    assert document(position)["soft_opt_in"] == {
        "age_days": 0,
        "product_line_known": True,
        "opt_out_offered": True,
    }
    assert document(offer("email", ledger=LedgerState(soft_opt_in=old)))[
        "soft_opt_in"
    ] == {"age_days": 1096, "product_line_known": False, "opt_out_offered": True}


def test_a_future_act_in_the_ledger_ends_the_cache() -> None:
    soon = NOW + timedelta(minutes=5)

    assert (
        reduce(asked(ledger=granted(next_change=soon)), NOW, BUNDLE).next_change == soon
    )


def test_broken_registers_are_unavailable_policies() -> None:
    misshapen = replace(BUNDLE, data={**BUNDLE.data, "breakpoints": {}})
    points = {**BUNDLE.data["breakpoints"], "minutes": []}
    pointless = replace(BUNDLE, data={**BUNDLE.data, "breakpoints": points})
    partial = replace(BUNDLE, problems=("data/caps/data.json is missing",))

    for bundle, said in (
        (misshapen, "wrong shape"),
        (pointless, "wrong shape"),
        (partial, "caps"),
    ):
        with pytest.raises(PolicyUnavailableError, match=said) as caught:
            reduce(offer("sms", born=date(1980, 1, 1)), NOW, bundle)
        assert caught.value.reason == "policy-unavailable"


def test_time_zones_of_the_asker_do_not_matter() -> None:
    tokyo = NOW.astimezone(datetime.fromisoformat("2026-01-01T00:00+09:00").tzinfo)

    assert reduce(offer("sms"), tokyo, BUNDLE) == reduce(offer("sms"), NOW, BUNDLE)


def test_a_position_knows_nothing_by_itself() -> None:
    bare = Position(terms=Terms(name="send", purpose="newsletter"), known=False)

    assert bare.person == PersonFacts()
    assert not ENGINE.evaluate(reduce(bare, NOW, BUNDLE)).allow
