# METADATA
# title: Not too often
# description: >-
#   Caps of law and of the house, and the person's own wish: each that covers the question must
#   have room. A row of data/caps is a rule of its own, with the code cap-<id>; its texts are the
#   register's. Service messages are neither blocked nor counted unless a row names them.
# custom:
#   caps: [all-week, call-month, email-day, email-week, fr-calls, push-week, sms-week, us-fl-calls, us-md-calls, us-ok-calls]
package rules.caps

import rego.v1

default exempt := false

default satisfied := false

exempt if data.actions[input.action.name].contact == false

exempt if {
	data.lib.terms.service
	_covering == set()
}

satisfied if exempt

satisfied if {
	data.channels[input.action.channel]
	every id in _covering {
		input.contacts[id] < data.caps[id].limit
	}
	every id, _ in input.contacts {
		data.caps[id]
	}
	_wishes_kept
}

_wishes_kept if data.lib.terms.service

_wishes_kept if {
	is_array(input.wishes)
	every wish in input.wishes {
		some limit in data.breakpoints.wish_limits
		limit == wish.at_most
		wish.count < limit
	}
}

# A cap covers the question unless one of its own words says that it does not. The channel is
# asked first: it leaves most caps aside.
_covering contains id if {
	some id in _of_channel
	not _beside[id]
}

_of_channel contains id if {
	some id, _ in data.caps
	not _by_other_channels[id]
}

_by_other_channels contains id if {
	data.channels[input.action.channel]
	some id, cap in data.caps
	is_array(cap.channels)
	not input.action.channel in cap.channels
}

_beside contains id if {
	data.purposes[input.action.purpose]
	some id in _of_channel
	cap := data.caps[id]
	is_array(cap.purposes)
	not input.action.purpose in cap.purposes
}

_beside contains id if {
	is_array(input.places)
	here := {place | some place in input.places}
	some id in _of_channel
	cap := data.caps[id]
	is_array(cap.places)
	there := {place | some place in cap.places}
	here & there == set()
}

_beside contains id if {
	some id in _of_channel
	cap := data.caps[id]
	is_array(cap.content_classes)
	not _content in cap.content_classes
}

_beside contains id if {
	some id in _of_channel
	data.lib.validity.dormant(data.caps[id].term)
}

# What is called a service and is none counts as marketing, here as in the counts.
_content := "service" if {
	data.lib.terms.service
} else := "mixed" if {
	input.action.content_class == "mixed"
} else := "marketing"

_full contains id if {
	not exempt
	some id in _covering
	input.contacts[id] >= data.caps[id].limit
}

_reached contains per if {
	not exempt
	not data.lib.terms.service
	some wish in input.wishes
	some limit in data.breakpoints.wish_limits
	limit == wish.at_most
	wish.count >= limit
	per := wish.per
}

waits contains concat(":", ["cap", id]) if some id in _full

waits contains concat(":", ["wish", per]) if some per in _reached

refuse contains concat("-", ["cap", id]) if some id in _full

# METADATA
# title: The person's wish for a day
# custom:
#   code: cap-wish-day
#   kind: house
#   source: The person's own wish
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'wish:day'
#   message:
#     en: 'The person wishes fewer contacts a day, and has had them.'
#     fr: 'La personne souhaite moins de contacts par jour, et les a déjà eus.'
#   remedy:
#     en: 'Wait until a day has passed, or until the person changes the wish.'
#     fr: 'Attendez qu''un jour soit passé, ou que la personne change son souhait.'
refuse contains "cap-wish-day" if _reached.day

# METADATA
# title: The person's wish for a week
# custom:
#   code: cap-wish-week
#   kind: house
#   source: The person's own wish
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'wish:week'
#   message:
#     en: 'The person wishes fewer contacts a week, and has had them.'
#     fr: 'La personne souhaite moins de contacts par semaine, et les a déjà eus.'
#   remedy:
#     en: 'Wait until a week has passed, or until the person changes the wish.'
#     fr: 'Attendez qu''une semaine soit passée, ou que la personne change son souhait.'
refuse contains "cap-wish-week" if _reached.week

# METADATA
# title: The person's wish for a month
# custom:
#   code: cap-wish-month
#   kind: house
#   source: The person's own wish
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'wish:month'
#   message:
#     en: 'The person wishes fewer contacts a month, and has had them.'
#     fr: 'La personne souhaite moins de contacts par mois, et les a déjà eus.'
#   remedy:
#     en: 'Wait until a month has passed, or until the person changes the wish.'
#     fr: 'Attendez qu''un mois soit passé, ou que la personne change son souhait.'
refuse contains "cap-wish-month" if _reached.month

# METADATA
# title: Cap without a count
# custom:
#   code: cap-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It is not known how often the person was contacted.'
#     fr: 'On ne sait pas combien de fois la personne a été contactée.'
#   remedy:
#     en: 'Repair the register of caps or the count.'
#     fr: 'Réparez le registre des plafonds ou le décompte.'
refuse contains "cap-unknown" if {
	not satisfied
	_full == set()
	_reached == set()
}
