# METADATA
# title: What may be advertised
# description: Subjects that may not be advertised by telephone, and political advertising.
package rules.topics

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# A purpose that nobody registered is refused as such.
exempt if input.action.purpose == "unknown"

satisfied if exempt

satisfied if {
	_no_banned_topic
	_political_agreed
	_named
}

default _named := false

_named if is_array(data.topics.of_purpose[input.action.purpose])

_topics contains topic if some topic in data.topics.of_purpose[input.action.purpose]

_banned contains topic if {
	some topic in data.topics.banned_by_phone
	_topics[topic]
}

# Al. 4 excepts a call that is related to the object of a running contract.
default _no_banned_topic := false

_no_banned_topic if {
	is_string(input.action.channel)
	not _telephone
} else if {
	input.action.channel == null
} else if {
	count(data.topics.banned_by_phone) > 0
	_banned == set()
} else if {
	not data.lib.places.governed("banned_topics")
} else if {
	data.lib.relations.contract_call
	data.lib.validity.in_force("fr-contract-calls")
}

_telephone if input.action.channel in {"call", "call_automated"}

default _political_agreed := false

_political_agreed if {
	_named
	not _topics.political
} else if {
	input.consent.state == "granted"
	input.consent.explicit == true
} else if {
	data.lib.places.elsewhere
} else if {
	data.lib.validity.dormant("political-consent")
}

# METADATA
# title: Subject barred from telephone marketing in France
# custom:
#   code: fr-banned-topic
#   kind: law
#   law:
#     - {act: Code de la consommation, article: 'Art. L223-1 al. 5'}
#   catalogue: [FR-03]
#   status: V
#   severity: refuse
#   valid_from: 2026-08-11
#   message:
#     en: 'Energy renovation, renewable energy and home adaptation may not be marketed by telephone in France, even with consent.'
#     fr: 'La rénovation énergétique, les énergies renouvelables et l''adaptation du logement ne se démarchent pas par téléphone, même avec consentement.'
#   remedy:
#     en: 'Use another channel.'
#     fr: 'Utilisez un autre canal.'
refuse contains "fr-banned-topic" if {
	not exempt
	not _no_banned_topic
}

# METADATA
# title: Political advertising without its own consent
# custom:
#   code: political-consent
#   kind: law
#   law:
#     - {act: Regulation (EU) 2024/900, article: 'Art. 18'}
#   catalogue: [TTPA]
#   status: M
#   severity: refuse
#   valid_from: 2025-10-10
#   message:
#     en: 'Political advertising may be aimed at a person only with explicit consent given for it.'
#     fr: 'La publicité politique ne peut viser une personne qu''avec un consentement explicite donné à cette fin.'
#   remedy:
#     en: 'Obtain that consent, or do not aim it.'
#     fr: 'Recueillez ce consentement, ou ne ciblez pas.'
refuse contains "political-consent" if {
	not exempt
	not _political_agreed
	_named
}

# METADATA
# title: Purpose without a subject
# custom:
#   code: topic-unknown
#   kind: house
#   source: House policy
#   catalogue: [FR-03, TTPA]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The register does not say what this purpose advertises.'
#     fr: 'Le registre ne dit pas ce que cette finalité promeut.'
#   remedy:
#     en: 'Enter the purpose in the register of subjects.'
#     fr: 'Inscrivez la finalité au registre des sujets.'
refuse contains "topic-unknown" if {
	not exempt
	not _named
}
