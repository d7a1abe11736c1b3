package rules.place_known_test

import rego.v1

test_marketing_to_france_knows_the_law if {
	data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"]}
	data.rules.place_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"]}
}

test_marketing_to_nowhere_is_refused if {
	not data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": []}
	data.rules.place_known.refuse == {"place-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": []}
}

test_one_unknown_place_among_two_is_refused if {
	not data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR", "unknown"]}
	data.rules.place_known.refuse == {"place-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR", "unknown"]}
}

test_a_country_without_a_register_entry_is_refused if {
	not data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["ZZ"]}
	data.rules.place_known.refuse == {"place-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["ZZ"]}
}

test_a_service_message_needs_no_place if {
	data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": []}
	data.rules.place_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": []}
	data.rules.place_known.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": []}
}

test_profiling_asks_for_consent_where_the_place_is_unknown if {
	data.rules.place_known.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": []}
	data.rules.place_known.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": []}
	data.rules.place_known.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": []}
}

test_a_personal_message_to_nowhere_is_refused if {
	not data.rules.place_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "places": []}
	data.rules.place_known.refuse == {"place-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "places": []}
}

test_an_empty_input_is_refused if {
	not data.rules.place_known.satisfied with input as {}
	data.rules.place_known.refuse == {"place-unknown"} with input as {}
}
