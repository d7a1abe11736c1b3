# METADATA
# title: Hours that states and operators add
# description: Narrower hours of US states and of French operators; shipped switched off because the sources disagree.
package rules.local_hours

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if data.actions[input.action.name].contact == false

exempt if {
	data.channels[input.action.channel]
	is_array(input.places)
	is_object(data.national.hours)
	_grids == set()
}

satisfied if exempt

satisfied if {
	count(input.clocks) > 0
	_shut == set()
}

_grids contains grid if {
	some place in input.places
	grid := data.national.hours[place].grid
	input.action.channel in data.quiet_hours[grid].channels
	not data.lib.validity.dormant(data.national.hours[place].term)
}

_is_open(grid) if {
	every clock in input.clocks {
		some window in data.quiet_hours[grid].windows[clock.day]
		clock.minute >= window[0]
		clock.minute < window[1]
	}
}

_shut contains grid if {
	some grid in _grids
	not _is_open(grid)
}

waits contains "quiet-hours-end" if not satisfied

_operators if {
	not satisfied
	"fr-sms" in _shut
}

# METADATA
# title: Hours for text messages in France
# custom:
#   code: contact-hours-contract
#   kind: house
#   source: House policy
#   catalogue: [FR-10]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'quiet-hours-end'
#   note: 'Switched off when shipped: a rule of contract that vendors call law; sources disagree on the edge. Switch it on in data/validity.'
#   message:
#     en: 'French operators take no marketing texts at night, on Sundays and on public holidays.'
#     fr: 'Les opérateurs français n''acheminent pas de SMS commerciaux la nuit, le dimanche et les jours fériés.'
#   remedy:
#     en: 'Wait for the next permitted hour.'
#     fr: 'Attendez la prochaine heure permise.'
refuse contains "contact-hours-contract" if _operators

# METADATA
# title: Calling hours of a US state
# custom:
#   code: calling-hours-state
#   kind: law
#   law:
#     - {act: US state telephone laws, article: 'calling hours'}
#   catalogue: [US-TC-2]
#   status: W
#   severity: refuse
#   valid_from: 2024-01-01
#   wait: 'quiet-hours-end'
#   note: 'Switched off when shipped: tables of the hours disagree. Switch it on in data/validity.'
#   message:
#     en: 'This state allows marketing calls and texts in narrower hours than federal law.'
#     fr: 'Cet État permet les appels et SMS commerciaux à des heures plus étroites que le droit fédéral.'
#   remedy:
#     en: 'Wait for the next permitted hour.'
#     fr: 'Attendez la prochaine heure permise.'
refuse contains "calling-hours-state" if {
	not satisfied
	not _operators
}
