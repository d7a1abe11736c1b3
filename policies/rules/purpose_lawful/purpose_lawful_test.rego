package rules.purpose_lawful_test

import rego.v1

test_a_newsletter_goes_by_email if {
	data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_a_newsletter_does_not_go_by_sms if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"channel-not-of-purpose"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_advertising_is_not_a_service_message if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"content-not-of-purpose"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "marketing", "data_categories": []}}
}

test_mixed_content_is_not_a_service_message if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "mixed", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"content-not-of-purpose"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "mixed", "data_categories": []}}
}

test_an_adviser_may_read_for_support if {
	data.rules.purpose_lawful.satisfied with input as {"action": {"name": "read_context", "channel": null, "purpose": "support", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == set() with input as {"action": {"name": "read_context", "channel": null, "purpose": "support", "content_class": "marketing", "data_categories": []}}
}

test_training_needs_its_own_purpose if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "train_model", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"purpose-not-for-action"} with input as {"action": {"name": "train_model", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}}
}

test_training_may_use_its_own_purpose if {
	data.rules.purpose_lawful.satisfied with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == set() with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}}
}

test_nothing_is_sold_in_the_name_of_a_service if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "sell", "channel": null, "purpose": "service_messages", "content_class": "service", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"purpose-not-for-action"} with input as {"action": {"name": "sell", "channel": null, "purpose": "service_messages", "content_class": "service", "data_categories": []}}
}

test_nobody_is_profiled_in_the_name_of_a_service if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "support", "content_class": "service", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"purpose-not-for-action"} with input as {"action": {"name": "profile", "channel": null, "purpose": "support", "content_class": "service", "data_categories": []}}
}

test_nothing_is_personalised_in_the_name_of_a_service if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "personalise", "channel": "web", "purpose": "service_messages", "content_class": "service", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"purpose-not-for-action"} with input as {"action": {"name": "personalise", "channel": "web", "purpose": "service_messages", "content_class": "service", "data_categories": []}}
}

test_no_message_goes_in_the_name_of_tracking if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "email_tracking", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"content-not-of-purpose"} with input as {"action": {"name": "send", "channel": "email", "purpose": "email_tracking", "content_class": "marketing", "data_categories": []}}
}

test_an_unknown_purpose_is_refused if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"channel-not-of-purpose", "content-not-of-purpose", "purpose-not-for-action"} with input as {"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": []}}
}

test_an_unknown_content_class_is_refused if {
	not data.rules.purpose_lawful.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "unknown", "data_categories": []}}
	data.rules.purpose_lawful.refuse == {"content-not-of-purpose"} with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "unknown", "data_categories": []}}
}

test_an_empty_input_is_refused if {
	not data.rules.purpose_lawful.satisfied with input as {}
	data.rules.purpose_lawful.refuse == {"channel-not-of-purpose", "content-not-of-purpose", "purpose-not-for-action"} with input as {}
}
