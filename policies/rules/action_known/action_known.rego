# METADATA
# title: The action is known
# description: An action that the register does not name is a no.
package rules.action_known

import rego.v1

default satisfied := false

satisfied if data.actions[input.action.name]

# METADATA
# title: Unknown action
# custom:
#   code: action-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This action is not one that the policies know.'
#     fr: 'Cette action n''est pas connue des règles.'
#   remedy:
#     en: 'Use one of the actions of the register.'
#     fr: 'Utilisez une des actions du registre.'
refuse contains "action-unknown" if not satisfied
