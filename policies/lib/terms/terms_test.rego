package lib.terms_test

import rego.v1

test_a_confirmation_is_service if {
	data.lib.terms.service with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "recipient": null}
}

test_a_confirmation_with_advertising_is_not if {
	not data.lib.terms.service with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "mixed", "data_categories": []}, "places": ["FR"], "recipient": null}
}

test_reading_for_support_is_service if {
	data.lib.terms.service with input as {"action": {"name": "read_context", "channel": null, "purpose": "support", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null}
}

test_a_newsletter_never_is if {
	not data.lib.terms.service with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "service", "data_categories": []}, "places": ["FR"], "recipient": null}
}

test_a_national_ground_comes_first if {
	data.lib.terms.bases == {"opt_out"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null}
}

test_else_the_default if {
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null}
	not data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null}
}

test_a_channel_may_need_consent if {
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null}
}

test_a_contract_stays_a_contract_on_every_channel if {
	data.lib.terms.contract with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["US-NY"], "recipient": null}
}

test_an_empty_input_is_nothing if {
	not data.lib.terms.service with input as {}
	not data.lib.terms.contract with input as {}
	not data.lib.terms.consent_unneeded with input as {}
	not data.lib.terms.to_processor with input as {}
	not data.lib.terms.not_ads with input as {}
}

test_sharing_with_a_mail_house_is_no_advertising if {
	data.lib.terms.to_processor with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}}
	data.lib.terms.not_ads with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}}
}

test_sharing_with_a_network_is if {
	not data.lib.terms.not_ads with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}}
}

test_a_sale_is_a_sale_to_a_processor_too if {
	not data.lib.terms.to_processor with input as {"action": {"name": "sell", "purpose": "ads_sharing"}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}}
}

test_an_interest_opens_paper_and_no_electronic_mail if {
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	not data.lib.terms.needed with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "profile", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["GB"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["CH"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["GB"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["CH"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "call_automated", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "call_automated", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["GB"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "call_automated", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["CH"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["ZZ"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	not data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
}

test_an_interest_opens_the_telephone_until_the_law_of_the_place_closes_it if {
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "send", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-08-01T22:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "send", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
}

test_what_is_needed_needs_no_consent if {
	data.lib.terms.bases == {"contract"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "contract"}}}
	data.lib.terms.needed with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "contract"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "contract"}}}
	data.lib.terms.bases == {"legal_obligation"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legal_obligation"}}}
	data.lib.terms.needed with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legal_obligation"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legal_obligation"}}}
	data.lib.terms.bases == {"vital_interest"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "vital_interest"}}}
	data.lib.terms.needed with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "vital_interest"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "vital_interest"}}}
	data.lib.terms.bases == {"public_task"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-NY"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "public_task"}}}
	data.lib.terms.needed with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "public_task"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "public_task"}}}
	not data.lib.terms.needed with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "consent"}}}
	not data.lib.terms.needed with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "opt_out"}}}
	not data.lib.terms.needed with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	not data.lib.terms.needed with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "whim"}}}
	not data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "consent"}}}
	not data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "whim"}}}
	data.lib.terms.consent_unneeded with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "opt_out"}}}
	not data.lib.terms.contract with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "recipient": null, "law_at": "2026-12-01T23:00:00Z"} with data.purposes as {"offers": {"basis": {"default": "legal_obligation"}}}
	not data.lib.terms.needed with input as {}
}

test_an_interest_needs_a_known_law_and_a_channel if {
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "profile", "channel": null, "purpose": "offers"}, "places": ["ZZ"]} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "purpose": "offers"}, "places": ["FR"]} with data.purposes as {"offers": {"basis": {"default": "legitimate_interest"}}}
}

test_a_firm_that_the_law_lets_mail_reach_may_say_no if {
	data.lib.terms.bases == {"opt_out"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.lib.terms.bases == {"opt_out", "consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR", "DE"], "relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.lib.terms.bases == {"contract"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_an_interest_opens_mail_to_a_firm if {
	data.lib.terms.bases == {"legitimate_interest"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"} with data.purposes.offers.basis as {"default": "legitimate_interest"}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"} with data.purposes.offers.basis as {"default": "legitimate_interest"}
	data.lib.terms.bases == {"consent"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"} with data.purposes.offers.basis as {"default": "legitimate_interest"}
}

test_asking_takes_no_data_and_is_no_use if {
	data.lib.terms.asking with input as {"action": {"name": "collect", "purpose": "offers", "data_categories": []}, "asking": {"refused_months": null, "opted_out_months": null, "confirmed": false}}
	not data.lib.terms.asking with input as {"action": {"name": "collect", "purpose": "offers", "data_categories": []}, "asking": null}
	not data.lib.terms.asking with input as {"action": {"name": "collect", "purpose": "offers", "data_categories": []}, "asking": "please"}
	not data.lib.terms.asking with input as {"action": {"name": "send", "purpose": "offers", "data_categories": []}, "asking": {"refused_months": null, "opted_out_months": null, "confirmed": false}}
	not data.lib.terms.asking with input as {"action": {"name": "collect", "purpose": "offers", "data_categories": ["contact"]}, "asking": {"refused_months": null, "opted_out_months": null, "confirmed": false}}
	not data.lib.terms.asking with input as {}
}
