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

# A question for consent: it takes no data and is no use yet.
default asking := false

asking if {
	is_object(input.asking)
	input.action.name == "collect"
	input.action.data_categories == []
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

_basis(place) := "opt_out" if {
	_national(place) in {"consent", "opt_out"}
	data.lib.relations.freed(place)
} else := "consent" if {
	input.action.channel in data.regimes[data.jurisdictions[place].regime].consent_channels
	not _needed[_national(place)]
} else := "consent" if {
	_national(place) == "legitimate_interest"
	not _interest_suffices[place]
} else := data.national.phone_opt_in[place].before if {
	_national(place) == "consent"
	input.action.channel in data.national.phone_opt_in[place].channels
	data.lib.validity.dormant(data.national.phone_opt_in[place].term)
} else := _national(place)

_needed contains basis if some basis in {"contract", "legal_obligation", "public_task", "vital_interest"}

# An interest opens no electronic mail (ePrivacy Art. 13(1)), and no telephone where the
# law of the place wants consent.
_interest_suffices contains place if {
	some place in input.places
	_off_line(place)
	not _phone_opt_in[place]
}

_interest_suffices contains place if {
	some place in input.places
	data.lib.relations.freed(place)
}

_off_line(place) if {
	is_array(data.regimes[data.jurisdictions[place].regime].electronic_consent)
	input.action.channel == null
}

_off_line(place) if {
	is_array(data.regimes[data.jurisdictions[place].regime].electronic_consent)
	electronic := {channel | some channel in data.regimes[data.jurisdictions[place].regime].electronic_consent}
	is_string(input.action.channel)
	not electronic[input.action.channel]
}

_phone_opt_in contains place if {
	some place in input.places
	input.action.channel in data.national.phone_opt_in[place].channels
	not data.lib.validity.dormant(data.national.phone_opt_in[place].term)
}

_national(place) := basis if {
	regime := data.jurisdictions[place].regime
	data.regimes[regime]
	basis := _purpose.basis[regime]
} else := _purpose.basis["default"]

default contract := false

contract if bases == {"contract"}

# Grounds that stand whatever the person consented to.
default needed := false

needed if {
	count(bases) > 0
	every basis in bases {
		_needed[basis]
	}
}

# Opt-out regimes, interests, and what is needed: no place asks for consent.
default consent_unneeded := false

consent_unneeded if {
	count(bases) > 0
	every basis in bases {
		_unasked[basis]
	}
}

_unasked contains basis if some basis in _needed

_unasked contains basis if some basis in {"legitimate_interest", "opt_out"}

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
