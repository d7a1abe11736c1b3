# METADATA
# title: Training has its own permission
# description: A model is trained only on people who said yes to that, wherever they live.
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
	input.action.purpose == "model_training"
	input.consent.state == "granted"
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
refuse contains "model-training-permission" if not satisfied
