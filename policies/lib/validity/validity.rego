# METADATA
# title: Which rule is in force
# description: >-
#   The situation carries the newest published rule date that has passed; the register says from
#   when until when a rule runs and whether it is switched on. A rule that nothing silences applies.
package lib.validity

import rego.v1

# A restriction rests only if the register says so: unknown terms and dates keep it awake.
dormant(term) if {
	data.validity[term].on == false
} else if {
	is_string(input.law_at)
	input.law_at >= data.breakpoints.law_dates[0]
	input.law_at < data.validity[term].from
} else if {
	is_string(input.law_at)
	is_string(data.validity[term].to)
	input.law_at >= data.validity[term].to
}

# A permission needs the register's word: switched on, begun, not over.
in_force(term) if {
	data.validity[term].on == true
	is_string(input.law_at)
	input.law_at >= data.validity[term].from
	not dormant(term)
}
