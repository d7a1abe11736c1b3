package rules.quiet_hours_test

import rego.v1

test_noon_is_open if {
	data.rules.quiet_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}]}
}

test_night_is_not if {
	not data.rules.quiet_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.quiet_hours.waits == {"quiet-hours-end"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
}

test_early_morning_is_not if {
	not data.rules.quiet_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_a_mail_may_go_at_night if {
	data.rules.quiet_hours.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_a_service_text_may_go_at_night if {
	data.rules.quiet_hours.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == set() with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.exempt with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_profiling_may_happen_at_night if {
	data.rules.quiet_hours.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_every_clock_counts if {
	not data.rules.quiet_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}, {"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}, {"minute": 0, "day": "weekday"}]}
}

test_no_clock_is_refused if {
	not data.rules.quiet_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": []}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": []}
}

test_an_unknown_channel_is_refused if {
	not data.rules.quiet_hours.satisfied with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_an_empty_input_is_refused if {
	not data.rules.quiet_hours.satisfied with input as {}
	data.rules.quiet_hours.refuse == {"quiet-hours"} with input as {}
}
