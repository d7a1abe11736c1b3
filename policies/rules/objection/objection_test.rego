package rules.objection_test

import rego.v1

test_without_objection_it_goes if {
	data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": []}
	data.rules.objection.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": []}
}

test_an_objection_to_marketing_stops_it if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["all_marketing"]}
	data.rules.objection.refuse == {"objection-marketing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["all_marketing"]}
}

test_an_objection_to_the_channel_stops_it if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["channel"]}
	data.rules.objection.refuse == {"objection-channel"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["channel"]}
}

test_an_objection_to_the_purpose_stops_it if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["purpose"]}
	data.rules.objection.refuse == {"objection-purpose"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["purpose"]}
}

test_an_objection_to_profiling_leaves_the_newsletter if {
	data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["profiling"]}
	data.rules.objection.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["profiling"]}
}

test_an_objection_to_profiling_stops_profiling if {
	not data.rules.objection.satisfied with input as {"action": {"name": "profile", "channel": "email", "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "objections": ["profiling"]}
	data.rules.objection.refuse == {"objection-profiling"} with input as {"action": {"name": "profile", "channel": "email", "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "objections": ["profiling"]}
}

test_a_service_message_goes_all_the_same if {
	data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "objections": ["all_marketing"]}
	data.rules.objection.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "objections": ["all_marketing"]}
	data.rules.objection.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "objections": ["all_marketing"]}
}

test_both_are_named if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["channel", "purpose"]}
	data.rules.objection.refuse == {"objection-channel", "objection-purpose"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["channel", "purpose"]}
}

test_marketing_and_the_channel_are_both_named if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["all_marketing", "channel"]}
	data.rules.objection.refuse == {"objection-channel", "objection-marketing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["all_marketing", "channel"]}
}

test_an_unknown_objection_stops_it if {
	not data.rules.objection.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["unknown"]}
	data.rules.objection.refuse == {"objection-marketing"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "objections": ["unknown"]}
}

test_an_empty_input_is_refused if {
	not data.rules.objection.satisfied with input as {}
	data.rules.objection.refuse == {"objection-marketing"} with input as {}
}

test_asking_again_is_no_use_of_the_data if {
	data.rules.objection.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "objections": ["purpose"]}
	data.rules.objection.refuse == set() with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "objections": ["purpose"]}
	data.rules.objection.exempt with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "objections": ["purpose"]}
	not data.rules.objection.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": null, "law_at": "2026-12-01T23:00:00Z", "objections": ["purpose"]}
	not data.rules.objection.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": ["contact"]}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "objections": ["purpose"]}
}
