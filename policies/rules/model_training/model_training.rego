# METADATA
# title: Training has its own permission
# description: A model that stands in the register for it is trained only on people who said yes to that, wherever they live.
package rules.model_training

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	data.actions[input.action.name]
	input.action.name != "train_model"
}

satisfied if exempt

satisfied if {
	_permitted
	_registered
}

default _permitted := false

_permitted if {
	input.action.purpose == "model_training"
	input.consent.state == "granted"
}

default _registered := false

_registered if {
	input.ai.used == true
	"model_training" in data.ai_systems[input.ai.system].purposes
}

# METADATA
# title: Training without permission
# custom:
#   code: model-training-permission
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#     - {act: GDPR, article: 'Art. 5(1)(b)'}
#   catalogue: [EU-7-gran, EU-5-1b]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person did not agree that models are trained on these data.'
#     fr: 'La personne n''a pas accepté que des modèles soient entraînés sur ces données.'
#   remedy:
#     en: 'Ask for consent to model training.'
#     fr: 'Demandez le consentement à l''entraînement de modèles.'
refuse contains "model-training-permission" if {
	not exempt
	not _permitted
}

# METADATA
# title: Training of a system that is not registered for it
# custom:
#   code: model-training-register
#   kind: house
#   source: House policy
#   catalogue: [AI-REG]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Only an AI system that the register allows to be trained may be trained.'
#     fr: 'Seul un système d''IA que le registre permet d''entraîner peut l''être.'
#   remedy:
#     en: 'Name the system; the data protection officer adds model training to its purposes.'
#     fr: 'Nommez le système ; le délégué à la protection des données ajoute l''entraînement à ses finalités.'
refuse contains "model-training-register" if {
	not exempt
	not _registered
}
