package rules.marketing_duties_test

import rego.v1

test_a_newsletter_owes_four_things if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false}
}

test_with_permission_it_may_track if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": true}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"list_unsubscribe", "sender_identity", "unsubscribe_link"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": true}
}

test_a_call_says_who_is_calling if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"sender_identity"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false}
}

test_a_letter_owes_nothing_here if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false}
}

test_a_service_message_owes_nothing if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false}
	data.rules.marketing_duties.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false}
}

test_profiling_owes_nothing if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false}
	data.rules.marketing_duties.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false}
}

test_an_unknown_action_satisfies_nothing if {
	not data.rules.marketing_duties.satisfied with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false}
}

test_an_empty_input_satisfies_nothing if {
	not data.rules.marketing_duties.satisfied with input as {}
}
