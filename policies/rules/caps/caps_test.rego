package rules.caps_test

import rego.v1

test_the_first_mail_goes if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": []}
}

test_the_second_of_a_day_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == {"cap-email-day"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}, "wishes": []}
	data.rules.caps.waits == {"cap:email-day"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 0, "all-week": 0}, "wishes": []}
}

test_every_full_cap_is_named if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
	data.rules.caps.refuse == {"cap-all-week", "cap-email-day", "cap-email-week"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
}

test_a_service_message_is_not_capped if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
	data.rules.caps.exempt with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
	data.rules.caps.waits == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": []}
}

test_profiling_is_no_contact if {
	data.rules.caps.satisfied with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": []}
	data.rules.caps.refuse == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": []}
	data.rules.caps.exempt with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": []}
}

test_a_third_text_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"sms-week": 2, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == {"cap-sms-week"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"sms-week": 2, "all-week": 0}, "wishes": []}
}

test_a_sixth_push_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "push", "channel": "push", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"push-week": 5, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == {"cap-push-week"} with input as {"action": {"name": "push", "channel": "push", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"push-week": 5, "all-week": 0}, "wishes": []}
}

test_a_second_call_waits if {
	not data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"call-month": 1, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == {"cap-call-month"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"call-month": 1, "all-week": 0}, "wishes": []}
}

test_a_count_that_is_not_known_is_refused if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "all-week": 0}, "wishes": []}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "all-week": 0}, "wishes": []}
}

test_an_unknown_channel_is_refused if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": []}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "unknown", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": []}
}

test_an_empty_input_is_refused if {
	not data.rules.caps.satisfied with input as {}
	data.rules.caps.refuse == {"cap-unknown"} with input as {}
}

test_a_call_in_france_counts_against_law_and_house if {
	data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"call-month": 0, "all-week": 0, "fr-calls": 3}, "wishes": []}
	data.rules.caps.refuse == {"cap-fr-calls"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"call-month": 0, "all-week": 0, "fr-calls": 4}, "wishes": []}
	data.rules.caps.refuse == {"cap-call-month", "cap-fr-calls"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR", "DE"], "contacts": {"call-month": 1, "all-week": 0, "fr-calls": 4}, "wishes": []}
	data.rules.caps.waits == {"cap:fr-calls"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"call-month": 0, "all-week": 0, "fr-calls": 4}, "wishes": []}
}

test_a_call_in_france_without_its_count_is_refused if {
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"call-month": 0, "all-week": 0}, "wishes": []}
	data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["DE"], "contacts": {"call-month": 0, "all-week": 0}, "wishes": []}
	not data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "contacts": {"call-month": 0, "all-week": 0}, "wishes": []}
}

test_a_state_that_is_switched_off_waits_for_its_switch if {
	data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-FL"], "contacts": {"call-month": 0, "all-week": 0, "us-fl-calls": 3}, "wishes": []}
	data.rules.caps.refuse == {"cap-us-fl-calls"} with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-FL"], "contacts": {"call-month": 0, "all-week": 0, "us-fl-calls": 3}, "wishes": []} with data.validity as {}
	data.rules.caps.satisfied with input as {"action": {"name": "call", "channel": "call", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["US-CA"], "contacts": {"call-month": 0, "all-week": 0}, "wishes": []} with data.validity as {}
}

test_a_count_of_a_cap_that_nobody_knows_is_refused if {
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0, "gone": 0}, "wishes": []}
}

test_a_wish_waits if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "week", "at_most": 2, "count": 1}]}
	data.rules.caps.refuse == {"cap-wish-week"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "week", "at_most": 2, "count": 2}]}
	data.rules.caps.waits == {"wish:week"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "week", "at_most": 2, "count": 2}]}
	data.rules.caps.refuse == {"cap-wish-day", "cap-wish-month"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "day", "at_most": 1, "count": 1}, {"per": "month", "at_most": 1, "count": 1}, {"per": "week", "at_most": 2, "count": 1}]}
}

test_a_wish_says_nothing_about_service if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {}, "wishes": [{"per": "week", "at_most": 1, "count": 1}]}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "contacts": {}, "wishes": [{"per": "week", "at_most": 1, "count": 1}]}
	data.rules.caps.waits == set() with input as {"action": {"name": "profile", "channel": null, "purpose": "profiling", "content_class": "marketing", "data_categories": []}, "contacts": {}, "wishes": [{"per": "week", "at_most": 1, "count": 1}]}
}

test_a_wish_of_an_unpublished_number_or_none_at_all_is_refused if {
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "week", "at_most": 4, "count": 0}]}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}}
}

