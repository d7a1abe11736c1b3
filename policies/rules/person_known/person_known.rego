# METADATA
# title: The person is known
# description: Nothing is done to somebody nobody knows; collecting is how one becomes known.
package rules.person_known

import rego.v1

default exempt := false

default satisfied := false

exempt if input.action.name == "collect"

satisfied if exempt

satisfied if input.person.known == true

# METADATA
# title: Unknown person
# custom:
#   code: person-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Nobody is known under this identifier.'
#     fr: 'Personne n''est connu sous cet identifiant.'
#   remedy:
#     en: 'Check the identifier, or send the record in first.'
#     fr: 'Vérifiez l''identifiant, ou transmettez d''abord la fiche.'
refuse contains "person-unknown" if not satisfied
