"""The present as a fold: order, ties, scopes; and the algebra that merges rely on."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.acts import Act
from consent.fold import Said, Scope, fold
from consent.subject import Circle, LedgerState, Tie, Wish
from tests.unit.consent.room import LEA, LEA_TOO, NOON, TOM, act, circle

HOUR = timedelta(hours=1)
NEWSLETTER = Scope(purpose="newsletter", channel="email", is_marketing=True)


def said(*acts: Act) -> list[Said]:
    return [Said(id=f"cns_{n:03}", act=one) for n, one in enumerate(acts)]


def state(
    *acts: Act, about: Circle | None = None, scope: Scope = NEWSLETTER
) -> LedgerState:
    return fold(said(*acts), about or circle(), scope, NOON)


def test_nothing_said_is_no_consent():
    assert state() == LedgerState()


def test_a_grant_counts_with_everything_that_proves_it():
    found = state(act(explicit=True, parental="ID-check", recipients=("mail-house",)))
    assert found.consent == "granted"
    assert (found.given_at, found.method) == (NOON, "web_form")
    assert (found.explicit, found.parental) == (True, True)
    assert found.recipients == ("mail-house",)
    assert found.evidence == {"consent": ("cns_000",)}


def test_the_newest_act_wins_even_if_it_arrived_first():
    newer, older = act("withdraw", at=NOON), act(at=NOON - HOUR)
    assert state(newer, older).consent == "withdrawn"


def test_at_the_same_instant_the_negative_wins():
    assert state(act("refuse"), act()).consent == "refused"


def test_a_future_act_does_not_count_before_its_time():
    found = state(act(at=NOON + HOUR))
    assert found.consent == "none"
    assert found.next_change == NOON + HOUR


@pytest.mark.parametrize("tie", [Tie.PROBABLE, Tie.POSSIBLE])
def test_a_grant_never_travels_through_an_unsure_tie(tie):
    assert state(act(subject=LEA_TOO), about=circle((LEA_TOO, tie))).consent == "none"


def test_a_grant_travels_through_an_exact_tie():
    about = circle((LEA_TOO, Tie.EXACT))
    assert state(act(subject=LEA_TOO), about=about).consent == "granted"


@pytest.mark.parametrize("tie", list(Tie)[1:])
@pytest.mark.parametrize("word", ["refuse", "withdraw", "object"])
def test_a_later_no_counts_through_every_tie(tie, word):
    no = act(word, subject=LEA_TOO)
    found = state(act(at=NOON - HOUR), no, about=circle((LEA_TOO, tie)))
    assert found.consent in {"refused", "withdrawn"}


def test_a_surer_tie_wins_where_a_subject_is_tied_twice():
    about = circle((LEA_TOO, Tie.POSSIBLE), (LEA_TOO, Tie.EXACT))
    assert state(act(subject=LEA_TOO), about=about).consent == "granted"


def test_a_scope_without_channel_covers_all_channels():
    assert state(act(channel=None, purpose="newsletter")).consent == "granted"


def test_another_channel_or_purpose_says_nothing():
    assert state(act(purpose="newsletter", channel="sms")).consent == "none"
    assert state(act(purpose="offers", channel="email")).consent == "none"


def test_a_question_without_channel_hears_every_no_and_only_general_grants():
    scope = Scope(purpose="offers", channel=None, is_marketing=True)
    by_mail = act(purpose="offers", channel="email")
    everywhere = act(purpose="offers", at=NOON - HOUR)
    no_sms = act("refuse", purpose="offers", channel="sms")
    assert state(by_mail, scope=scope).consent == "none"
    assert state(everywhere, scope=scope).consent == "granted"
    assert state(everywhere, no_sms, scope=scope).consent == "refused"


def test_refusing_all_marketing_covers_marketing_and_nothing_else():
    no = act("refuse", kind="all_marketing")
    service = Scope(purpose="service_messages", channel="email", is_marketing=False)
    assert state(act(at=NOON - HOUR), no).consent == "refused"
    assert state(no, scope=service).consent == "none"


def test_objections_stand_until_a_later_yes_to_the_same():
    everything = act("object", kind="all_marketing", at=NOON - HOUR)
    this = act("object", purpose="newsletter", at=NOON - HOUR)
    assert state(everything, this).objections == ("all_marketing", "purpose")
    assert state(everything, this, act()).objections == ()
    assert state(everything, act(purpose="offers")).objections == ("all_marketing",)


def test_an_objection_to_one_channel_says_so():
    assert state(act("object")).objections == ("channel",)


def test_an_opt_out_is_undone_only_by_the_own_later_opt_in():
    out = act("opt_out", kind="sale", at=NOON - HOUR)
    assert state(out).opt_outs == ("sale",)
    assert state(out, act("opt_in", kind="share")).opt_outs == ("sale",)
    assert state(out, act("opt_in", kind="sale")).opt_outs == ()
    assert state(act("opt_out", kind="sale"), act("opt_in", kind="sale")).opt_outs
    other = act("opt_in", kind="sale", subject=LEA_TOO)
    assert state(out, other, about=circle((LEA_TOO, Tie.PROBABLE))).opt_outs


def test_restriction_is_lifted_only_by_its_own_subject():
    stop = act("restrict", subject=LEA_TOO, at=NOON - HOUR)
    about = circle((LEA_TOO, Tie.POSSIBLE))
    assert state(stop, act("unrestrict"), about=about).flags == ("restricted",)
    assert state(stop, act("unrestrict", subject=LEA_TOO), about=about).flags == ()


def test_suppression_and_erasure_stay():
    found = state(act("suppress", at=NOON - HOUR), act("erase", at=NOON - HOUR), act())
    assert found.flags == ("erased", "suppressed")


def sale(**more):
    evidence = {
        "sale_at": "2027-02-01T10:00:00Z",
        "product_line": "tea",
        "opt_out_offered": True,
    }
    return act("soft_opt_in", purpose="newsletter", evidence=evidence, **more)


def test_a_sale_is_a_soft_opt_in_unless_something_was_refused():
    found = state(sale()).soft_opt_in
    assert found is not None
    assert (found.product_line, found.opt_out_offered) == ("tea", True)
    assert state(act("refuse", at=NOON - HOUR), sale()).soft_opt_in is None
    assert state(sale(at=NOON - HOUR), act("object")).soft_opt_in is None
    unsure = circle((LEA_TOO, Tie.PROBABLE))
    assert state(sale(subject=LEA_TOO), about=unsure).soft_opt_in is None


PRIVACY = ("privacy", "2", "en")


def informed(at=NOON, **more):
    return act("inform", at=at, notice=PRIVACY, **more)


def test_a_notice_reaches_by_consent_by_sale_and_by_delivery():
    assert state().reached == "none"
    assert state(act(notice=None)).reached == "assumed"
    assert state(act()).reached == "named"
    assert state(informed()).reached == "named"
    assert state(sale()).reached == "assumed"
    unasked = act("soft_opt_in", evidence={"sale_at": "2027-02-01T10:00:00Z"})
    assert state(unasked).reached == "none"
    assert state(act("inform", evidence={"permit": "prm_1"})).reached == "named"
    held = [Said(id="cns_000", act=informed(), notice_known=True)]
    assert fold(held, circle(), NEWSLETTER, NOON).reached == "held"
    # The best of several stands, and a later no does not untell anybody.
    assert state(informed(), act(notice=None), act("refuse")).reached == "named"


def test_what_was_told_is_told_to_this_person_only():
    told = informed(subject=LEA_TOO, evidence={"opt_out_offered": True})
    for tie, known in ((Tie.EXACT, True), (Tie.PROBABLE, False)):
        found = state(told, about=circle((LEA_TOO, tie)))
        assert found.objection_offered is known
        assert found.told == (frozenset({("privacy", "2")}) if known else frozenset())
        assert ("notice" in found.evidence) is known


def test_data_from_elsewhere_are_untold_until_their_source_is_named():
    taken = act("obtain", at=NOON - 2 * HOUR, evidence={"source": "broker"})
    source_named = informed(evidence={"origin": "third_party"})

    assert state(taken).obtained_at == NOON - 2 * HOUR
    assert state(taken, informed()).obtained_at == NOON - 2 * HOUR
    assert state(taken, source_named).obtained_at is None
    later = act("obtain", evidence={"source": "broker"}, at=NOON)
    early = informed(NOON - HOUR, evidence={"origin": "third_party"})
    assert state(taken, early, later).obtained_at == NOON
    partner = act(evidence={"origin": "third_party"})
    assert state(partner).obtained_at == NOON
    other = circle((LEA_TOO, Tie.POSSIBLE))
    about_other = act("obtain", subject=LEA_TOO, evidence={"source": "broker"})
    assert state(about_other, about=other).obtained_at == NOON


@pytest.mark.parametrize(
    ("evidence", "partner"),
    [
        ({}, "none"),
        ({"origin": "direct"}, "none"),
        ({"origin": "third_party"}, "unproven"),
        ({"controller_named": True}, "unproven"),
        ({"artifact_digest": "sha256:0123abcd"}, "unproven"),
        ({"controller_named": True, "artifact_digest": "sha256:0123abcd"}, "proven"),
        (
            {
                "controller_named": True,
                "artifact_digest": "sha256:0123abcd",
                "form_flagged": True,
            },
            "unproven",
        ),
    ],
)
def test_a_partners_consent_stands_on_its_form(evidence, partner):
    taken = {"origin": "third_party", **evidence} if partner != "none" else evidence

    assert state(act(evidence=taken)).partner == partner


def test_the_newest_no_is_remembered_until_a_yes():
    no = act("withdraw", at=NOON - HOUR)
    assert state(no).refused_at == NOON - HOUR
    assert state(no, act("object", kind="all_marketing")).refused_at == NOON
    assert state(no, act()).refused_at is None
    assert state(act("refuse", purpose="offers", channel="sms")).refused_at is None
    opted = act("opt_out", kind="sale", at=NOON - HOUR)
    assert state(opted).opted_out_at == {"sale": NOON - HOUR}
    assert state(opted, act("opt_in", kind="sale")).opted_out_at == {}


SUBJECTS = (LEA, LEA_TOO, TOM)
SCOPES = [
    {"purpose": "newsletter", "channel": "email"},
    {"purpose": "newsletter"},
    {"purpose": "offers"},
]
KINDS = {
    "refuse": ["all_marketing"],
    "object": ["all_marketing", "profiling"],
    "opt_out": ["sale", "share"],
    "opt_in": ["sale", "share"],
}


@st.composite
def acts(draw) -> Act:
    words = "grant refuse withdraw object opt_out opt_in restrict unrestrict suppress"
    word = draw(st.sampled_from([*words.split(), "inform", "obtain"]))
    at = NOON + draw(st.integers(-5, 1)) * HOUR
    scope: dict[str, object]
    if word in {"inform", "obtain"}:
        origin = draw(st.sampled_from(["direct", "third_party"]))
        scope = {"evidence": {"origin": origin, "source": "broker"}}
    elif word in {"restrict", "unrestrict", "suppress"}:
        scope = {}
    elif word in {"opt_out", "opt_in"} or (word in KINDS and draw(st.booleans())):
        scope = {"kind": draw(st.sampled_from(KINDS[word]))}
    else:
        scope = draw(st.sampled_from(SCOPES))
    return act(word, at=at, subject=draw(st.sampled_from(SUBJECTS)), **scope)


histories = st.lists(acts(), max_size=9).map(lambda found: said(*found))
ties = st.sampled_from(list(Tie)[1:])


def alone(subject) -> Circle:
    return circle(who=subject)


REACHES = ("none", "assumed", "named", "held")


def is_freer(one: LedgerState, other: LedgerState) -> bool:
    """Whether `one` permits anything that `other` does not."""
    return (
        (one.consent == "granted" and other.consent != "granted")
        or not set(other.objections) <= set(one.objections)
        or not set(other.opt_outs) <= set(one.opt_outs)
        or not set(other.flags) <= set(one.flags)
        or REACHES.index(one.reached) > REACHES.index(other.reached)
        or (one.objection_offered and not other.objection_offered)
        or (one.obtained_at is None and other.obtained_at is not None)
        or (one.refused_at is None and other.refused_at is not None)
    )


@given(histories.flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))), ties)
def test_any_order_of_arrival_gives_the_same_present(orders, tie):
    about = circle((LEA_TOO, tie), (TOM, Tie.POSSIBLE))
    first, second = (fold(order, about, NEWSLETTER, NOON) for order in orders)
    assert first == second


@given(histories, st.sampled_from([Tie.PROBABLE, Tie.POSSIBLE]))
def test_an_unsure_merge_never_widens_a_permission(history, tie):
    before = fold(history, alone(LEA), NEWSLETTER, NOON)
    merged = circle((LEA_TOO, tie), (TOM, Tie.POSSIBLE))
    assert not is_freer(fold(history, merged, NEWSLETTER, NOON), before)


@given(histories)
def test_an_exact_merge_permits_nothing_that_neither_side_did(history):
    merged = fold(history, circle((LEA_TOO, Tie.EXACT)), NEWSLETTER, NOON)
    sides = [fold(history, alone(who), NEWSLETTER, NOON) for who in (LEA, LEA_TOO)]
    if merged.consent == "granted":
        assert any(side.consent == "granted" for side in sides)
    assert set(merged.flags) >= {flag for side in sides for flag in side.flags}


@given(histories, ties)
def test_a_weaker_tie_never_permits_more(history, tie):
    weaker = fold(history, circle((LEA_TOO, Tie.POSSIBLE)), NEWSLETTER, NOON)
    given_tie = fold(history, circle((LEA_TOO, tie)), NEWSLETTER, NOON)
    assert not is_freer(weaker, given_tie)


@given(histories, ties)
def test_undoing_a_merge_restores_the_answer(history, tie):
    before = fold(history, alone(LEA), NEWSLETTER, NOON)
    fold(history, circle((LEA_TOO, tie)), NEWSLETTER, NOON)
    assert fold(history, alone(LEA), NEWSLETTER, NOON) == before


def wish(at_most=1, per="week", **terms) -> Act:
    scope = {"purpose": None, "channel": None, **terms}
    return act("limit", at_most=at_most, per=per, **scope)


def test_a_wish_covers_what_it_names_and_all_that_it_leaves_out():
    every, letter, post = (
        wish(),
        wish(2, purpose="newsletter", channel="email"),
        wish(3, channel="post"),
    )
    found = state(every, letter, post)
    assert set(found.wishes) == {
        Wish(at_most=1, per="week"),
        Wish(at_most=2, per="week", purpose="newsletter", channel="email"),
    }
    assert set(found.evidence["wishes"]) == {"cns_000", "cns_001"}
    offers = Scope(purpose="offers", channel="post", is_marketing=True)
    assert {one.at_most for one in state(every, letter, post, scope=offers).wishes} == {
        1,
        3,
    }


def test_a_later_wish_of_the_same_subject_and_scope_takes_the_place_of_the_first():
    changed = state(wish(1, at=NOON - HOUR), wish(3))
    assert [one.at_most for one in changed.wishes] == [3]
    lifted = act("unlimit", purpose=None, channel=None)
    assert state(wish(at=NOON - HOUR), lifted).wishes == ()
    other = act("unlimit", purpose=None, channel="email")
    assert len(state(wish(at=NOON - HOUR), other).wishes) == 1


@pytest.mark.parametrize("tie", list(Tie)[1:])
def test_a_wish_counts_through_every_tie_beside_the_others(tie):
    hers, own = wish(1, subject=LEA_TOO, at=NOON - HOUR), wish(3)
    about = circle((LEA_TOO, tie))
    assert {one.at_most for one in state(hers, own, about=about).wishes} == {1, 3}
    lifted = act("unlimit", purpose=None, channel=None)
    found = state(hers, lifted, about=about)
    assert [one.at_most for one in found.wishes] == [1], "only she lifts her own"


def test_a_wish_says_nothing_of_services_and_takes_no_consent_away():
    service = Scope(purpose="support", channel="email", is_marketing=False)
    assert state(wish(), scope=service).wishes == ()
    assert state(act(), wish()).consent == "granted"


def left(context, at=NOON, **more):
    evidence = {"collected_at": NOON.isoformat(), "context": context, **more}
    return act("soft_opt_in", purpose="newsletter", at=at, evidence=evidence)


def test_an_address_left_with_a_charity_or_by_a_firm_is_told_from_a_sale():
    found = state(left("charity"), left("business", opt_out_offered=True), sale())

    assert found.charity is not None
    assert found.charity.sale_at == NOON
    assert found.business is not None
    assert found.business.opt_out_offered
    assert found.soft_opt_in is not None
    assert found.evidence == {
        "charity": ("cns_000",),
        "business": ("cns_001",),
        "soft_opt_in": ("cns_002",),
    }


def test_a_no_ends_what_was_left_before_and_after():
    found = state(left("charity", at=NOON - HOUR), act("withdraw"), left("business"))

    assert (found.charity, found.business) == (None, None)


@pytest.mark.parametrize("tie", list(Tie))
def test_a_list_names_the_person_through_every_tie_and_outlives_a_yes(tie):
    listed = act("object", kind="tps", subject=LEA_TOO, at=NOON - HOUR)
    found = state(listed, act(), about=circle((LEA_TOO, tie)))

    assert found.lists == ("tps",)
    assert found.consent == "granted"
    assert found.objections == ()
    assert found.evidence["lists"] == ("cns_000",)


@pytest.mark.parametrize(
    "word", ["grant", "refuse", "withdraw", "object", "opt_out", "opt_in"]
)
def test_a_choice_of_the_persons_own_is_a_word_from_them(word):
    scope = {"kind": "sale"} if word.startswith("opt_") else {}

    assert state(act(word, at=NOON - HOUR, **scope)).heard_at == NOON - HOUR


def test_lists_flags_and_what_others_chose_are_none():
    hers = act("refuse", subject=LEA_TOO)
    about = circle((LEA_TOO, Tie.PROBABLE))

    assert state(act("object", kind="bloctel"), act("restrict")).heard_at is None
    assert state(hers, about=about).heard_at is None
    assert state(hers, about=circle((LEA_TOO, Tie.EXACT))).heard_at == NOON


TEXTS = Scope(purpose="offers", channel="sms", is_marketing=True)


def stop(purpose: str = "service_messages", channel: str | None = "sms") -> Act:
    return act("object", purpose=purpose, channel=channel, at=NOON - HOUR)


def test_a_stop_of_another_purpose_is_known_by_its_channel():
    assert state(stop(), scope=TEXTS).stopped_channels == ("sms",)
    assert state(stop("offers"), scope=TEXTS).stopped_channels == ()
    assert state(stop(channel=None), scope=TEXTS).stopped_channels == ()


def test_a_later_yes_to_this_very_purpose_ends_it():
    yes = act(purpose="offers", channel="sms")
    other = act(purpose="newsletter", channel="sms")

    assert state(stop(), yes, scope=TEXTS).stopped_channels == ()
    assert state(stop(), other, scope=TEXTS).stopped_channels == ("sms",)


def test_the_latest_stop_on_this_channel_has_its_time():
    assert state(stop(), scope=TEXTS).stopped_at == NOON - HOUR
    assert state(stop(channel="email"), scope=TEXTS).stopped_at is None
    all_of_it = act("object", kind="all_marketing", at=NOON - 2 * HOUR)
    assert state(all_of_it, scope=TEXTS).stopped_at == NOON - 2 * HOUR


def answer(**changes: object) -> Act:
    """A yes to the notice that the browser says no."""
    terms = {"purpose": "ads_sharing", "channel": "ad_network", "explicit": True}
    return act(**(terms | {"evidence": {"signal": "sec-gpc"}} | changes))


def heard(*acts: Act, known: bool = True, about: Circle | None = None) -> LedgerState:
    lines = [
        Said(id=f"cns_{n:03}", act=one, notice_known=known)
        for n, one in enumerate(acts)
    ]
    return fold(lines, about or circle(), NEWSLETTER, NOON)


def signal(kind: str = "sale", **changes: object) -> Act:
    at = NOON - HOUR
    return act("opt_out", kind=kind, **({"method": "signal", "at": at} | changes))


def test_a_yes_to_the_notice_of_the_conflict_answers_the_signal():
    found = heard(signal(), answer())

    assert found.signal_answered == ("ads_sharing",)
    assert found.opt_outs == ()


@pytest.mark.parametrize(
    ("changes", "known"),
    [({"explicit": False}, True), ({"evidence": {}}, True), ({}, False)],
)
def test_a_lesser_yes_does_not(changes, known):
    found = heard(signal(), answer(**changes), known=known)

    assert found.signal_answered == ()
    assert found.opt_outs == ("sale",)


@pytest.mark.parametrize("tie", [Tie.PROBABLE, Tie.POSSIBLE])
def test_it_speaks_for_the_records_that_are_surely_hers(tie):
    ours = circle((LEA_TOO, tie))

    assert heard(answer(subject=LEA_TOO), about=ours).signal_answered == ()
    assert heard(signal(subject=LEA_TOO), answer(), about=ours).opt_outs == ("sale",)


def test_an_opt_out_of_her_own_stays_and_ends_the_answer_when_it_is_later():
    own = signal(method="web_form")
    later = signal(method="web_form", at=NOON)

    assert heard(own, answer()).opt_outs == ("sale",)
    assert heard(answer(at=NOON - HOUR), later).signal_answered == ()
    repeated = heard(answer(at=NOON - HOUR), signal(at=NOON))
    assert repeated.signal_answered == ("ads_sharing",)


@pytest.mark.parametrize("purpose", ["ads_sharing", "newsletter"])
def test_it_ends_when_it_is_taken_back(purpose):
    gone = act("withdraw", purpose=purpose, channel=None)
    left = () if purpose == "ads_sharing" else ("ads_sharing",)

    assert heard(answer(at=NOON - HOUR), gone).signal_answered == left