test_a_row_of_the_register_is_a_rule if {
	data.rules.caps.refuse == {"cap-spring"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "mixed", "data_categories": []}, "places": ["FR"], "contacts": {"spring": 2}, "wishes": []} with data.caps as {"spring": {"limit": 2, "purposes": ["newsletter"], "places": ["FR"], "content_classes": ["mixed"]}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "offers", "content_class": "mixed", "data_categories": []}, "places": ["FR"], "contacts": {"spring": 2}, "wishes": []} with data.caps as {"spring": {"limit": 2, "purposes": ["newsletter"], "places": ["FR"], "content_classes": ["mixed"]}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"spring": 2}, "wishes": []} with data.caps as {"spring": {"limit": 2, "purposes": ["newsletter"], "places": ["FR"], "content_classes": ["mixed"]}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "mixed", "data_categories": []}, "places": ["DE"], "contacts": {"spring": 2}, "wishes": []} with data.caps as {"spring": {"limit": 2, "purposes": ["newsletter"], "places": ["FR"], "content_classes": ["mixed"]}}
}

test_what_a_row_leaves_out_it_does_not_exclude if {
	data.rules.caps.refuse == {"cap-all"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"all": 2}, "wishes": []} with data.caps as {"all": {"limit": 2}}
	data.rules.caps.refuse == {"cap-all"} with input as {"action": {"name": "send", "channel": "email", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"all": 2}, "wishes": []} with data.caps as {"all": {"limit": 2}}
	data.rules.caps.refuse == {"cap-unknown"} with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"all": 2}, "wishes": []} with data.caps as {"all": {"channels": ["email"], "content_classes": ["marketing"]}}
}

test_a_row_may_be_told_to_hold_service_messages if {
	data.rules.caps.refuse == {"cap-told"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"told": 1}, "wishes": []} with data.caps as {"told": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing", "service"]}}
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"told": 0}, "wishes": []} with data.caps as {"told": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing", "service"]}}
	not data.rules.caps.exempt with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"told": 0}, "wishes": []} with data.caps as {"told": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing", "service"]}}
}

test_advertising_called_a_service_counts_as_marketing if {
	data.rules.caps.refuse == {"cap-ads"} with input as {"action": {"name": "send", "channel": "sms", "purpose": "offers", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"ads": 1}, "wishes": []} with data.caps as {"ads": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing"]}}
}

test_an_unknown_word_leaves_no_row_aside if {
	data.rules.caps.refuse == {"cap-a"} with input as {"action": {"name": "send", "channel": "unknown", "purpose": "unknown", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"a": 1}, "wishes": []} with data.caps as {"a": {"limit": 1, "channels": ["sms"], "purposes": ["offers"], "content_classes": ["marketing"]}}
}

test_where_no_cap_covers_a_wish_still_holds if {
	not data.rules.caps.exempt with input as {"action": {"name": "send", "channel": "web", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {}, "wishes": [{"per": "day", "at_most": 1, "count": 1}]}
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "web", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {}, "wishes": [{"per": "day", "at_most": 1, "count": 1}]}
	data.rules.caps.refuse == {"cap-wish-day"} with input as {"action": {"name": "send", "channel": "web", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {}, "wishes": [{"per": "day", "at_most": 1, "count": 1}]}
}

test_an_unknown_channel_is_refused_also_with_room_in_every_cap if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "unknown", "purpose": "offers", "content_class": "marketing", "data_categories": []}, "places": ["FR"], "contacts": {"all": 0}, "wishes": []} with data.caps as {"all": {"limit": 2, "content_classes": ["marketing"]}}
}

test_a_service_that_is_held_by_a_cap_is_held_by_no_wish if {
	data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"told": 0}, "wishes": [{"per": "day", "at_most": 1, "count": 1}]} with data.caps as {"told": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing", "service"]}}
	data.rules.caps.refuse == set() with input as {"action": {"name": "send", "channel": "sms", "purpose": "service_messages", "content_class": "service", "data_categories": []}, "places": ["FR"], "contacts": {"told": 0}, "wishes": [{"per": "day", "at_most": 1, "count": 1}]} with data.caps as {"told": {"limit": 1, "channels": ["sms"], "content_classes": ["marketing", "service"]}}
}

test_wishes_of_another_shape_are_none_kept if {
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": {}}
	not data.rules.caps.satisfied with input as {"action": {"name": "send", "channel": "email", "purpose": "newsletter", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 0, "email-week": 0, "all-week": 0}, "wishes": [{"per": "week", "at_most": 2, "count": 2}]}
}

test_what_is_no_contact_is_held_by_nothing if {
	data.rules.caps.refuse == set() with input as {"action": {"name": "personalise", "channel": "email", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": [{"per": "week", "at_most": 1, "count": 1}]}
	data.rules.caps.satisfied with input as {"action": {"name": "personalise", "channel": "email", "purpose": "personalisation", "content_class": "marketing", "data_categories": []}, "contacts": {"email-day": 1, "email-week": 3, "all-week": 6}, "wishes": [{"per": "week", "at_most": 1, "count": 1}]}
}
