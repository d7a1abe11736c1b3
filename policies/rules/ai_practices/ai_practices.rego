# METADATA
# title: No forbidden AI practice
# description: What Article 5 of the AI Act forbids is refused by law in the Union and by house policy elsewhere.
package rules.ai_practices

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

# A system that nobody registered is refused as such.
exempt if input.ai.system == null

satisfied if exempt

_traits := data.ai_systems[input.ai.system].traits

satisfied if {
	is_array(_traits)
	every trait in _traits {
		data.ai_traits[trait].prohibited == false
	}
}

_by_law contains trait if {
	not satisfied
	data.lib.places.european
	some trait in _traits
	data.ai_traits[trait].prohibited == true
	not data.lib.validity.dormant(data.ai_traits[trait].term)
}

# METADATA
# title: Manipulative AI
# custom:
#   code: ai-manipulation
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 5(1)(a)'}
#   catalogue: [AI-5a]
#   status: V
#   severity: refuse
#   valid_from: 2025-02-02
#   message:
#     en: 'An AI system that manipulates or deceives people to their harm is forbidden.'
#     fr: 'Un système d''IA qui manipule ou trompe les personnes à leur détriment est interdit.'
#   remedy:
#     en: 'Stop this use of the AI system.'
#     fr: 'Cessez cet usage du système d''IA.'
refuse contains "ai-manipulation" if _by_law.manipulative

# METADATA
# title: AI that exploits weakness
# custom:
#   code: ai-exploitation
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 5(1)(b)'}
#   catalogue: [AI-5b]
#   status: V
#   severity: refuse
#   valid_from: 2025-02-02
#   message:
#     en: 'An AI system that exploits age, disability or hardship is forbidden.'
#     fr: 'Un système d''IA qui exploite l''âge, le handicap ou la détresse est interdit.'
#   remedy:
#     en: 'Stop this use of the AI system.'
#     fr: 'Cessez cet usage du système d''IA.'
refuse contains "ai-exploitation" if _by_law.exploits_vulnerability

# METADATA
# title: Social scoring
# custom:
#   code: ai-social-scoring
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 5(1)(c)'}
#   catalogue: [AI-5c]
#   status: M
#   severity: refuse
#   valid_from: 2025-02-02
#   message:
#     en: 'Scoring people by their social behaviour to treat them worse elsewhere is forbidden.'
#     fr: 'Noter le comportement social des personnes pour les désavantager ailleurs est interdit.'
#   remedy:
#     en: 'Stop this use of the AI system.'
#     fr: 'Cessez cet usage du système d''IA.'
refuse contains "ai-social-scoring" if _by_law.social_scoring

# METADATA
# title: Emotions at work or school
# custom:
#   code: ai-emotion-inference
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 5(1)(f)'}
#   catalogue: [AI-5f]
#   status: V
#   severity: refuse
#   valid_from: 2025-02-02
#   message:
#     en: 'Inferring emotions from biometrics at work or in education is forbidden.'
#     fr: 'Déduire des émotions de la biométrie au travail ou dans l''enseignement est interdit.'
#   remedy:
#     en: 'Stop this use of the AI system.'
#     fr: 'Cessez cet usage du système d''IA.'
refuse contains "ai-emotion-inference" if _by_law.emotion_inference_staff

# METADATA
# title: Intimate imagery by AI
# custom:
#   code: ai-intimate-imagery
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 5 (Digital Omnibus on AI)'}
#   catalogue: [AI-5new]
#   status: V
#   severity: refuse
#   valid_from: 2026-12-02
#   message:
#     en: 'Making intimate images of real people without their consent is forbidden.'
#     fr: 'Produire des images intimes de personnes réelles sans leur consentement est interdit.'
#   remedy:
#     en: 'Stop this use of the AI system.'
#     fr: 'Cessez cet usage du système d''IA.'
refuse contains "ai-intimate-imagery" if _by_law.intimate_imagery

# METADATA
# title: AI practice that we refuse
# custom:
#   code: ai-practice-house
#   kind: house
#   source: House policy
#   catalogue: [AI-5a]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'We do not use AI systems of this kind, also where no law forbids them.'
#     fr: 'Nous n''utilisons pas de tels systèmes d''IA, même là où aucune loi ne les interdit.'
#   remedy:
#     en: 'Stop this use, or correct the traits of the AI system in the register.'
#     fr: 'Cessez cet usage, ou corrigez au registre les traits du système d''IA.'
refuse contains "ai-practice-house" if {
	not satisfied
	_by_law == set()
}
