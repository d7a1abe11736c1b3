package rules.action_known_test

import rego.v1

test_a_registered_action_is_known if {
	data.rules.action_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.action_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_a_made_up_action_is_refused if {
	not data.rules.action_known.satisfied with input as {"action": {"name": "teleport", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.action_known.refuse == {"action-unknown"} with input as {"action": {"name": "teleport", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_an_unknown_action_is_refused if {
	not data.rules.action_known.satisfied with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.action_known.refuse == {"action-unknown"} with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_an_empty_input_is_refused if {
	not data.rules.action_known.satisfied with input as {}
	data.rules.action_known.refuse == {"action-unknown"} with input as {}
}
