package rules.calling_hours_test

import rego.v1

test_a_french_weekday_afternoon_is_open if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "weekday"}]}
}

test_lunch_is_not if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 780, "day": "weekday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-fr"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 780, "day": "weekday"}]}
}

test_saturday_is_not if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "saturday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-fr"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "saturday"}]}
}

test_a_holiday_is_not if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "holiday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-fr"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 840, "day": "holiday"}]}
}

test_the_wait_is_named if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-fr"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.calling_hours.waits == {"quiet-hours-end"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 1200, "day": "weekday"}]}
}

test_a_text_message_keeps_no_french_calling_hours if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 780, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 780, "day": "weekday"}]}
	data.rules.calling_hours.exempt with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 780, "day": "weekday"}]}
}

test_a_mail_keeps_none if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_an_american_evening_is_open if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "clocks": [{"minute": 1200, "day": "weekday"}]}
}

test_an_american_night_is_not if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "clocks": [{"minute": 1260, "day": "weekday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-us"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "clocks": [{"minute": 1260, "day": "weekday"}]}
}

test_the_strictest_of_two_places_wins if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR", "US-CA"], "clocks": [{"minute": 1200, "day": "weekday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-fr"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR", "US-CA"], "clocks": [{"minute": 1200, "day": "weekday"}]}
}

test_every_clock_counts if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US"], "clocks": [{"minute": 840, "day": "weekday"}, {"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.refuse == {"calling-hours-us"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US"], "clocks": [{"minute": 840, "day": "weekday"}, {"minute": 0, "day": "weekday"}]}
}

test_a_german_call_keeps_the_house_hours_only if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "clocks": [{"minute": 780, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "clocks": [{"minute": 780, "day": "weekday"}]}
	data.rules.calling_hours.exempt with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "clocks": [{"minute": 780, "day": "weekday"}]}
}

test_a_service_call_is_not_marketing if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "support", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "call", "channel": "call", "purpose": "support", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.exempt with input as {"action": {"name": "call", "channel": "call", "purpose": "support", "content_class": "service", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_profiling_keeps_none if {
	data.rules.calling_hours.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
	data.rules.calling_hours.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": [{"minute": 0, "day": "weekday"}]}
}

test_no_clock_is_refused if {
	not data.rules.calling_hours.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": []}
	data.rules.calling_hours.refuse == {"calling-hours-unknown"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "clocks": []}
}

test_an_empty_input_is_refused if {
	not data.rules.calling_hours.satisfied with input as {}
	data.rules.calling_hours.refuse == {"calling-hours-unknown"} with input as {}
}
