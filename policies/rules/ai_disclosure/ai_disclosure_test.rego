package rules.ai_disclosure_test

import rego.v1

test_without_ai_nothing_is_owed if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_disclosure.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_unused_system_owes_nothing if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_disclosure.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": false, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_a_chatbot_says_so_by_law if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_disclosure.obligations == {{"do": "ai_disclosure", "source": "ai-disclosure-law", "params": {}}} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_a_written_advertisement_says_so_by_house_policy if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.ai_disclosure.obligations == {{"do": "ai_disclosure", "source": "ai-disclosure-house", "params": {}}} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_a_written_service_message_owes_nothing if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_image_is_marked if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["image"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == {"ai_disclosure", "ai_marking"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["image"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_image_is_not_marked_in_new_york if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["image"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-NY"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == {"ai_disclosure"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["image"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-NY"]}
}

test_an_unknown_place_is_the_strictest if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["video"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": []}
	{d.do | some d in data.rules.ai_disclosure.obligations} == {"ai_disclosure", "ai_marking"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["video"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": []}
}

test_an_unlisted_place_is_the_strictest if {
	data.rules.ai_disclosure.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["unknown"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["unknown"]}
	{d.do | some d in data.rules.ai_disclosure.obligations} == {"ai_disclosure", "ai_marking"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "ai": {"system": "copywriter", "used": true, "interactive": true, "automated_decision": false, "human_review": false, "modality": ["unknown"]}, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["unknown"]}
}

test_an_empty_input_satisfies_nothing if {
	not data.rules.ai_disclosure.satisfied with input as {}
}
