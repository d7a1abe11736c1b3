package rules.standing_test

import rego.v1

test_nothing_stands_against_it if {
	data.rules.standing.satisfied with input as {"flags": []}
	data.rules.standing.refuse == set() with input as {"flags": []}
}

test_a_restricted_person_is_left_alone if {
	not data.rules.standing.satisfied with input as {"flags": ["restricted"]}
	data.rules.standing.refuse == {"person-restricted"} with input as {"flags": ["restricted"]}
}

test_an_erased_person_is_left_alone if {
	not data.rules.standing.satisfied with input as {"flags": ["erased"]}
	data.rules.standing.refuse == {"person-erased"} with input as {"flags": ["erased"]}
}

test_a_suppressed_person_is_left_alone if {
	not data.rules.standing.satisfied with input as {"flags": ["suppressed"]}
	data.rules.standing.refuse == {"person-suppressed"} with input as {"flags": ["suppressed"]}
}

test_every_flag_is_named if {
	not data.rules.standing.satisfied with input as {"flags": ["erased", "restricted", "suppressed"]}
	data.rules.standing.refuse == {"person-erased", "person-restricted", "person-suppressed"} with input as {"flags": ["erased", "restricted", "suppressed"]}
}

test_an_unknown_flag_is_refused if {
	not data.rules.standing.satisfied with input as {"flags": ["unknown"]}
	data.rules.standing.refuse == {"person-suppressed"} with input as {"flags": ["unknown"]}
}

test_an_empty_input_is_refused if {
	not data.rules.standing.satisfied with input as {}
	data.rules.standing.refuse == {"person-suppressed"} with input as {}
}
