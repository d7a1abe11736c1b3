# METADATA
# title: Grounds that a relation gives
# description: >-
#   Where national law lets a message reach a firm, a listener who is on no list, a customer
#   under contract or a charity's supporter without consent. Stated positively: what is not known gives nothing.
package lib.relations

import rego.v1

# Whether the law of a place lets it reach the person until the person says no.
freed(place) if firm(place)

freed(place) if {
	_call
	row := data.national.live_calls[data.jurisdictions[place].regime]
	data.lib.validity.in_force(row.term)
	every list in row.lists {
		list in input.relation.screened
	}
}

freed(place) if {
	_call
	contract_call
	data.lib.validity.in_force(data.national.contract_calls[place])
}

# Mail to a firm: national law follows ePrivacy Directive art. 13(5) each in its own way.
firm(place) if {
	_mail
	row := data.business_mail[place]
	data.lib.validity.in_force(row.term)
	address := row[input.relation.capacity]
	address.ground == "opt_out"
	every need in address.needs {
		input.relation[need] == true
	}
}

# A call about a line that belongs to the object of a running contract.
default contract_call := false

contract_call if {
	some line in input.relation.contracts
	input.relation.line in data.product_lines[line].related
}

# A charity's supporter, for charitable ends, who could say no when leaving the address.
default charity := false

charity if {
	input.action.name == "send"
	input.consent.state == "none"
	input.action.purpose in data.relations.charity_purposes
	input.action.channel in data.purposes[input.action.purpose].soft_opt_in
	input.relation.charity.opt_out_offered == true
	input.relation.charity.age_days < data.proof.soft_opt_in_days
	input.relation.charity.epoch >= data.relations.charity_since
	count(input.places) > 0
	every place in input.places {
		data.lib.validity.in_force(data.national.charity_soft_opt_in[place])
	}
}

_marketing if data.purposes[input.action.purpose].content == "marketing"

_mail if {
	_marketing
	input.action.name == "send"
	input.action.channel == "email"
}

_call if {
	_marketing
	input.action.channel == "call"
}
