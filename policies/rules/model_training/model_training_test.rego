package rules.model_training_test

import rego.v1

test_a_mail_trains_nothing if {
	data.rules.model_training.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_training_with_permission_goes if {
	data.rules.model_training.satisfied with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.refuse == set() with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_training_without_is_refused if {
	not data.rules.model_training.satisfied with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.refuse == {"model-training-permission"} with input as {"action": {"name": "train_model", "channel": null, "purpose": "model_training", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_another_purposes_consent_does_not_count if {
	not data.rules.model_training.satisfied with input as {"action": {"name": "train_model", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.refuse == {"model-training-permission"} with input as {"action": {"name": "train_model", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_unknown_action_is_refused if {
	not data.rules.model_training.satisfied with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
	data.rules.model_training.refuse == {"model-training-permission"} with input as {"action": {"name": "unknown", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["FR"]}
}

test_an_empty_input_is_refused if {
	not data.rules.model_training.satisfied with input as {}
	data.rules.model_training.refuse == {"model-training-permission"} with input as {}
}
