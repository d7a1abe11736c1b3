# METADATA
# title: No objection stands against it
# description: An objection to marketing is absolute; a service message is not touched by it.
package rules.objection

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# Whether to ask again is a question of its own.
exempt if data.lib.terms.asking

satisfied if exempt

satisfied if {
	is_array(input.objections)
	every kind in input.objections {
		kind in {"all_marketing", "channel", "profiling", "purpose"}
	}
	_stopping == set()
}

_stopping contains kind if {
	some kind in input.objections
	_stops[kind]
}

_stops contains kind if some kind in {"channel", "purpose"}

_stops contains kind if some kind in data.purposes[input.action.purpose].stopped_by

_other if {
	some kind in input.objections
	kind in {"channel", "profiling", "purpose"}
	_stops[kind]
	every marketing in input.objections {
		marketing in {"channel", "profiling", "purpose"}
	}
}

# METADATA
# title: Objection to marketing
# custom:
#   code: objection-marketing
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(2)'}
#     - {act: GDPR, article: 'Art. 21(3)'}
#   catalogue: [EU-21-2, ID-1]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person objected to marketing.'
#     fr: 'La personne s''est opposée à la prospection.'
#   remedy:
#     en: 'Respect the objection.'
#     fr: 'Respectez cette opposition.'
refuse contains "objection-marketing" if {
	not satisfied
	not _other
}

# METADATA
# title: Objection to the channel
# custom:
#   code: objection-channel
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(2)'}
#   catalogue: [EU-21-2, US-DNC, US-TC-5]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person objected to being contacted on this channel.'
#     fr: 'La personne s''est opposée à être contactée sur ce canal.'
#   remedy:
#     en: 'Use another channel that the person accepts.'
#     fr: 'Utilisez un autre canal que la personne accepte.'
refuse contains "objection-channel" if {
	not satisfied
	"channel" in input.objections
}

# METADATA
# title: Objection to the purpose
# custom:
#   code: objection-purpose
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(1)'}
#   catalogue: [EU-21-1]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person objected to this purpose.'
#     fr: 'La personne s''est opposée à cette finalité.'
#   remedy:
#     en: 'Respect the objection.'
#     fr: 'Respectez cette opposition.'
refuse contains "objection-purpose" if {
	not satisfied
	"purpose" in input.objections
}

# METADATA
# title: Objection to profiling
# custom:
#   code: objection-profiling
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(2)'}
#   catalogue: [EU-21-2]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person objected to being profiled.'
#     fr: 'La personne s''est opposée au profilage.'
#   remedy:
#     en: 'Leave the profile out.'
#     fr: 'N''utilisez pas le profil.'
refuse contains "objection-profiling" if {
	not satisfied
	_stops.profiling
	"profiling" in input.objections
}
