# METADATA
# title: People know when AI takes part
# description: Law where a person talks with a machine; house policy for written marketing.
package rules.ai_disclosure

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

satisfied if exempt

# Refuses nothing by itself: what it asks for stands in the obligations.
satisfied if _used

_used if input.ai.used == true

# Nobody's place is the strictest place.
_places contains place if some place in input.places

_places contains "unknown" if input.places == []

_interactive_law(place) if {
	data.jurisdictions[place].ai_interactive == true
	not _not_yet(place)
}

_interactive_law(place) if not data.jurisdictions[place]

# In the Union one term for all; in the United States one for each state.
_not_yet(place) if data.lib.validity.dormant(data.national.ai_interactive[place])

_not_yet(place) if data.lib.validity.dormant(data.national.ai_interactive[data.jurisdictions[place].regime])

# METADATA
# title: AI takes part, by law
# custom:
#   code: ai-disclosure-law
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(1)'}
#     - {act: Cal. B&P Code, article: '17941'}
#     - {act: Utah Code, article: '13-77-103'}
#     - {act: Maine, article: '10 MRS 1500-DD'}
#   catalogue: [AI-50-1, AIUS-CA1, AIUS-UT, AIUS-ME]
#   status: M
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'The person must be told that they are dealing with an AI system.'
#     fr: 'La personne doit savoir qu''elle a affaire à un système d''IA.'
#   remedy:
#     en: 'Say so at the start.'
#     fr: 'Dites-le dès le début.'
obligations contains duty if {
	_used
	input.ai.interactive == true
	some place in _places
	_interactive_law(place)
	duty := {"do": "ai_disclosure", "source": "ai-disclosure-law", "params": data.lib.ai.said("ai_disclosure", place)}
}

# METADATA
# title: AI takes part, by house policy
# custom:
#   code: ai-disclosure-house
#   kind: house
#   source: House policy
#   catalogue: [AI-HOUSE]
#   status: design
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'We say when an AI system takes part, although no law asks for it here.'
#     fr: 'Nous disons quand un système d''IA intervient, même si aucune loi ne l''exige ici.'
#   remedy:
#     en: 'Say so in the message.'
#     fr: 'Dites-le dans le message.'
obligations contains duty if {
	_used
	not data.lib.terms.service
	data.actions[input.action.name].contact == true
	duty := {"do": "ai_disclosure", "source": "ai-disclosure-house", "params": data.lib.ai.said("ai_disclosure", "default")}
}

# METADATA
# title: Companion bots in Washington and Oregon
# custom:
#   code: us-companion-bot
#   kind: law
#   law:
#     - {act: Washington, article: 'HB 2225'}
#     - {act: Oregon, article: 'SB 1546'}
#   catalogue: [AIUS-WAOR]
#   status: W
#   severity: oblige
#   valid_from: 2027-01-01
#   note: 'Switched off when shipped: weak source, sources disagree whether the assistant of a shop is meant. Read the acts, then switch it on in data/validity.'
#   message:
#     en: 'A companion bot says that it is one in Washington and Oregon.'
#     fr: 'Dans les États de Washington et d''Oregon, un robot de compagnie dit qu''il en est un.'
#   remedy:
#     en: 'Say so at the start.'
#     fr: 'Dites-le dès le début.'
obligations contains duty if {
	_used
	input.ai.interactive == true
	data.lib.places.governed("companion_bot")
	duty := {"do": "ai_disclosure", "source": "us-companion-bot", "params": data.lib.ai.said("ai_disclosure", "default")}
}
