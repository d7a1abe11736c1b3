"""Decide, permit, settle, through the real policies."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consent import store
from consent.answers import Refusal
from consent.embedded import EmbeddedEngine
from consent.engine import Verdict
from consent.errors import NotAllowedError, PolicyUnavailableError
from consent.permits import Permit
from consent.subject import NOBODY, Tie
from tests.unit.consent.room import (
    LEA,
    LEA_TOO,
    NEWSLETTER,
    NOON,
    NOTICE,
    PERSON,
    TOM,
    Room,
    act,
    ask,
    circle,
    load_bundle,
    make_room,
)

DAY = timedelta(days=1)
ORDER = {"channel": "email", "purpose": "service_messages", "content_class": "service"}
GPC = {"sec_gpc": "1"}


class BrokenEngine:
    """An engine that is down."""

    revision = "sha256:" + "b" * 64

    def evaluate(self, _situation):
        raise PolicyUnavailableError("no answer", reason="engine-error")


class YesEngine:
    """An engine that asks nothing."""

    revision = "sha256:" + "c" * 64

    def evaluate(self, _situation):
        return Verdict(allow=True)


class CarelessEngine:
    """The real policies, with a rule that keeps signals of people nobody knows."""

    def __init__(self):
        self.whole = EmbeddedEngine(load_bundle(), timeout_seconds=10)
        self.revision = self.whole.revision

    def evaluate(self, situation):
        return replace(self.whole.evaluate(situation), record=("gpc-opt-out",))


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


@pytest.fixture
def consenting(room) -> Room:
    room.say(act(at=NOON - DAY))
    return room


def rules(answer) -> list[str]:
    return [reason.rule for reason in answer.reasons]


def count(room, table) -> int:
    with room.database.reading() as conn:
        return conn.execute(sa.select(sa.func.count()).select_from(table)).scalar()


def load(room, answer):
    with room.database.reading() as conn:
        return room.decisions.load(conn, answer.id)


def test_without_consent_marketing_is_refused_with_its_law(room):
    answer = room.decide(ask())
    assert not answer.allowed
    assert rules(answer) == ["consent-missing"]
    assert answer.reasons[0].kind == "law"
    assert answer.person == PERSON


def test_with_consent_it_is_allowed_and_says_what_must_be_done(consenting):
    answer = consenting.decide(ask())
    assert answer.allowed
    assert answer.reasons == ()
    assert "unsubscribe_link" in {duty.do for duty in answer.obligations}


def test_an_order_confirmation_reaches_somebody_who_said_no_to_everything(room):
    room.say(act("refuse", kind="all_marketing", at=NOON - DAY))
    room.say(act("object", kind="all_marketing", at=NOON - DAY))
    for kind in ("sale", "share", "targeted_ads"):
        room.say(act("opt_out", kind=kind, at=NOON - DAY))
    question = ask({**ORDER, "can_fulfil": NEWSLETTER["can_fulfil"]})
    assert room.decide(question).allowed
    assert isinstance(room.permit(question), Permit)


def test_an_unknown_person_is_refused(consenting):
    answer = consenting.decide(ask(about=NOBODY))
    assert not answer.allowed
    assert "person-unknown" in rules(answer)
    assert isinstance(consenting.permit(ask(about=NOBODY)), Refusal)


@pytest.mark.parametrize("field", ["purpose", "channel"])
def test_an_unknown_word_is_refused(consenting, field):
    answer = consenting.decide(ask({**NEWSLETTER, field: "promo-x"}))
    assert not answer.allowed
    assert f"{field}-unknown" in rules(answer)


def test_an_obligation_that_nobody_fulfils_refuses_and_is_listed(consenting):
    answer = consenting.decide(ask({**NEWSLETTER, "can_fulfil": []}))
    assert rules(answer) == ["obligation-unmet"]
    assert "unsubscribe_link" in answer.reasons[0].message["en"]


def test_all_reasons_come_law_before_house(consenting):
    consenting.permit(ask())
    consenting.say(act("withdraw"))
    consenting.say(act(at=NOON - DAY, purpose="offers"))
    kinds = [
        r.kind for r in consenting.decide(ask({**NEWSLETTER, "can_fulfil": []})).reasons
    ]
    assert set(kinds) == {"law", "house"}
    assert kinds == sorted(kinds, reverse=True)


def test_an_engine_that_is_down_refuses_and_is_audited(database):
    room = make_room(database, engine=BrokenEngine())
    answer = room.decide(ask())
    assert not answer.allowed
    assert rules(answer) == ["engine-error"]
    assert answer.reasons[0].kind == "house"
    (entry,) = room.entries(kind="policy.decision")
    assert entry.header["out"] == "deny"
    assert load(room, answer).verdict["refusals"] == ["engine-error"]
    assert count(room, store.verdicts) == 0


def test_without_an_audit_entry_there_is_no_answer(consenting, monkeypatch):
    before = count(consenting, store.decisions)

    def broken(*_arguments: object) -> bytes:
        raise RuntimeError("no seal")

    monkeypatch.setattr(consenting.log, "_seal_body", broken)
    for ask_it in (consenting.decide, consenting.permit):
        with pytest.raises(RuntimeError):
            ask_it(ask())
    assert count(consenting, store.decisions) == before
    assert count(consenting, store.permits) == 0
    assert count(consenting, store.contacts) == 0


def test_the_audit_entry_is_found_by_subject_rule_and_decision(room):
    answer = room.decide(ask())
    for wanted in (
        {"subject": LEA},
        {"rule": "consent-missing"},
        {"decision": answer.id},
        {"campaign": "spring-2027"},
        {"actor": "email-esp"},
    ):
        assert [e.entry_id for e in room.entries(**wanted)] == [answer.audit_entry]


def test_nothing_typed_reaches_the_record(room):
    typed = {"purpose": "write to Lea Martin", "channel": "lea@example.test"}
    answer = room.decide(ask({**NEWSLETTER, **typed, "campaign": "For Lea Martin"}))
    kept = json.dumps(load(room, answer).question) + room.sealed[-1].decode("latin1")
    assert "Lea" not in kept
    assert "example.test" not in kept


def test_a_decision_is_loaded_with_its_facts_and_every_rule(consenting):
    recorded = load(consenting, consenting.decide(ask()))
    assert recorded.allowed
    assert recorded.question["purpose"] == "newsletter"
    assert recorded.situation["consent"]["state"] == "granted"
    assert recorded.verdict["rules"]["consent-missing"] == "satisfied"
    assert len(recorded.evidence["consent"]) == 1


def test_equal_situations_and_verdicts_are_kept_once(consenting):
    consenting.say(act(subject=TOM, at=NOON - DAY), about=circle(who=TOM))
    consenting.decide(ask())
    consenting.decide(ask(about=circle(who=TOM)))
    assert count(consenting, store.decisions) == 2
    assert count(consenting, store.situations) == 1
    assert count(consenting, store.verdicts) == 1


def test_a_page_of_questions_has_one_entry_and_an_answer_each(consenting):
    questions = [ask(), ask(about=circle(who=TOM)), ask(about=NOBODY)]
    with consenting.database.transaction() as conn:
        answers = consenting.decisions.decide_page(conn, questions, NOON)
        assert consenting.decisions.decide_page(conn, [], NOON) == []
    assert [answer.allowed for answer in answers] == [True, False, False]
    (entry,) = consenting.entries(kind="policy.decision")
    assert {answer.audit_entry for answer in answers} == {entry.entry_id}
    assert entry.bodies == 3


def test_a_page_and_one_by_one_agree(consenting):
    questions = [ask(), ask(about=circle(who=TOM))]
    with consenting.database.transaction() as conn:
        page = consenting.decisions.decide_page(conn, questions, NOON)
    single = [consenting.decide(question) for question in questions]
    assert [rules(answer) for answer in page] == [rules(answer) for answer in single]


def test_a_full_cap_says_when_to_come_back(consenting):
    consenting.settle(consenting.permit(ask()).id, "sent")
    answer = consenting.decide(ask(), NOON + timedelta(hours=1))
    assert rules(answer) == ["cap-email-day"]
    assert answer.reasons[0].retry_after == NOON + DAY
    assert answer.not_before == answer.cache_until == NOON + DAY
    assert consenting.decide(ask(), NOON + DAY).allowed


def test_closed_hours_say_when_they_open(consenting):
    consenting.say(act(purpose="offers", channel="sms", at=NOON - DAY))
    sms = ask({**NEWSLETTER, "purpose": "offers", "channel": "sms"})
    assert consenting.decide(sms).allowed
    night = NOON.replace(hour=22)  # 23:00 in Paris
    answer = consenting.decide(sms, night)
    assert not answer.allowed
    morning = (NOON + DAY).replace(hour=7)  # 08:00 in Paris
    assert answer.not_before == morning
    assert consenting.decide(sms, morning).allowed


def test_waiting_alone_is_not_promised_when_consent_is_missing_too(consenting):
    consenting.settle(consenting.permit(ask()).id, "sent")
    consenting.say(act("withdraw"))
    assert consenting.decide(ask()).not_before is None


def test_an_answer_holds_until_the_first_thing_that_time_changes(consenting):
    consenting.say(act("grant", at=NOON + timedelta(hours=2)))
    assert consenting.decide(ask()).cache_until == NOON + timedelta(hours=2)
    assert consenting.permit(ask()).answer.cache_until <= NOON + timedelta(minutes=1)


def test_calling_a_newsletter_a_service_does_not_hide_it_from_the_caps(consenting):
    """Whatever the policy says to it, a touch for marketing counts as marketing."""
    grant = consenting.permit(ask()).grant
    disguised = type(grant)(**{**vars(grant), "content_class": "service"})
    assert consenting.decisions._content_of(disguised) == "marketing"


def test_a_pure_check_reserves_nothing(consenting):
    for _ in range(5):
        assert consenting.decide(ask()).allowed
    assert count(consenting, store.contacts) == 0


def test_a_permit_that_contacts_nobody_takes_no_share(room):
    room.say(act(purpose="personalisation", at=NOON - DAY))
    terms = {**NEWSLETTER, "purpose": "personalisation", "channel": "web"}
    permit = room.permit(ask(terms, name="personalise"))
    assert isinstance(permit, Permit)
    assert count(room, store.contacts) == 0
    assert room.settle(permit.id, "sent").status == "used"


def test_a_permit_has_its_own_kind_of_entry(consenting):
    permit = consenting.permit(ask())
    (entry,) = consenting.entries(kind="permit.issue")
    assert entry.entry_id == permit.answer.audit_entry
    assert load(consenting, permit.answer).permit == permit.id


def test_the_very_next_decision_sees_a_withdrawal(consenting):
    assert consenting.decide(ask()).allowed
    consenting.say(act("withdraw"))
    assert rules(consenting.decide(ask())) == ["consent-withdrawn"]


def test_a_probable_twin_can_only_take_away(room):
    twin = circle((LEA_TOO, Tie.PROBABLE))
    room.say(act(subject=LEA_TOO, at=NOON - DAY))
    assert not room.decide(ask(about=twin)).allowed
    room.say(act(at=NOON - DAY))
    assert room.decide(ask(about=twin)).allowed
    room.say(act("refuse", subject=LEA_TOO))
    assert not room.decide(ask(about=twin)).allowed
    assert room.decide(ask()).allowed


SHARE = {
    **NEWSLETTER,
    "purpose": "ads_sharing",
    "channel": "ad_network",
    "recipient": {"id": "ad-network"},
}


def opt_outs(room) -> list[str]:
    with room.database.reading() as conn:
        state = room.ledger.fold(conn, circle(), None, None, NOON)
    return list(state.opt_outs)


def test_gpc_is_recorded_once_where_law_makes_it_an_opt_out(room):
    question = ask(SHARE, name="share", places=("US-CA",), signals=GPC)
    assert not room.decide(question).allowed
    assert opt_outs(room) == ["sale", "share", "targeted_ads"]
    acts_before = count(room, store.acts)
    room.permit(question)
    assert count(room, store.acts) == acts_before
    later = ask(SHARE, name="share", places=("US-CA",))
    assert not room.decide(later).allowed


def test_gpc_in_a_page_of_questions_is_recorded_once_for_the_person(room):
    question = ask(SHARE, name="share", places=("US-CA",), signals=GPC)
    with room.database.transaction() as conn:
        room.decisions.decide_page(conn, [question] * 3, NOON)
    assert count(room, store.acts) == 3


def test_gpc_elsewhere_is_honoured_and_not_recorded(room):
    room.say(act(purpose="ads_sharing", channel="ad_network", at=NOON - DAY))
    with_signal = ask(SHARE, name="share", signals=GPC)
    assert not room.decide(with_signal).allowed
    assert opt_outs(room) == []


def test_gpc_of_nobody_is_recorded_nowhere(room):
    room.decide(ask(SHARE, name="share", about=NOBODY, places=("US-CA",), signals=GPC))
    assert count(room, store.acts) == 0


def test_no_policy_can_give_nobody_a_permit(database):
    room = make_room(database, engine=YesEngine())
    assert isinstance(room.permit(ask()), Permit)
    refusal = room.permit(ask(about=NOBODY))
    assert isinstance(refusal, Refusal)
    assert rules(refusal.answer) == ["person-unknown"]
    assert count(room, store.permits) == 1


def test_no_policy_can_have_a_signal_kept_for_nobody(database):
    room = make_room(database, engine=CarelessEngine())
    assert not room.decide(ask(SHARE, name="share", signals=GPC)).allowed
    kept = count(room, store.acts)
    assert kept == 3
    room.decide(ask(SHARE, name="share", about=NOBODY, signals=GPC))
    assert count(room, store.acts) == kept


def test_a_complaint_is_an_objection_to_that_purpose_and_channel(consenting):
    permit = consenting.permit(ask())
    consenting.settle(permit.id, "complained")
    consenting.settle(permit.id, "complained")
    answer = consenting.decide(ask(), NOON + 2 * DAY)
    assert "objection-channel" in rules(answer)
    with consenting.database.reading() as conn:
        said = consenting.ledger.read(conn, [LEA])
    assert [one.act.act for one in said] == ["grant", "object"]


def test_a_complaint_about_a_service_message_takes_nothing_away(room):
    permit = room.permit(ask({**ORDER, "can_fulfil": NEWSLETTER["can_fulfil"]}))
    room.settle(permit.id, "complained")
    assert count(room, store.acts) == 0


def test_an_outcome_is_audited(consenting):
    permit = consenting.permit(ask())
    consenting.settle(permit.id, "sent")
    (entry,) = consenting.entries(kind="permit.outcome")
    assert entry.terms[0].subject == LEA
    said = [json.loads(body[64:]) for body in consenting.sealed]
    assert [one["outcome"] for one in said if "outcome" in one] == ["sent"]


def test_a_first_message_that_went_out_told_the_person_so_the_next_need_not(consenting):
    first = consenting.permit(ask())
    assert "offer_objection" in first.obligations

    consenting.settle(first.id, "sent")

    answer = consenting.decide(ask())
    assert "offer_objection" not in {duty.do for duty in answer.obligations}
    with consenting.database.reading() as conn:
        said = consenting.ledger.read(conn, [LEA])
    (told,) = [one.act for one in said if one.act.act == "inform"]
    assert told.evidence == {"permit": first.id, "opt_out_offered": True}


def test_a_message_that_did_not_go_out_told_nobody_anything(consenting):
    first = consenting.permit(ask())

    consenting.settle(first.id, "failed")

    duties = {duty.do for duty in consenting.decide(ask()).obligations}
    assert "offer_objection" in duties


def test_the_first_message_about_data_from_elsewhere_names_their_source(consenting):
    an_hour_ago = NOON - timedelta(hours=1)
    consenting.say(act("obtain", at=an_hour_ago, evidence={"source": "broker"}))
    first = consenting.permit(ask())
    assert "notice_art14" in first.obligations

    consenting.settle(first.id, "sent")

    answer = consenting.decide(ask(), NOON + timedelta(days=40))
    assert answer.allowed
    assert "notice_art14" not in {duty.do for duty in answer.obligations}


def test_a_message_that_owed_nothing_tells_nothing(consenting):
    consenting.say(act("inform", notice=NOTICE, evidence={"opt_out_offered": True}))
    first = consenting.permit(ask())

    consenting.settle(first.id, "sent")

    with consenting.database.reading() as conn:
        said = consenting.ledger.read(conn, [LEA])
    assert [one.act.act for one in said].count("inform") == 1


def test_only_the_client_that_holds_a_permit_settles_it(consenting):
    permit = consenting.permit(ask())
    with pytest.raises(NotAllowedError), consenting.database.transaction() as conn:
        consenting.decisions.settle(conn, permit.id, "sent", NOON, "sms-esp", NOON)


def test_a_clock_may_stand_in_for_the_instant(consenting):
    assert consenting.decide(ask(), lambda: NOON).allowed
    real = datetime.now(UTC)
    assert not consenting.decide(ask(), lambda: real - timedelta(days=9999)).allowed
