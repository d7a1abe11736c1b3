package rules.marketing_duties_test

import rego.v1

test_in_france_the_law_bars_the_pixel if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	data.rules.marketing_duties.obligations[_] == {"do": "no_open_tracking", "source": "no-open-tracking", "params": {}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_in_america_the_house_does if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["US-NY"]}
	data.rules.marketing_duties.obligations[_] == {"do": "no_open_tracking", "source": "no-open-tracking-house", "params": {}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["US-NY"]}
}

test_nowhere_is_the_strictest_place if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": []}
	data.rules.marketing_duties.obligations[_] == {"do": "no_open_tracking", "source": "no-open-tracking", "params": {}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": []}
}

test_so_is_an_unlisted_one if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["unknown"]}
	data.rules.marketing_duties.obligations[_] == {"do": "no_open_tracking", "source": "no-open-tracking", "params": {}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["unknown"]}
}

test_a_newsletter_owes_four_things if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_with_permission_it_may_track if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": true, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"list_unsubscribe", "sender_identity", "unsubscribe_link"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": true, "places": ["FR"]}
}

test_a_call_says_who_is_calling if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == {"sender_identity"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_a_letter_owes_nothing_here if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_a_service_message_owes_nothing if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false, "places": ["FR"]}
	data.rules.marketing_duties.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_profiling_owes_nothing if {
	data.rules.marketing_duties.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	data.rules.marketing_duties.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
	{d.do | some d in data.rules.marketing_duties.obligations} == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_an_unknown_action_satisfies_nothing if {
	not data.rules.marketing_duties.satisfied with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "tracking": false, "places": ["FR"]}
}

test_an_empty_input_satisfies_nothing if {
	not data.rules.marketing_duties.satisfied with input as {}
}
