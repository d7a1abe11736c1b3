package rules.opt_out_test

import rego.v1

test_without_opt_out_it_goes if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_an_opt_out_of_sharing_stops_sharing if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-share"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_an_opt_out_of_sale_stops_selling if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "sell", "channel": null, "purpose": "analytics", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-sale"} with input as {"action": {"name": "sell", "channel": null, "purpose": "analytics", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_opt_out_of_targeted_ads_stops_ads if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["targeted_ads"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-targeted-ads"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["targeted_ads"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_an_opt_out_of_profiling_stops_profiling if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "opt_outs": ["profiling"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-profiling"} with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "opt_outs": ["profiling"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_opt_out_of_sensitive_data_stops_health if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "opt_outs": ["sensitive"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-sensitive"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": ["health"]}, "opt_outs": ["sensitive"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_opt_out_of_machines_stops_decisions if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "decide_automatically", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "opt_outs": ["admt"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-admt"} with input as {"action": {"name": "decide_automatically", "channel": null, "purpose": "offers", "content_class": "marketing", "data_categories": []}, "opt_outs": ["admt"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_opt_out_of_machines_stops_a_ranking_that_decides if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["admt"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": {"automated_decision": true}}
	data.rules.opt_out.refuse == {"opt-out-admt"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["admt"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": {"automated_decision": true}}
}

test_a_newsletter_is_no_sale if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale", "share", "targeted_ads"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale", "share", "targeted_ads"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_sale_and_sharing_are_both_named if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale", "share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-sale", "opt-out-share"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale", "share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_a_mail_house_gets_the_letters if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "share", "channel": null, "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "mail-house", "role": "processor", "country": "FR"}, "ai": null}
}

test_the_signal_stops_sharing_by_law_in_california if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_and_by_house_policy_in_france if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out-house"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_the_signal_leaves_the_newsletter if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.record == {"gpc-opt-out"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_nobody_unknown_is_recorded if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": false, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": false, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": false, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_a_californian_page_shows_the_status if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	{d.do | some d in data.rules.opt_out.obligations} == {"gpc_acknowledged"} with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_a_service_page_owes_nothing if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "web", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "send", "channel": "web", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	{d.do | some d in data.rules.opt_out.obligations} == set() with input as {"action": {"name": "send", "channel": "web", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_a_page_without_signal_does_not if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	{d.do | some d in data.rules.opt_out.obligations} == set() with input as {"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_unknown_opt_out_is_refused if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["unknown"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-sale"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "opt_outs": ["unknown"], "signals": {"gpc": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": null, "ai": null}
}

test_an_empty_input_is_refused if {
	not data.rules.opt_out.satisfied with input as {}
	data.rules.opt_out.refuse == {"gpc-opt-out-house", "opt-out-sale"} with input as {}
}

test_the_signal_is_law_in_oregon_from_2026 if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "signals": {"gpc": true}, "opt_outs": []}
	data.rules.opt_out.refuse == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2026-12-01T23:00:00Z", "signals": {"gpc": true}, "opt_outs": []}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2025-11-10T05:00:00Z", "signals": {"gpc": true}, "opt_outs": []}
	data.rules.opt_out.refuse == {"gpc-opt-out-house"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "ai": null, "consent": {"state": "granted", "age_days": 0, "explicit": false, "parental": false, "notice_known": true, "method": "web_form", "recipient_named": true}, "places": ["US-OR"], "person": {"known": true, "age": null}, "recipient": null, "clocks": [], "law_at": "2025-11-10T05:00:00Z", "signals": {"gpc": true}, "opt_outs": []}
}

test_who_may_live_in_california_sees_the_signal_honoured if {
	every where in [[], ["US"], ["US-CA"], ["unknown"]] {
		some duty in data.rules.opt_out.obligations with input as object.union({"action": {"name": "personalise", "channel": "web", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "signals": {"gpc": true}, "opt_outs": [], "person": {"known": true}, "places": [], "recipient": null, "ai": null}, {"places": where})
		duty.do == "gpc_acknowledged"
	}
}

test_a_yes_to_the_notice_of_the_conflict_beats_the_signal if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.record == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": false}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": false, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": false, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": true}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": false}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"gpc-opt-out-house"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": true, "answered": false}, "places": ["FR"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_and_no_opt_out_of_her_own if {
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-share"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["share"], "signals": {"gpc": true, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale"], "signals": {"gpc": false, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == {"opt-out-sale"} with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": ["sale"], "signals": {"gpc": false, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.satisfied with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "share", "channel": "ad_network", "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "opt_outs": [], "signals": {"gpc": false, "answered": true}, "places": ["US-CA"], "person": {"known": true, "age": null}, "recipient": {"id": "ad-network", "role": "third_party", "country": "US"}, "ai": null}
}

test_asking_again_is_no_use_of_the_data if {
	data.rules.opt_out.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "opt_outs": ["sale", "share"], "signals": {"gpc": false}}
	data.rules.opt_out.refuse == set() with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "opt_outs": ["sale", "share"], "signals": {"gpc": false}}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "recipient": null, "asking": null, "law_at": "2026-12-01T23:00:00Z", "opt_outs": ["sale", "share"], "signals": {"gpc": false}}
	not data.rules.opt_out.satisfied with input as {"action": {"name": "collect", "channel": null, "purpose": "ads_sharing", "content_class": "marketing", "data_categories": ["contact"]}, "places": ["US-CA"], "recipient": null, "asking": {"refused_months": null, "opted_out_months": 12, "confirmed": true}, "law_at": "2026-12-01T23:00:00Z", "opt_outs": ["sale", "share"], "signals": {"gpc": false}}
}
