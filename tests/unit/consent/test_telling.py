"""What one act says about telling."""

from consent.telling import is_from_elsewhere, partner_proof, reach_of
from tests.unit.consent.room import act


def test_only_data_that_somebody_else_handed_over_come_from_elsewhere():
    partner = {"origin": "third_party"}

    assert is_from_elsewhere(act("obtain", evidence={"source": "broker"}))
    assert is_from_elsewhere(act(evidence=partner))
    assert not is_from_elsewhere(act(evidence={"origin": "direct"}))
    assert not is_from_elsewhere(act("withdraw", evidence=partner))


def test_a_published_text_is_more_than_a_name_and_a_name_more_than_a_form():
    assert reach_of(act(), notice_known=True) == "held"
    assert reach_of(act(), notice_known=False) == "named"
    assert reach_of(act(notice=None), notice_known=False) == "assumed"


def test_a_consent_of_our_own_needs_no_partners_form():
    assert partner_proof({}) == "none"
    assert partner_proof({"origin": "third_party"}) == "unproven"
