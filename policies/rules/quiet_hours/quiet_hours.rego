# METADATA
# title: Not at night
# description: Marketing text messages, notifications and calls keep the house hours on every clock that may be the person's.
package rules.quiet_hours

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if data.actions[input.action.name].contact == false

exempt if {
	data.channels[input.action.channel]
	is_array(data.quiet_hours.house.channels)
	hushed := {channel | some channel in data.quiet_hours.house.channels}
	not hushed[input.action.channel]
}

satisfied if exempt

satisfied if {
	count(input.clocks) > 0
	every clock in input.clocks {
		_is_open(clock)
	}
}

_is_open(clock) if {
	some window in data.quiet_hours.house.windows[clock.day]
	clock.minute >= window[0]
	clock.minute < window[1]
}

waits contains "quiet-hours-end" if not satisfied

# METADATA
# title: Quiet hours
# custom:
#   code: quiet-hours
#   kind: house
#   source: House policy
#   catalogue: [FR-10]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'quiet-hours-end'
#   message:
#     en: 'It is outside 08:00 to 20:00 where the person may be.'
#     fr: 'Il n''est pas entre 8 h et 20 h là où la personne peut se trouver.'
#   remedy:
#     en: 'Wait until the quiet hours end.'
#     fr: 'Attendez la fin des heures de repos.'
refuse contains "quiet-hours" if not satisfied
