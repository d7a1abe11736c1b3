package rules.minors_test

import rego.v1

test_a_french_person_of_fifteen_consents_alone if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_french_child_of_fourteen_does_not if {
	not data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_german_person_of_fifteen_does_not if {
	not data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["DE"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["DE"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_austrian_person_of_fourteen_does if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["AT"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["AT"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_the_strictest_of_two_places_wins if {
	not data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["DE", "FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["DE", "FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_parent_may_consent_for_a_child if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": true, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": true, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_unknown_age_is_an_adults_for_a_general_audience if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_without_a_place_the_highest_age_counts if {
	not data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": [], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": [], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_unlisted_place_has_the_highest_age if {
	not data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["unknown"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["unknown"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_childs_order_is_confirmed if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_minor_is_in_no_audience if {
	not data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 16}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-ads"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 16}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_adult_may_be if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 18}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 18}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_unknown_age_may_be if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_californian_of_fourteen_may_opt_in if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_californian_of_fourteen_who_did_not_is_out if {
	not data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-ads"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 14}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_californian_child_needs_a_parent if {
	not data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 0}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == {"minor-ads"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 0}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_parent_may_opt_a_californian_child_in if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 0}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": true, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 0}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": true, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_contract_about_an_adult_is_not_touched if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": 18}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": 18}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "person": {"known": true, "age": 18}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_an_opt_out_regime_asks_no_childs_consent if {
	data.rules.minors.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["US-NY"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["US-NY"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
	data.rules.minors.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["US-NY"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": null}
}

test_a_mail_house_is_no_audience if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "soft_opt_in": null, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}}
}

test_an_empty_input_is_refused if {
	not data.rules.minors.satisfied with input as {}
	data.rules.minors.refuse == {"minor-ads", "minor-consent"} with input as {}
}

test_oregon_raised_its_age_in_2026 if {
	data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": 14}, "recipient": null, "clocks": [], "law_at": "2025-11-10T05:00:00Z"}
	data.rules.minors.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": 14}, "recipient": null, "clocks": [], "law_at": "2025-11-10T05:00:00Z"}
	not data.rules.minors.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": 14}, "recipient": null, "clocks": [], "law_at": "2026-01-01T08:00:00Z"}
	data.rules.minors.refuse == {"minor-ads"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": 14}, "recipient": null, "clocks": [], "law_at": "2026-01-01T08:00:00Z"}
}

test_a_californian_of_sixteen_needs_no_word_of_her_own if {
	not "minor-ads" in data.rules.minors.refuse with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 16}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}

test_a_californian_of_fifteen_does if {
	"minor-ads" in data.rules.minors.refuse with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 15}, "places": ["US-CA"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}

test_a_californian_of_thirteen_speaks_for_himself if {
	not "minor-ads" in data.rules.minors.refuse with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 13}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}

test_a_californian_of_twelve_needs_a_parent if {
	"minor-ads" in data.rules.minors.refuse with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 12}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}

test_a_californian_of_twelve_with_a_parent_may if {
	not "minor-ads" in data.rules.minors.refuse with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": 12}, "places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": true, "notice_known": true, "method": "web_form", "recipient_named": true}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}
