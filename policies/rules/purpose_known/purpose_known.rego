# METADATA
# title: The purpose is known
# description: Personal data may be used for registered purposes only.
package rules.purpose_known

import rego.v1

default satisfied := false

satisfied if data.purposes[input.action.purpose]

# METADATA
# title: Unknown purpose
# custom:
#   code: purpose-unknown
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(b)'}
#     - {act: GDPR, article: 'Art. 30(1)(b)'}
#   catalogue: [SYS-1, EU-5-1b, EU-30]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This purpose does not stand in the register, so nothing may be done for it.'
#     fr: 'Cette finalité ne figure pas au registre : rien ne peut être fait à ce titre.'
#   remedy:
#     en: 'Ask the data protection officer to add it to the register.'
#     fr: 'Demandez au délégué à la protection des données de l''ajouter au registre.'
refuse contains "purpose-unknown" if not satisfied
