package rules.consent_given_test

import rego.v1

test_a_live_consent_satisfies if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.legal_basis == "consent" with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_no_consent_is_missing if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_refusal_is_told_apart if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "refused", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-refused"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "refused", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_withdrawal_is_told_apart if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-withdrawn"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_contract_needs_none if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.legal_basis == "contract" with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_contract_needs_none_where_the_place_is_unknown if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": null}, "places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_opt_out_regime_needs_none if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.legal_basis == "opt_out" with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_refusal_counts_in_an_opt_out_regime if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "refused", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-refused"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "refused", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_the_strictest_of_two_places_wins if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR", "US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR", "US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_texts_need_consent_in_the_united_states if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["US-NY"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_unknown_place_is_opt_in if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["unknown"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["unknown"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_no_place_is_opt_in if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_french_phone_consent_lasts_a_year if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_and_not_longer if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-expired"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.waits == {"consent-refresh"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_german_phone_consent_does if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["DE"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["DE"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_recipient_outside_the_consent_is_refused if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": false}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-recipient"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": false}, "soft_opt_in": null, "recipient": null}
}

test_an_undated_consent_is_missing if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_earlier_sale_stands_in_for_offers if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.legal_basis == "eprivacy_13_2" with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
}

test_not_for_the_newsletter if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
}

test_not_by_text_message if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
}

test_not_after_a_withdrawal if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-withdrawn"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
}

test_not_without_an_offer_to_say_no if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": false}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": true, "opt_out_offered": false}, "recipient": null}
}

test_not_for_another_line if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": false, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 0, "product_line_known": false, "opt_out_offered": true}, "recipient": null}
}

test_not_after_three_years if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 1096, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": {"age_days": 1096, "product_line_known": true, "opt_out_offered": true}, "recipient": null}
}

test_an_unknown_notice_is_accepted_unless_the_register_asks_for_it if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": false, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": false, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_unknown_state_is_missing if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "unknown", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "unknown", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_empty_input_is_refused if {
	not data.rules.consent_given.satisfied with input as {}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {}
	data.rules.consent_given.legal_basis == null with input as {}
}

test_a_notice_is_needed_where_the_register_asks_for_it if {
	data.rules.consent_given.refuse == {"consent-notice-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": false, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
		with data.proof as {"notice_required_for": ["web_form"], "soft_opt_in_days": 1}
}

test_french_calls_needed_no_consent_before_august_2026 if {
	data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-01T22:00:00Z", "soft_opt_in": null}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-01T22:00:00Z", "soft_opt_in": null}
	not data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-10T22:00:00Z", "soft_opt_in": null}
	data.rules.consent_given.refuse == {"consent-missing"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-10T22:00:00Z", "soft_opt_in": null}
}

test_a_call_consent_lasts_a_year_from_august_2026 if {
	not data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z"}
	data.rules.consent_given.refuse == {"consent-expired"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z"}
	data.rules.consent_given.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-01T22:00:00Z"}
	data.rules.consent_given.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-08-01T22:00:00Z"}
}
