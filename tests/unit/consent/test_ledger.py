"""An act, its receipt, its audit entry and the end of permits: all or nothing."""

import json
from datetime import timedelta

import pytest

from consent import store
from consent.errors import InvalidInputError
from consent.notices import digest_of
from consent.receipts import load_receipt
from consent.subject import Tie
from tests.unit.consent.room import (
    LEA,
    LEA_TOO,
    NEWSLETTER,
    NOON,
    NOTICE,
    TOM,
    Room,
    act,
    ask,
    circle,
    make_room,
)


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


def read(room, *subjects):
    with room.database.reading() as conn:
        return room.ledger.read(conn, subjects or (LEA,))


def fold(room, purpose="newsletter", channel="email", now=NOON):
    with room.database.reading() as conn:
        return room.ledger.fold(conn, circle(), purpose, channel, now)


def test_an_act_is_read_back_as_it_was_said(room):
    said = act(
        explicit=True,
        parental="ID-check",
        recipients=("mail-house",),
        evidence={"form_id": "signup-3", "opt_out_offered": True},
    )
    recorded = room.say(said)
    (kept,) = read(room)
    assert (kept.id, kept.act, kept.notice_known) == (recorded.id, said, True)


def test_an_act_leaves_a_receipt_and_one_audit_entry(room):
    recorded = room.say(act())
    (entry,) = room.entries(kind="consent.change")
    assert entry.entry_id == recorded.audit_entry
    assert entry.header["pur"] == "newsletter"
    assert entry.terms[0].subject == LEA
    with room.database.reading() as conn:
        assert load_receipt(conn, recorded.receipt_id)["record_id"] == recorded.id


def test_the_sealed_body_says_what_was_said_by_pseudonym(room):
    recorded = room.say(act())
    body = json.loads(room.sealed[-1][64:])
    assert body["receipt"] == recorded.receipt_id
    assert body["subject"] == LEA
    assert (body["act"], body["purpose"]) == ("grant", "newsletter")


def test_an_unpublished_notice_is_kept_but_proves_nothing(room):
    assert not room.say(act(notice=("other", "1", "en"))).notice_known
    assert not room.say(act(notice=None)).notice_known
    assert not fold(room).notice_known


def test_a_text_that_differs_from_the_published_one_proves_nothing(room):
    right = {"text_digest": digest_of("We write monthly.")}
    wrong = {"text_digest": digest_of("We write daily.")}
    assert room.say(act(evidence=right)).notice_known
    assert not room.say(act(evidence=wrong)).notice_known
    assert NOTICE[0] == "signup"


def test_a_grant_for_an_unknown_purpose_is_refused_and_a_refusal_is_kept(room):
    with pytest.raises(InvalidInputError):
        room.say(act(purpose="promo-x"))
    room.say(act("refuse", purpose="promo-x"))
    assert fold(room, "promo-x").consent == "refused"


def test_a_malformed_act_leaves_nothing_behind(room):
    with pytest.raises(InvalidInputError):
        room.say(act(evidence={"form_id": "lea@example.test"}))
    assert read(room) == ()
    assert room.entries(kind="consent.change") == ()


def test_all_marketing_covers_marketing_purposes_only(room):
    room.say(act("refuse", kind="all_marketing"))
    assert fold(room, "newsletter").consent == "refused"
    assert fold(room, "offers", "sms").consent == "refused"
    assert fold(room, "service_messages").consent == "none"
    assert fold(room, "analytics", "web").consent == "none"
    assert fold(room, "promo-x").consent == "refused"


def test_a_question_without_channel_means_the_only_one_there_is(room):
    room.say(act(purpose="ads_sharing", channel="ad_network"))
    assert fold(room, "ads_sharing", None).consent == "granted"


@pytest.mark.parametrize(
    "negative",
    [
        act("withdraw"),
        act("refuse", kind="all_marketing"),
        act("object", kind="profiling"),
        act("opt_out", kind="sale"),
        act("restrict"),
        act("suppress"),
        act("erase"),
    ],
)
def test_taking_away_ends_open_permits_at_once(room, negative):
    room.say(act(at=NOON - timedelta(days=1)))
    permit = room.permit(ask())
    recorded = room.say(negative)
    assert recorded.revoked == (permit.id,)
    with room.database.reading() as conn:
        assert room.decisions.permits.status(conn, permit.id, NOON) == "revoked"
        since = store.to_us(NOON - timedelta(days=1))
        assert not store.touches(conn, [LEA], since_us=since, now_us=store.to_us(NOON))


@pytest.mark.parametrize("tie", list(Tie)[1:])
def test_taking_away_reaches_the_permits_of_the_whole_circle(room, tie):
    room.say(act(at=NOON - timedelta(days=1)))
    permit = room.permit(ask())
    said = act("withdraw", subject=LEA_TOO)
    about = circle((LEA, tie), who=LEA_TOO)
    assert room.say(said, about=about).revoked == (permit.id,)


def test_giving_ends_no_permit_and_strangers_keep_theirs(room):
    room.say(act(at=NOON - timedelta(days=1)))
    room.permit(ask())
    assert room.say(act(purpose="offers")).revoked == ()
    assert room.say(act("erase", subject=TOM), about=circle(who=TOM)).revoked == ()


def test_when_the_log_cannot_be_written_nothing_is_said(room, monkeypatch):
    def broken(*_arguments: object) -> bytes:
        raise RuntimeError("no seal")

    monkeypatch.setattr(room.log, "_seal_body", broken)
    with pytest.raises(RuntimeError):
        room.say(act())
    assert read(room) == ()


def test_a_wish_is_kept_with_its_numbers_and_shown_on_its_receipt(room):
    wish = act("limit", channel="email", purpose=None, at_most=2, per="month")
    recorded = room.say(wish)
    with room.database.reading() as conn:
        (kept,) = room.ledger.read(conn, (LEA,))
        receipt = load_receipt(conn, recorded.receipt_id)
    assert (kept.act.at_most, kept.act.per) == (2, "month")
    assert receipt["events"][0]["limit"] == {"at_most": 2, "per": "month"}
    assert receipt["processing"]["channel"] == "email"


def test_a_wish_ends_open_permits_for_advertising_and_spares_services(room):
    room.say(act())
    letter = room.permit(ask())
    assert room.say(act("limit", at_most=1, per="week")).revoked == (letter.id,)
    order = room.permit(
        ask(
            {
                **NEWSLETTER,
                "purpose": "service_messages",
                "content_class": "service",
            }
        )
    )
    assert room.say(act("limit", at_most=1, per="day")).revoked == ()
    with room.database.reading() as conn:
        assert room.decisions.permits.status(conn, order.id, NOON) == "open"


def test_a_wish_about_a_service_is_refused(room):
    with pytest.raises(InvalidInputError) as caught:
        room.say(act("limit", purpose="support", at_most=1, per="week"))
    assert caught.value.fields == {"purpose": "one that is no service"}
