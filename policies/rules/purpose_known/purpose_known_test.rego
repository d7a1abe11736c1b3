package rules.purpose_known_test

import rego.v1

test_a_registered_purpose_is_known if {
	data.rules.purpose_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_a_made_up_purpose_is_refused if {
	not data.rules.purpose_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "promo-x", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_known.refuse == {"purpose-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "promo-x", "content_class": "marketing", "data_categories": []}}
}

test_an_unknown_purpose_is_refused if {
	not data.rules.purpose_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_known.refuse == {"purpose-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": []}}
}

test_an_empty_input_is_refused if {
	not data.rules.purpose_known.satisfied with input as {}
	data.rules.purpose_known.refuse == {"purpose-unknown"} with input as {}
}
