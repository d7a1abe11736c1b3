package rules.caps_test

import rego.v1

test_the_first_mail_goes if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}}
}

test_the_second_of_a_day_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}}
	data.rules.caps.refuse == {"cap-email-day"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}}
	data.rules.caps.waits == {"cap:email-day"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}}
}

test_every_full_cap_is_named if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
	data.rules.caps.refuse == {"cap-all-week", "cap-email-day", "cap-email-week"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
}

test_a_service_message_is_not_capped if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
	data.rules.caps.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
	data.rules.caps.waits == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}}
}

test_profiling_is_no_contact if {
	data.rules.caps.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}}
	data.rules.caps.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}}
}

test_a_third_text_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"sms-week": 2, "all-week": 0}}
	data.rules.caps.refuse == {"cap-sms-week"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"sms-week": 2, "all-week": 0}}
}

test_a_sixth_push_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "push", "channel": "push", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"push-week": 5, "all-week": 0}}
	data.rules.caps.refuse == {"cap-push-week"} with input as {"action": {"name": "push", "channel": "push", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"push-week": 5, "all-week": 0}}
}

test_a_second_call_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"call-month": 1, "all-week": 0}}
	data.rules.caps.refuse == {"cap-call-month"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"call-month": 1, "all-week": 0}}
}

test_a_count_that_is_not_known_is_refused if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "all-week": 0}}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "all-week": 0}}
}

test_an_unknown_channel_is_refused if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {}}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {}}
}

test_an_empty_input_is_refused if {
	not data.rules.caps.satisfied with input as {}
	data.rules.caps.refuse == {"cap-unknown"} with input as {}
}
