package rules.transfer_test

import rego.v1

test_inside_europe_it_is_free if {
	data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "places": ["FR"]}
	data.rules.transfer.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "places": ["FR"]}
}

test_to_an_adequate_country_too if {
	data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "CH"}, "places": ["FR"]}
	data.rules.transfer.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "CH"}, "places": ["FR"]}
}

test_a_tool_covers_a_third_country if {
	data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
	data.rules.transfer.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "places": ["FR"]}
}

test_without_recipient_nothing_leaves if {
	data.rules.transfer.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
	data.rules.transfer.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
	data.rules.transfer.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "recipient": null, "places": ["FR"]}
}

test_a_third_country_without_tool_is_refused if {
	not data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "third_party", "country": "US"}, "places": ["FR"]}
	data.rules.transfer.refuse == {"transfer-tool-missing"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "third_party", "country": "US"}, "places": ["FR"]}
}

test_an_unknown_country_is_refused if {
	not data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "unknown"}, "places": ["FR"]}
	data.rules.transfer.refuse == {"transfer-tool-missing"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": "mail-house", "role": "processor", "country": "unknown"}, "places": ["FR"]}
}

test_americans_data_may_stay_in_america if {
	data.rules.transfer.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "third_party", "country": "US"}, "places": ["US-CA"]}
	data.rules.transfer.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "recipient": {"id": null, "role": "third_party", "country": "US"}, "places": ["US-CA"]}
}

test_an_empty_input_is_refused if {
	not data.rules.transfer.satisfied with input as {}
	data.rules.transfer.refuse == {"transfer-tool-missing"} with input as {}
}
