# METADATA
# title: The AI system is known and in service
# description: An AI system stands in the register, is neither suspended nor retired and serves this purpose.
package rules.ai_known

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

satisfied if exempt

satisfied if {
	_in_service
	_not_retired
	_for_purpose
	_looked_at
}

_register := data.ai_systems[input.ai.system]

default _in_service := false

_in_service if _register.suspended == false

default _not_retired := false

_not_retired if _register.retired == false

default _for_purpose := false

_for_purpose if input.action.purpose in _register.purposes

# What the register wants reviewed before use was reviewed.
default _looked_at := false

_looked_at if input.ai.human_review == true

_looked_at if _register.human_review in {"none", "on_request"}

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
# title: AI system retired
# custom:
#   code: ai-system-retired
#   kind: house
#   source: House policy
#   catalogue: [AI-REG]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This AI system is no longer in use.'
#     fr: 'Ce système d''IA n''est plus utilisé.'
#   remedy:
#     en: 'Use another system of the register.'
#     fr: 'Utilisez un autre système du registre.'
refuse contains "ai-system-retired" if {
	not exempt
	_register
	not _not_retired
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

# METADATA
# title: AI system whose work is reviewed first
# custom:
#   code: ai-review-first
#   kind: house
#   source: House policy
#   catalogue: [AI-REG]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'A person looks at the work of this AI system before it is used, and nobody did.'
#     fr: 'Une personne revoit le travail de ce système d''IA avant usage, et personne ne l''a fait.'
#   remedy:
#     en: 'Have a person review it and say so in the question.'
#     fr: 'Faites-le revoir par une personne et indiquez-le dans la demande.'
refuse contains "ai-review-first" if {
	not exempt
	_register
	not _looked_at
}
