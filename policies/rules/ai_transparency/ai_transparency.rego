# METADATA
# title: What AI made is labelled
# description: Labels and texts that particular AI systems owe; the traits of a system stand in its register.
package rules.ai_transparency

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

satisfied if exempt

# Refuses nothing by itself: what it asks for stands in the obligations.
satisfied if input.ai.used == true

_has contains trait if {
	input.ai.used == true
	some trait in data.ai_systems[input.ai.system].traits
}

# METADATA
# title: Emotions are recognised
# custom:
#   code: ai-emotion-notice
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(3)'}
#   catalogue: [AI-50-3]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'People exposed to emotion recognition or biometric categorisation must be told.'
#     fr: 'Les personnes exposées à la reconnaissance d''émotions ou à la catégorisation biométrique doivent en être informées.'
#   remedy:
#     en: 'Tell them before it begins.'
#     fr: 'Informez-les avant le début.'
obligations contains duty if {
	_has.emotion_recognition
	data.lib.places.european
	not data.lib.validity.dormant("ai-emotion-notice")
	duty := {"do": "inform_exposed", "source": "ai-emotion-notice", "params": data.lib.ai.said("inform_exposed", "default")}
}

# METADATA
# title: Deep fakes are labelled
# custom:
#   code: ai-deepfake-label
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(4)'}
#   catalogue: [AI-50-4a, AI-50-5]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'A deep fake must be labelled as such, visibly.'
#     fr: 'Un hypertrucage doit être signalé comme tel, visiblement.'
#   remedy:
#     en: 'Put the label on it.'
#     fr: 'Apposez la mention.'
obligations contains duty if {
	_has.deepfake
	data.lib.places.european
	not data.lib.validity.dormant("ai-deepfake-label")
	duty := {"do": "visible_ai_label", "source": "ai-deepfake-label", "params": data.lib.ai.said("visible_ai_label", "default")}
}

# A review counts where somebody answers for the text.
_edited if {
	input.ai.human_review == true
	is_string(data.ai_systems[input.ai.system].editorial_owner)
}

# METADATA
# title: AI text on public matters is labelled
# custom:
#   code: ai-public-text-label
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(4)'}
#   catalogue: [AI-50-4b, AI-50-5]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'AI text that informs the public on matters of public interest is labelled unless a person reviewed it and answers for it.'
#     fr: 'Un texte d''IA qui informe le public sur des questions d''intérêt public est signalé, sauf si une personne l''a revu et en répond.'
#   remedy:
#     en: 'Label it, or have a person review it, and name in the register who answers for it.'
#     fr: 'Signalez-le, ou faites-le revoir par une personne et nommez au registre qui en répond.'
obligations contains duty if {
	_has.public_interest_text
	not _edited
	data.lib.places.european
	not data.lib.validity.dormant("ai-public-text-label")
	duty := {"do": "visible_ai_label", "source": "ai-public-text-label", "params": data.lib.ai.said("visible_ai_label", "default")}
}

# METADATA
# title: Synthetic performers are labelled
# custom:
#   code: ai-synthetic-performer
#   kind: law
#   law:
#     - {act: New York Gen. Bus. Law, article: '396-b'}
#   catalogue: [AIUS-NY1]
#   status: V
#   severity: oblige
#   valid_from: 2026-06-09
#   message:
#     en: 'An advertisement with a synthetic performer says so conspicuously in New York.'
#     fr: 'À New York, une publicité montrant un interprète de synthèse le dit clairement.'
#   remedy:
#     en: 'Put the label on it.'
#     fr: 'Apposez la mention.'
obligations contains duty if {
	_has.synthetic_performer
	not data.lib.terms.service
	some kind in input.ai.modality
	kind in {"image", "unknown", "video"}
	data.lib.places.governed("performer_label")
	duty := {"do": "visible_ai_label", "source": "ai-synthetic-performer", "params": data.lib.ai.said("visible_ai_label", "default")}
}

# METADATA
# title: Algorithmic prices are disclosed
# custom:
#   code: ai-price-disclosure
#   kind: law
#   law:
#     - {act: New York Gen. Bus. Law, article: '349-a (Algorithmic Pricing Disclosure Act)'}
#   catalogue: [AIUS-NY2]
#   status: V
#   severity: oblige
#   valid_from: 2025-11-10
#   message:
#     en: 'A price set by an algorithm from personal data carries the text of the law in New York.'
#     fr: 'À New York, un prix fixé par un algorithme à partir de données personnelles porte la mention légale.'
#   remedy:
#     en: 'Show the text beside the price.'
#     fr: 'Affichez la mention à côté du prix.'
obligations contains duty if {
	_has.personal_price
	data.lib.places.governed("price_notice")
	duty := {"do": "price_disclosure", "source": "ai-price-disclosure", "params": {"text": data.ai_traits.personal_price.text}}
}
