"""What the ledger accepts, and what it must never keep."""

import pytest

from consent.acts import ACTS, Act
from consent.errors import InvalidInputError
from tests.unit.consent.room import NOON, act


def wrong_fields(said: Act) -> set[str]:
    with pytest.raises(InvalidInputError) as caught:
        said.check()
    return set(caught.value.fields)


@pytest.mark.parametrize(
    "good",
    [
        act(),
        act("grant", purpose="offers"),
        act("refuse", kind="all_marketing"),
        act("object", kind="profiling"),
        act("opt_out", kind="sale", method="signal", evidence={"signal": "sec-gpc"}),
        act("opt_in", kind="admt"),
        act("soft_opt_in", evidence={"sale_at": "2027-01-01T00:00:00Z"}),
        act(
            "soft_opt_in",
            evidence={"collected_at": "2027-01-01T00:00:00Z", "context": "charity"},
        ),
        act("object", kind="tps", method="import"),
        act("restrict"),
        act("erase", evidence={"request": "req_01"}),
        act(notice=("a.b", "2027-01", "fr-FR"), parental="ID-check"),
        act(evidence={"text_digest": "sha256:" + "0" * 64, "opt_out_offered": True}),
        act("inform", notice=("privacy", "3", "fr"), evidence={"origin": "direct"}),
        act("inform", evidence={"permit": "prm_01"}),
        act("obtain", evidence={"source": "broker", "reference": "list-7"}),
        act(evidence={"origin": "third_party", "controller_named": True}),
        act(evidence={"preticked": False, "form_flagged": False, "page": "signup"}),
    ],
)
def test_a_well_formed_act_passes(good):
    good.check()


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (act(subject="lea@example.test"), "subject"),
        (act(act="forget"), "act"),
        (act(method="telepathy"), "method"),
        (act(at=NOON.replace(tzinfo=None)), "at"),
        (act(kind="all_marketing"), "scope"),
        (act("opt_out", purpose="newsletter"), "scope"),
        (act("opt_out", kind="everything"), "scope"),
        (act("restrict", purpose="newsletter"), "scope"),
        (act("restrict", kind="sale"), "scope"),
        (act("grant", channel="email", purpose=None), "scope"),
        (act("grant", purpose=None), "scope"),
        (act("withdraw", kind="all_marketing", channel="email"), "scope"),
        (act(purpose="Lea Martin"), "purpose"),
        (act(purpose="newsletter", channel="E MAIL"), "channel"),
        (act(notice=("Dear Lea,", "1", "en")), "notice"),
        (act(recipients=("a b",)), "recipients"),
        (act(parental="her mother"), "parental.verified_by"),
        (act(evidence={"form_id": "lea@example.test"}), "evidence.form_id"),
        (act(evidence={"text_digest": "abc"}), "evidence.text_digest"),
        (act(evidence={"opt_out_offered": "yes"}), "evidence.opt_out_offered"),
        (act(evidence={"comment": "called Lea"}), "evidence"),
        (act("soft_opt_in"), "evidence.sale_at"),
        (act("limit", per="week"), "limit.at_most"),
        (act("limit", at_most=0, per="week"), "limit.at_most"),
        (act("limit", at_most=True, per="week"), "limit.at_most"),
        (act("limit", at_most=1), "limit.per"),
        (act("limit", at_most=1, per="year"), "limit.per"),
        (act("limit", at_most=1, per="week", kind="sale"), "scope"),
        (act("unlimit", at_most=1), "limit"),
        (act("refuse", per="week"), "limit"),
        (act("soft_opt_in", evidence={"context": "charity"}), "evidence.collected_at"),
        (act("soft_opt_in", evidence={"context": "party"}), "evidence.context"),
        (act("refuse", kind="tps"), "scope"),
        (act("inform"), "notice"),
        (act("inform", purpose="newsletter"), "scope"),
        (act("obtain"), "evidence.source"),
        (act(evidence={"origin": "the cloud"}), "evidence.origin"),
        (act(evidence={"controller_named": "yes"}), "evidence.controller_named"),
        (act(evidence={"preticked": True}), "evidence.preticked"),
    ],
)
def test_what_is_wrong_is_named(bad, field):
    assert field in wrong_fields(bad)


def test_a_refused_value_is_not_repeated_in_the_error():
    with pytest.raises(InvalidInputError) as caught:
        act(evidence={"form_id": "lea@example.test"}).check()
    assert "lea@example.test" not in str(caught.value)


def test_every_act_takes_away_or_gives():
    negative = {name for name in ACTS if act(name).is_negative}
    assert ACTS - negative == {
        "grant",
        "soft_opt_in",
        "opt_in",
        "unrestrict",
        "unlimit",
        "inform",
        "obtain",
    }


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"channel": "sms"},
        {"purpose": "offers"},
        {"purpose": "offers", "channel": "sms"},
    ],
)
def test_a_wish_may_be_about_everything_a_channel_or_a_purpose(scope):
    act("limit", at_most=1, per="week", **scope).check()
    act("unlimit", **scope).check()
