package rules.ai_known_test

import rego.v1

test_without_ai_it_goes if {
	data.rules.ai_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_unused_system_goes if {
	data.rules.ai_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": null, "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": null, "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": null, "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_a_registered_system_goes if {
	data.rules.ai_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_unregistered_system_is_refused if {
	not data.rules.ai_known.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": null, "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.refuse == {"ai-system-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": null, "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_another_purpose_is_refused if {
	not data.rules.ai_known.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_known.refuse == {"ai-system-purpose"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_empty_input_is_refused if {
	not data.rules.ai_known.satisfied with input as {}
	data.rules.ai_known.refuse == {"ai-system-unknown"} with input as {}
}

test_a_suspended_system_is_refused if {
	data.rules.ai_known.refuse == {"ai-system-suspended"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
		with data.ai_systems as {"copywriter": {"suspended": true, "purposes": ["newsletter"]}}
}

test_an_unused_system_may_be_a_stranger if {
	data.rules.ai_known.refuse == set() with input as {"action": {"purpose": "newsletter"}, "ai": {"system": null, "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": []}}
}
