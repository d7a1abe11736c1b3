# METADATA
# title: People know when AI takes part
# description: Law where a person talks with a machine or sees what one made; house policy for written marketing.
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

_marking_law(place) if {
	data.regimes[data.jurisdictions[place].regime].ai_marking == true
	not data.lib.validity.dormant("ai-act-marking")
	not _legacy
}

# In the Union one term for all; in the United States one for each state.
_not_yet(place) if data.lib.validity.dormant(data.national.ai_interactive[place])

_not_yet(place) if data.lib.validity.dormant(data.national.ai_interactive[data.jurisdictions[place].regime])

# Generators on the market before the rule have a time of grace.
_legacy if {
	"legacy_generator" in data.ai_systems[input.ai.system].traits
	data.lib.validity.dormant("ai-act-marking-legacy")
}

_marking_law(place) if not data.jurisdictions[place]

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
	duty := {"do": "ai_disclosure", "source": "ai-disclosure-law", "params": {}}
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
	duty := {"do": "ai_disclosure", "source": "ai-disclosure-house", "params": {}}
}

# METADATA
# title: Mark what AI made
# custom:
#   code: ai-marking
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(2)'}
#     - {act: AI Act, article: 'Art. 50(4)'}
#   catalogue: [AI-50-2, AI-50-4a]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'Images, sound and video made by AI must be marked.'
#     fr: 'Les images, sons et vidéos produits par une IA doivent être marqués.'
#   remedy:
#     en: 'Mark them, visibly and for machines.'
#     fr: 'Marquez-les, de façon visible et pour les machines.'
obligations contains duty if {
	_used
	some kind in input.ai.modality
	kind in {"audio", "image", "unknown", "video"}
	some place in _places
	_marking_law(place)
	duty := {"do": "ai_marking", "source": "ai-marking", "params": {}}
}
