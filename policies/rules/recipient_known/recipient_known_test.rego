package rules.recipient_known_test

import rego.v1

test_a_registered_recipient_is_known if {
	data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
}

test_a_mail_needs_no_recipient if {
	data.rules.recipient_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
	data.rules.recipient_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
	data.rules.recipient_known.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
}

test_sharing_with_nobody_is_refused if {
	not data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
	data.rules.recipient_known.refuse == {"recipient-unknown"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
}

test_an_unregistered_recipient_is_refused if {
	not data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "processor", "country": "FR"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == {"recipient-unknown"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "processor", "country": "FR"}, "places": ["FR"]}
}

test_another_role_than_registered_is_refused if {
	not data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "third_party", "country": "FR"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == {"recipient-mismatch"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "third_party", "country": "FR"}, "places": ["FR"]}
}

test_another_country_than_registered_is_refused if {
	not data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "US"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == {"recipient-mismatch"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "US"}, "places": ["FR"]}
}

test_a_processor_is_bound if {
	data.rules.recipient_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "places": ["FR"]}
}

test_an_empty_input_is_refused if {
	not data.rules.recipient_known.satisfied with input as {}
	data.rules.recipient_known.refuse == {"recipient-unknown"} with input as {}
}

test_a_processor_without_contract_is_refused if {
	data.rules.recipient_known.refuse == {"recipient-contract"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "places": ["FR"]}
		with data.recipients as {"mail-house": {"role": "processor", "country": "FR", "contract": false, "purposes": ["ads_sharing", "offers"]}}
}

test_a_third_party_needs_no_processor_contract if {
	data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
		with data.recipients as {"ad-network": {"role": "third_party", "country": "US", "contract": false, "purposes": ["ads_sharing", "offers"]}}
}

test_an_advertiser_gets_nothing_in_the_name_of_a_service if {
	not data.rules.recipient_known.satisfied with input as {"action": {"name": "share", "channel": null, "purpose": "service_messages", "content_class": "service", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
	data.rules.recipient_known.refuse == {"recipient-purpose"} with input as {"action": {"name": "share", "channel": null, "purpose": "service_messages", "content_class": "service", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
}
