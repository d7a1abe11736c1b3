# METADATA
# title: Not kept beyond the last contact
# description: >-
#   Marketing ends when the person has been silent for as long as the register of relations says.
#   A click, a purchase or a choice is a contact that comes from the person; an opened mail is not.
package rules.last_contact

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# What neither reaches a person nor hands data on keeps the term of its data.
exempt if {
	data.actions[input.action.name].contact == false
	data.actions[input.action.name].disclosure == false
}

satisfied if exempt

satisfied if {
	count(input.places) > 0
	every place in input.places {
		_fresh(place)
	}
}

_fresh(place) if data.regimes[data.jurisdictions[place].regime].contact_term == false

_fresh(place) if {
	limit := _limit(place)
	is_number(input.relation.idle_days)
	input.relation.idle_days < limit
}

# Where consent is asked for, it is itself a contact, and without it another rule refuses.
_fresh(place) if {
	data.jurisdictions[place]
	input.relation.idle_days == null
	"consent" in data.lib.terms.bases
}

_limit(place) := days if {
	days := data.relations.contact_days[place][input.action.purpose]
} else := data.relations.contact_days[data.jurisdictions[place].regime][input.action.purpose]

# Without a place or a term other rules refuse, and say so.
_termed if {
	some place in input.places
	_limit(place)
}

_old if {
	some place in input.places
	data.regimes[data.jurisdictions[place].regime].contact_term == true
	limit := _limit(place)
	input.relation.idle_days >= limit
}

# METADATA
# title: Last contact too long ago
# custom:
#   code: last-contact-old
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(e)'}
#     - {act: CNIL, article: 'reference on commercial management (three years from the last contact)'}
#   catalogue: [EU-5-1e, FR-07]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   note: 'At the term the CNIL lets one message ask whether contact may go on. It is refused here, too: no fact says yet that a message asks only that, or that one was sent since the last contact. Ask before the term.'
#   message:
#     en: 'Nothing has come from the person for longer than the data may be kept for this; an opened mail does not count.'
#     fr: 'Rien n''est venu de la personne depuis plus longtemps que la durée de conservation ; l''ouverture d''un courriel ne compte pas.'
#   remedy:
#     en: 'Erase the data, or archive them apart from marketing.'
#     fr: 'Effacez les données, ou archivez-les hors prospection.'
refuse contains "last-contact-old" if {
	not exempt
	_old
}

# METADATA
# title: Last contact not known
# custom:
#   code: last-contact-unknown
#   kind: house
#   source: House policy
#   catalogue: [EU-5-1e]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It is not known when something last came from the person, or how long that lasts here.'
#     fr: 'On ne sait pas quand la personne s''est manifestée pour la dernière fois, ou combien de temps cela vaut ici.'
#   remedy:
#     en: 'Record where the data come from, or leave the person out.'
#     fr: 'Enregistrez d''où viennent les données, ou écartez cette personne.'
refuse contains "last-contact-unknown" if {
	not satisfied
	not _old
	_termed
}
