# METADATA
# title: Not on a list against telephone marketing
# description: A number on an opposition list is not called, unless its owner has consented to this call.
package rules.phone_lists

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if {
	data.channels[input.action.channel]
	not _telephone
}

exempt if {
	data.actions[input.action.name].contact == false
	input.action.channel == null
}

satisfied if exempt

satisfied if {
	is_array(input.relation.lists)
	_standing == set()
}

_telephone if input.action.channel in {"call", "call_automated"}

_standing contains list if {
	some list in input.relation.lists
	not _answered[list]
}

_answered contains list if {
	some list in input.relation.lists
	input.consent.state == "granted"
	input.relation.consent_epoch >= data.phone_lists[list].consent_since
}

_answered contains list if {
	some list in input.relation.lists
	data.phone_lists[list].contract_calls == true
	data.lib.relations.contract_call
}

_lawful contains list if {
	some list in _standing
	data.lib.validity.in_force(data.phone_lists[list].term)
}

# METADATA
# title: On an opposition list
# custom:
#   code: phone-list
#   kind: law
#   law:
#     - {act: PECR 2003, article: 'reg. 21 (TPS and CTPS)'}
#     - {act: 47 CFR, article: '64.1200(c)(2) (national Do Not Call registry)'}
#     - {act: Code de la consommation, article: 'Art. L223-1 (Bloctel, until 2026-08-10)'}
#   catalogue: [UK-03, US-DNC, EP-13-3, FR-11]
#   status: M
#   severity: refuse
#   valid_from: 2003-10-01
#   message:
#     en: 'The number is on a list of people who do not want to be called.'
#     fr: 'Le numéro figure sur une liste d''opposition au démarchage téléphonique.'
#   remedy:
#     en: 'Do not call without the consent of the person to this very call.'
#     fr: 'N''appelez pas sans le consentement de la personne à cet appel.'
refuse contains "phone-list" if {
	not exempt
	count(_lawful) > 0
}

# METADATA
# title: Was on an opposition list
# custom:
#   code: phone-list-kept
#   kind: house
#   source: House policy
#   catalogue: [FR-11]
#   status: design
#   severity: refuse
#   valid_from: 2026-08-11
#   message:
#     en: 'The number was on an opposition list; we keep that as an objection until a newer consent.'
#     fr: 'Le numéro figurait sur une liste d''opposition ; nous y voyons une opposition jusqu''à un consentement plus récent.'
#   remedy:
#     en: 'Do not call without a consent given since the list ended.'
#     fr: 'N''appelez pas sans un consentement donné depuis la fin de la liste.'
refuse contains "phone-list-kept" if {
	not satisfied
	_lawful == set()
}
