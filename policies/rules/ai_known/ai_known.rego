# METADATA
# title: The AI system is known and in service
# description: An AI system stands in the register, is not suspended and serves this purpose.
package rules.ai_known

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

satisfied if exempt

satisfied if {
	_in_service
	_for_purpose
}

_register := data.ai_systems[input.ai.system]

default _in_service := false

_in_service if _register.suspended == false

default _for_purpose := false

_for_purpose if input.action.purpose in _register.purposes

# METADATA
# title: Unknown AI system
# custom:
#   code: ai-system-unknown
#   kind: house
#   source: House policy
#   catalogue: [AI-REG]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This AI system does not stand in the register.'
#     fr: 'Ce système d''IA ne figure pas au registre.'
#   remedy:
#     en: 'Ask the data protection officer to add it to the register.'
#     fr: 'Demandez au délégué à la protection des données de l''ajouter au registre.'
refuse contains "ai-system-unknown" if {
	not exempt
	not _register
}

# METADATA
# title: AI system suspended
# custom:
#   code: ai-system-suspended
#   kind: house
#   source: House policy
#   catalogue: [AI-REG]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This AI system is suspended.'
#     fr: 'Ce système d''IA est suspendu.'
#   remedy:
#     en: 'Use it again when the data protection officer lifts the suspension.'
#     fr: 'Attendez que le délégué à la protection des données lève la suspension.'
refuse contains "ai-system-suspended" if {
	not exempt
	_register
	not _in_service
}

# METADATA
# title: AI system not for this purpose
# custom:
#   code: ai-system-purpose
#   kind: house
#   source: House policy
#   catalogue: [AI-REG, EU-5-1b]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This AI system is not registered for this purpose.'
#     fr: 'Ce système d''IA n''est pas enregistré pour cette finalité.'
#   remedy:
#     en: 'Use a system registered for it.'
#     fr: 'Utilisez un système enregistré pour cette finalité.'
refuse contains "ai-system-purpose" if {
	not exempt
	_register
	not _for_purpose
}
