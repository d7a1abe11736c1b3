package rules.person_known_test

import rego.v1

test_a_known_person_is_known if {
	data.rules.person_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}}
	data.rules.person_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": true, "age": null}}
}

test_an_unknown_person_is_refused if {
	not data.rules.person_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": false, "age": null}}
	data.rules.person_known.refuse == {"person-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": false, "age": null}}
}

test_collecting_is_how_one_becomes_known if {
	data.rules.person_known.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": false, "age": null}}
	data.rules.person_known.refuse == set() with input as {"action": {"name": "collect", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": false, "age": null}}
	data.rules.person_known.exempt with input as {"action": {"name": "collect", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "person": {"known": false, "age": null}}
}

test_an_empty_input_is_refused if {
	not data.rules.person_known.satisfied with input as {}
	data.rules.person_known.refuse == {"person-unknown"} with input as {}
}
