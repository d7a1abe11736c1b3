package lib.validity_test

import rego.v1

_register := {
	"open": {"on": true, "from": "2026-08-10T22:00:00Z", "to": null},
	"over": {"on": true, "from": "2020-01-01T00:00:00Z", "to": "2026-08-10T22:00:00Z"},
	"off": {"on": false, "from": "2020-01-01T00:00:00Z", "to": null},
}

test_a_rule_sleeps_until_its_date if {
	data.lib.validity.dormant("open") with data.validity as _register with input as {"law_at": "2026-08-01T22:00:00Z"}
	not data.lib.validity.in_force("open") with data.validity as _register with input as {"law_at": "2026-08-01T22:00:00Z"}
}

test_a_rule_runs_from_its_date_on if {
	not data.lib.validity.dormant("open") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
	data.lib.validity.in_force("open") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
}

test_a_rule_ends_with_its_term if {
	data.lib.validity.dormant("over") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
	not data.lib.validity.in_force("over") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
	data.lib.validity.in_force("over") with data.validity as _register with input as {"law_at": "2026-08-01T22:00:00Z"}
}

test_a_rule_that_is_switched_off_sleeps if {
	data.lib.validity.dormant("off") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
	not data.lib.validity.in_force("off") with data.validity as _register with input as {"law_at": "2026-08-10T22:00:00Z"}
}

test_an_unknown_term_or_date_keeps_a_restriction_awake if {
	not data.lib.validity.dormant("mystery") with data.validity as _register with input as {"law_at": "2026-08-01T22:00:00Z"}
	not data.lib.validity.dormant("open") with data.validity as _register with input as {}
	not data.lib.validity.dormant("open") with data.validity as _register with input as {"law_at": ""}
	not data.lib.validity.dormant("open") with data.validity as _register with input as {"law_at": null}
	not data.lib.validity.dormant("over") with data.validity as _register with input as {"law_at": []}
	not data.lib.validity.in_force("open") with data.validity as _register with input as {}
	not data.lib.validity.in_force("open") with data.validity as _register with input as {"law_at": []}
}
