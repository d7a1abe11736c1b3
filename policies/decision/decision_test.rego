package decision_test

import rego.v1

test_a_newsletter_to_a_consenting_person_goes if {
	data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.refusals == set() with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.legal_basis == "consent" with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_nothing_goes_without_consent if {
	not data.decision.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.refusals == {"consent-missing"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.legal_basis == null with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_an_obligation_nobody_fulfils_is_a_refusal if {
	not data.decision.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.refusals == {"obligation-unmet"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.unmet == {"unsubscribe_link"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_an_order_confirmation_reaches_its_customer if {
	data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": ["all_marketing"], "opt_outs": [], "flags": [], "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.legal_basis == "contract" with input as {
		"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": ["all_marketing"], "opt_outs": [], "flags": [], "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	"caps" in data.decision.answer.exempt with input as {
		"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": ["all_marketing"], "opt_outs": [], "flags": [], "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_all_reasons_are_given_at_once if {
	data.decision.answer.refusals == {"cap-email-day", "consent-withdrawn", "objection-marketing", "person-restricted"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": ["all_marketing"], "opt_outs": [], "flags": ["restricted"], "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.waits == {"cap:email-day"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "withdrawn", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": ["all_marketing"], "opt_outs": [], "flags": ["restricted"], "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_a_signal_is_recorded if {
	data.decision.answer.record == {"gpc-opt-out"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": true}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_an_unknown_purpose_is_a_no if {
	not data.decision.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	"purpose-unknown" in data.decision.refusals with input as {
		"action": {"name": "send", "channel": "email", "purpose": "unknown", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_collecting_is_how_one_becomes_known if {
	data.decision.answer.allow with input as {
		"action": {"name": "collect", "channel": null, "purpose": "service_messages", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": false, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	"person-known" in data.decision.answer.exempt with input as {
		"action": {"name": "collect", "channel": null, "purpose": "service_messages", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": false, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": [], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_every_duty_is_listed if {
	{o.do | some o in data.decision.answer.obligations} == {"ai_disclosure", "drop_fields", "gpc_acknowledged", "human_review"} with input as {
		"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": ["support"], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {}, "wishes": [], "clocks": [], "recipient": null, "ai": {"system": "next-best-action", "used": true, "interactive": true, "automated_decision": true, "human_review": false, "modality": ["text"]}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": true}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	"obligation-unmet" in data.decision.answer.refusals with input as {
		"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": ["support"], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-CA"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {}, "wishes": [], "clocks": [], "recipient": null, "ai": {"system": "next-best-action", "used": true, "interactive": true, "automated_decision": true, "human_review": false, "modality": ["text"]}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": true}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_a_call_at_lunch_waits if {
	data.decision.answer.refusals == {"calling-hours-fr"} with input as {
		"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"fr-calls": 0, "call-month": 0, "all-week": 0}, "wishes": [], "clocks": [{"minute": 780, "day": "weekday"}], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	data.decision.answer.waits == {"quiet-hours-end"} with input as {
		"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"fr-calls": 0, "call-month": 0, "all-week": 0}, "wishes": [], "clocks": [{"minute": 780, "day": "weekday"}], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_an_old_phone_consent_waits_for_a_new_one if {
	"consent-refresh" in data.decision.answer.waits with input as {
		"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "granted", "age_days": 366, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"call-month": 0, "all-week": 0}, "wishes": [], "clocks": [{"minute": 840, "day": "weekday"}], "recipient": null, "ai": null, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
		with data.validity as {}
}

test_an_empty_input_is_a_whole_no if {
	data.decision.answer.allow == false with input as {}
	count(data.decision.answer.refusals) > 20 with input as {}
	data.decision.answer.obligations == set() with input as {}
}

test_states_add_their_reasons if {
	"us-sensitive" in data.decision.answer.refusals with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"], "price": null}, "ai": null, "consent": {"state": "none", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-TX"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_a_tool_that_fell_is_a_reason if {
	"transfer-dpf" in data.decision.answer.refusals with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "x", "role": "processor", "country": "US"}, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
		with data.recipients as {"x": {"country": "US", "transfer_tool": "data privacy framework"}} with data.transfers.dpf_valid as false
}

_machines := {"machine": {"traits": ["significant_decision", "personal_price"], "risk": "limited", "suspended": false, "purposes": ["newsletter"]}}

test_the_duties_of_weighty_systems_are_listed if {
	"pre_use_notice" in data.decision.answer.unmet with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "ai": {"system": "machine", "used": true, "interactive": false, "automated_decision": true, "human_review": true, "modality": ["text"]}, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2027-01-01T08:00:00Z", "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
		with data.ai_systems as _machines
	"price_disclosure" in data.decision.answer.unmet with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "ai": {"system": "machine", "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["text"]}, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["US-NY"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
		with data.ai_systems as _machines
}

test_a_letter_on_an_approved_interest_offers_the_objection if {
	data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": false, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "approved"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false, "law_at": "2026-08-10T22:00:00Z",
	}
		with data.purposes as _on_interest with data.assessments as _balanced
	data.decision.answer.legal_basis == "legitimate_interest" with input as {
		"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": false, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "approved"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false, "law_at": "2026-08-10T22:00:00Z",
	}
		with data.purposes as _on_interest with data.assessments as _balanced
	not data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": false, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "approved"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false, "law_at": "2026-08-10T22:00:00Z",
	}
		with data.purposes as _on_interest with data.assessments as _balanced
	data.decision.answer.unmet == {"offer_objection"} with input as {
		"action": {"name": "send", "channel": "post", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": false, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "approved"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null, "objections": [], "opt_outs": [], "flags": [], "contacts": {"all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": [], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false, "law_at": "2026-08-10T22:00:00Z",
	}
		with data.purposes as _on_interest with data.assessments as _balanced
}

_on_interest := {"offers": {"content": "marketing", "content_classes": ["marketing", "mixed"], "basis": {"default": "legitimate_interest"}, "channels": ["email", "sms", "push", "post", "call", "call_automated", "in_store"], "soft_opt_in": ["email"], "data_categories": ["contact", "purchases", "preferences", "loyalty"], "retention_days": 1095, "audience": "general", "ads": false, "stopped_by": ["all_marketing"]}}

_balanced := {"offers": {"dpia": "not_required", "risk_assessment": "not_required", "interest": {"expected": true}}}

test_what_ai_made_is_marked if {
	"ai_marking" in {d.do | some d in data.decision.answer.obligations} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null}, "ai": {"system": null, "used": true, "interactive": false, "automated_decision": false, "human_review": false, "modality": ["image"], "made": "generated"}, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z",
	}
}

test_a_firm_is_written_to_and_may_object if {
	data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"law_at": "2026-08-10T22:00:00Z",
		"relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null,
		"objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking", "offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	{"do": "offer_objection", "source": "business-opt-out", "params": {}} in data.decision.answer.obligations with input as {
		"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"law_at": "2026-08-10T22:00:00Z",
		"relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null,
		"objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking", "offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	"phone-lists" in data.decision.answer.exempt with input as {
		"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"law_at": "2026-08-10T22:00:00Z",
		"relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null,
		"objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking", "offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_what_the_relation_forbids_is_refused_with_each_reason if {
	not data.decision.answer.allow with input as {
		"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"law_at": "2026-08-10T22:00:00Z",
		"relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": ["tps"], "consent_epoch": null, "idle_days": 1096, "bounces": 2},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null,
		"objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking", "offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
	{"phone-list", "last-contact-old", "address-bounced"} - data.decision.answer.refusals == set() with input as {
		"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": [], "price": null}, "person": {"known": true, "age": null},
		"law_at": "2026-08-10T22:00:00Z",
		"relation": {"capacity": "business_generic", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": ["tps"], "consent_epoch": null, "idle_days": 1096, "bounces": 2},
		"places": ["FR"], "consent": {"state": "none", "age_days": null, "explicit": false, "parental": false, "notice_known": true, "method": null, "recipient_named": true, "partner": "none", "conditional": false}, "ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": true, "untold_months": null}, "asking": null,
		"soft_opt_in": null,
		"objections": [], "opt_outs": [], "flags": [], "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [], "clocks": [], "recipient": null, "ai": null, "can_fulfil": ["unsubscribe_link", "list_unsubscribe", "sender_identity", "no_open_tracking", "offer_objection"], "signals": {"gpc": false}, "stops": {"channels": [], "age_seconds": null, "confirmed": false}, "tracking": false,
	}
}

test_a_stop_elsewhere_is_a_reason if {
	"us-stop-all-house" in data.decision.answer.refusals with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false}, "places": ["US-NY"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "stops": {"channels": ["sms"], "age_seconds": null, "confirmed": false}}
}

test_the_first_message_offers_the_right_to_object if {
	data.decision.answer.allow with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null},
		"person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"],
		"consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": false, "untold_months": null},
		"asking": null,
		"soft_opt_in": null,
		"objections": [],
		"opt_outs": [],
		"flags": [],
		"contacts": {"email-day": 0, "email-week": 0, "all-week": 0},
		"wishes": [],
		"clocks": [],
		"recipient": null,
		"ai": null,
		"can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link", "offer_objection"],
		"signals": {"gpc": false},
		"stops": {"channels": [], "age_seconds": null, "confirmed": false},
		"tracking": false,
	}
	data.decision.answer.unmet == {"offer_objection"} with input as {
		"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": [], "price": null},
		"person": {"known": true, "age": null},
		"relation": {"capacity": "consumer", "job_related": false, "informed": false, "charity": null, "line": null, "contracts": [], "screened": [], "lists": [], "consent_epoch": null, "idle_days": 0, "bounces": 0},
		"places": ["FR"],
		"consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true, "partner": "none", "conditional": false},
		"ground": {"claimed": null, "approved": false, "interest": "missing"},
		"notice": {"reached": "held", "automated": false, "objection_offered": false, "untold_months": null},
		"asking": null,
		"soft_opt_in": null,
		"objections": [],
		"opt_outs": [],
		"flags": [],
		"contacts": {"email-day": 0, "email-week": 0, "all-week": 0},
		"wishes": [],
		"clocks": [],
		"recipient": null,
		"ai": null,
		"can_fulfil": ["list_unsubscribe", "no_open_tracking", "sender_identity", "unsubscribe_link"],
		"signals": {"gpc": false},
		"stops": {"channels": [], "age_seconds": null, "confirmed": false},
		"tracking": false,
	}
}
