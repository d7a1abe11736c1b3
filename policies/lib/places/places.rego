# METADATA
# title: Whose law looks on
# description: The regimes of all places that may be the person's; nobody's place is every place.
package lib.places

import rego.v1

regimes contains regime if {
	some place in input.places
	regime := data.jurisdictions[place].regime
}

regimes contains "unknown" if {
	some place in input.places
	not data.jurisdictions[place]
}

regimes contains "unknown" if input.places == []

default european := false

european if regimes.gdpr

european if regimes.unknown

# Positive: every place is known and none of them is in the European Union.
default elsewhere := false

elsewhere if {
	count(input.places) > 0
	every place in input.places {
		data.jurisdictions[place].regime != "gdpr"
	}
}

# Whether a dated national term on a matter governs one of the places.
governed(matter) if {
	some place in input.places
	term := data.national[matter][place]
	not data.lib.validity.dormant(term)
}
