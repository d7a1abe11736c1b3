package rules.data_allowed_test

import rego.v1

test_purchases_serve_a_newsletter if {
	data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["purchases"]}}
	data.rules.data_allowed.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["purchases"]}}
	{d.do | some d in data.rules.data_allowed.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["purchases"]}}
}

test_health_needs_explicit_consent if {
	not data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
	data.rules.data_allowed.refuse == {"data-special"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
}

test_health_with_explicit_consent_is_left_out_where_not_needed if {
	data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "consent": {"state": "granted", "age_days": 0, "explicit": true, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
	data.rules.data_allowed.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "consent": {"state": "granted", "age_days": 0, "explicit": true, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
	{d.do | some d in data.rules.data_allowed.obligations} == {"drop_fields"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "consent": {"state": "granted", "age_days": 0, "explicit": true, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
}

test_explicit_consent_to_health_is_none_to_what_nobody_knows if {
	not data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health", "unknown"]}, "consent": {"state": "granted", "age_days": 0, "explicit": true, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
	data.rules.data_allowed.refuse == {"data-special"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health", "unknown"]}, "consent": {"state": "granted", "age_days": 0, "explicit": true, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}}
}

test_what_the_purpose_does_not_need_is_dropped if {
	data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["location_precise", "purchases"]}}
	data.rules.data_allowed.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["location_precise", "purchases"]}}
	{d.do | some d in data.rules.data_allowed.obligations} == {"drop_fields"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["location_precise", "purchases"]}}
}

test_an_unknown_category_may_be_a_special_one if {
	not data.rules.data_allowed.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["unknown"]}}
	data.rules.data_allowed.refuse == {"data-special"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["unknown"]}}
	{d.do | some d in data.rules.data_allowed.obligations} == {"drop_fields"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["unknown"]}}
}

test_the_dropped_categories_are_named if {
	data.rules.data_allowed.obligations == {{"do": "drop_fields", "source": "data-minimised", "params": {"categories": ["location_precise"]}}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["location_precise"]}}
}

test_an_empty_input_is_refused if {
	not data.rules.data_allowed.satisfied with input as {}
	data.rules.data_allowed.refuse == {"data-special"} with input as {}
}
