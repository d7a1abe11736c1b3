# METADATA
# title: Words that several rules share
# description: Each word is stated positively and is false until the input says otherwise.
package lib.terms

import rego.v1

_purpose := data.purposes[input.action.purpose]

_action := data.actions[input.action.name]

# A service purpose, and nothing but service content where it reaches a person. Mixed
# content is marketing (CJEU C-654/23).
default service := false

service if {
	_purpose.content == "service"
	input.action.content_class == "service"
}

service if {
	_purpose.content == "service"
	_action.contact == false
}

# The ground of the purpose in each place; the strictest where the place is not known.
bases contains basis if {
	some place in input.places
	basis := _basis(place)
}

bases contains basis if {
	input.places == []
	basis := _purpose.basis["default"]
}

_basis(place) := "consent" if {
	input.action.channel in data.regimes[data.jurisdictions[place].regime].consent_channels
	_national(place) != "contract"
} else := data.national.phone_opt_in[place].before if {
	_national(place) == "consent"
	input.action.channel in data.national.phone_opt_in[place].channels
	data.lib.validity.dormant(data.national.phone_opt_in[place].term)
} else := _national(place)

_national(place) := basis if {
	regime := data.jurisdictions[place].regime
	data.regimes[regime]
	basis := _purpose.basis[regime]
} else := _purpose.basis["default"]

default contract := false

contract if bases == {"contract"}

# Opt-out regimes, and contracts: no place asks for consent.
default consent_unneeded := false

consent_unneeded if {
	count(bases) > 0
	every basis in bases {
		basis in {"contract", "opt_out"}
	}
}

# What a processor gets for our own ends is neither sold nor shared for advertising.
default to_processor := false

to_processor if {
	input.action.name == "share"
	data.recipients[input.recipient.id].role == "processor"
}

default not_ads := false

not_ads if {
	_purpose.ads == false
	_action.disclosure == false
}

not_ads if {
	_purpose.ads == false
	to_processor
}
