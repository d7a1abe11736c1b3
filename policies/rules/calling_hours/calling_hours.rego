# METADATA
# title: Only in the hours of the law
# description: Telephone marketing keeps the hours that national law sets, on every clock that may be the person's.
package rules.calling_hours

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if data.actions[input.action.name].contact == false

exempt if {
	data.channels[input.action.channel]
	is_array(input.places)
	_grids == set()
}

satisfied if exempt

satisfied if {
	count(input.clocks) > 0
	every grid in _grids {
		_is_open(grid)
	}
}

_grids contains grid if {
	some place in input.places
	grid := data.jurisdictions[place].calling_hours
	grid != null
	not _other_channels[grid]
}

_other_channels contains grid if {
	some grid, hours in data.quiet_hours
	kept := {channel | some channel in hours.channels}
	data.channels[input.action.channel]
	not kept[input.action.channel]
}

_is_open(grid) if {
	every clock in input.clocks {
		some window in data.quiet_hours[grid].windows[clock.day]
		clock.minute >= window[0]
		clock.minute < window[1]
	}
}

_shut contains grid if {
	not exempt
	some grid in _grids
	not _is_open(grid)
}

waits contains "quiet-hours-end" if not satisfied

# METADATA
# title: Calling hours in France
# custom:
#   code: calling-hours-fr
#   kind: law
#   law:
#     - {act: Code de la consommation, article: 'Art. D223-9'}
#   catalogue: [FR-05]
#   status: V
#   severity: refuse
#   valid_from: 2023-03-01
#   wait: 'quiet-hours-end'
#   message:
#     en: 'In France, marketing calls are allowed Monday to Friday from 10:00 to 13:00 and from 14:00 to 20:00, never on public holidays.'
#     fr: 'En France, le démarchage téléphonique n''est permis que du lundi au vendredi, de 10 h à 13 h et de 14 h à 20 h, jamais les jours fériés.'
#   remedy:
#     en: 'Wait for the next permitted hour.'
#     fr: 'Attendez la prochaine heure permise.'
refuse contains "calling-hours-fr" if _shut.fr

# METADATA
# title: Calling hours in the United States
# custom:
#   code: calling-hours-us
#   kind: law
#   law:
#     - {act: 47 CFR, article: '64.1200(c)(1)'}
#   catalogue: [US-TC-1, US-TC-3]
#   status: V
#   severity: refuse
#   valid_from: 1992-12-20
#   wait: 'quiet-hours-end'
#   message:
#     en: 'In the United States, marketing calls and texts are allowed from 08:00 to 21:00 local time.'
#     fr: 'Aux États-Unis, les appels et SMS commerciaux ne sont permis que de 8 h à 21 h, heure locale.'
#   remedy:
#     en: 'Wait for the next permitted hour.'
#     fr: 'Attendez la prochaine heure permise.'
refuse contains "calling-hours-us" if _shut.us

# METADATA
# title: Calling hours not known
# custom:
#   code: calling-hours-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It is not known which hours the law allows here.'
#     fr: 'On ne sait pas quelles heures la loi permet ici.'
#   remedy:
#     en: 'Complete the register of hours.'
#     fr: 'Complétez le registre des heures.'
refuse contains "calling-hours-unknown" if {
	not satisfied
	not _shut.fr
	not _shut.us
}
