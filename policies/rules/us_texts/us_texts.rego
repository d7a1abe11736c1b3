# METADATA
# title: A stop by text or call is heard by every programme
# description: >-
#   In the United States a stop given to one programme of texts or automated calls ends all of
#   them, and is confirmed by one text at once. Where the state is not known it may be there.
package rules.us_texts

import rego.v1

default satisfied := false

satisfied if {
	_not_stopped
	_answers_in_time
}

default _not_stopped := false

_not_stopped if data.lib.terms.service

_not_stopped if {
	is_string(input.action.name)
	is_array(input.stops.channels)
	_stopped == set()
}

# Texts and calls by machine are one: what stops the one stops the other.
_by_machine := {"call_automated", "sms"}

_stopped contains channel if {
	input.action.channel in _by_machine
	some channel in input.stops.channels
	channel in _by_machine
	_american
	_awake
}

_stopped contains channel if {
	some channel in input.stops.channels
	channel == "unknown"
}

_awake if not data.lib.validity.dormant("us-stop-all")

_awake if not data.lib.validity.dormant("us-stop-all-house")

_american if data.lib.places.regimes.us

_american if data.lib.places.regimes.unknown

default _answers_in_time := false

_answers_in_time if {
	data.purposes[input.action.purpose]
	input.action.purpose != "stop_confirmation"
}

_answers_in_time if {
	is_number(input.stops.age_seconds)
	input.stops.age_seconds < data.proof.stop_confirmation_seconds
	input.stops.confirmed == false
}

# METADATA
# title: A stop to one programme stops all
# custom:
#   code: us-stop-all
#   kind: law
#   law:
#     - {act: TCPA, article: '47 CFR 64.1200(a)(10) (revocation of all, since 2027-01-31)'}
#   catalogue: [US-TC-6]
#   status: V
#   severity: refuse
#   valid_from: 2027-01-31
#   message:
#     en: 'The person stopped another programme of texts or automated calls, which ends them all.'
#     fr: 'La personne a arrêté un autre programme de SMS ou d''appels automatisés, ce qui met fin à tous.'
#   remedy:
#     en: 'Respect the stop; only a new consent to this purpose changes it.'
#     fr: 'Respectez cet arrêt ; seul un nouveau consentement à cette finalité y change quelque chose.'
refuse contains "us-stop-all" if {
	not _not_stopped
	not data.lib.validity.dormant("us-stop-all")
}

# METADATA
# title: A stop to one programme stops all, before the law asks
# custom:
#   code: us-stop-all-house
#   kind: house
#   source: House policy
#   catalogue: [US-TC-6]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person stopped another programme of texts or automated calls; we take that as a stop of all, before the law asks for it.'
#     fr: 'La personne a arrêté un autre programme de SMS ou d''appels automatisés ; nous y voyons un arrêt de tous, avant que la loi l''exige.'
#   remedy:
#     en: 'Respect the stop; only a new consent to this purpose changes it.'
#     fr: 'Respectez cet arrêt ; seul un nouveau consentement à cette finalité y change quelque chose.'
refuse contains "us-stop-all-house" if {
	not _not_stopped
	data.lib.validity.dormant("us-stop-all")
}

# METADATA
# title: One confirmation of a stop
# custom:
#   code: us-stop-confirmation
#   kind: law
#   law:
#     - {act: TCPA, article: '47 CFR 64.1200(a)(12)'}
#   catalogue: [US-TC-7]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'A stop is confirmed by one text within five minutes, and never a second time.'
#     fr: 'Un arrêt se confirme par un seul SMS, dans les cinq minutes, et jamais une seconde fois.'
#   remedy:
#     en: 'Send nothing more.'
#     fr: 'N''envoyez plus rien.'
refuse contains "us-stop-confirmation" if {
	not _answers_in_time
	_american
}

# METADATA
# title: One confirmation of a stop, everywhere
# custom:
#   code: stop-confirmation-house
#   kind: house
#   source: House policy
#   catalogue: [US-TC-7]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'We confirm a stop by one text within five minutes, and never a second time.'
#     fr: 'Nous confirmons un arrêt par un seul SMS, dans les cinq minutes, et jamais une seconde fois.'
#   remedy:
#     en: 'Send nothing more.'
#     fr: 'N''envoyez plus rien.'
refuse contains "stop-confirmation-house" if {
	not _answers_in_time
	not _american
}
