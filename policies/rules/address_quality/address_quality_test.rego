package rules.address_quality_test

import rego.v1

test_an_address_that_works_satisfies if {
	data.rules.address_quality.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	not data.rules.address_quality.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_one_failure_is_not_enough if {
	data.rules.address_quality.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 1}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 1}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	not data.rules.address_quality.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 1}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_two_failures_are if {
	not data.rules.address_quality.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.refuse == {"address-bounced"} with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	not data.rules.address_quality.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_a_service_message_would_not_arrive_either if {
	not data.rules.address_quality.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.refuse == {"address-bounced"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	not data.rules.address_quality.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_what_reaches_nobody_needs_no_address if {
	data.rules.address_quality.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
	data.rules.address_quality.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 2}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_an_unknown_number_is_refused if {
	not data.rules.address_quality.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": "many"}, "consent": {"state": "none"}, "law_at": "2026-08-10T22:00:00Z"}
}

test_an_empty_input_is_refused if {
	not data.rules.address_quality.satisfied with input as {}
	not data.rules.address_quality.exempt with input as {}
	data.rules.address_quality.refuse == {"address-bounced"} with input as {}
}
