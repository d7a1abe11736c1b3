package rules.channel_known_test

import rego.v1

test_a_mail_is_sent_by_email if {
	data.rules.channel_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_profiling_needs_no_channel if {
	data.rules.channel_known.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_sharing_may_name_a_channel if {
	data.rules.channel_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_what_needs_no_channel_may_still_name_one if {
	data.rules.channel_known.satisfied with input as {"action": {"name": "track_open", "channel": "email", "purpose": "email_tracking", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == set() with input as {"action": {"name": "track_open", "channel": "email", "purpose": "email_tracking", "content_class": "marketing", "data_categories": []}}
}

test_a_message_without_channel_is_refused if {
	not data.rules.channel_known.satisfied with input as {"action": {"name": "send", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == {"channel-not-of-action", "channel-unknown"} with input as {"action": {"name": "send", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_an_unknown_channel_is_refused if {
	not data.rules.channel_known.satisfied with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == {"channel-not-of-action", "channel-unknown"} with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_nobody_calls_by_email if {
	not data.rules.channel_known.satisfied with input as {"action": {"name": "call", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
	data.rules.channel_known.refuse == {"channel-not-of-action"} with input as {"action": {"name": "call", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}}
}

test_an_empty_input_is_refused if {
	not data.rules.channel_known.satisfied with input as {}
	data.rules.channel_known.refuse == {"channel-not-of-action", "channel-unknown"} with input as {}
}
