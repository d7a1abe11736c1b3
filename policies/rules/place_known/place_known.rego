# METADATA
# title: The law that applies is known
# description: Marketing needs to know which law protects the person; a service message does not.
package rules.place_known

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# Consent is asked for where the place is not known, so these uses lose nothing; a
# message under their name is a message all the same.
exempt if {
	data.purposes[input.action.purpose].content == "use"
	data.actions[input.action.name].contact == false
}

satisfied if exempt

satisfied if {
	count(input.places) > 0
	every place in input.places {
		data.jurisdictions[place]
	}
}

# METADATA
# title: Unknown jurisdiction
# custom:
#   code: place-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It is not known which country''s law protects this person, so marketing is refused.'
#     fr: 'On ne sait pas quel droit national protège cette personne : la prospection est refusée.'
#   remedy:
#     en: 'Complete the person''s country, or add the country to the register.'
#     fr: 'Complétez le pays de la personne, ou ajoutez ce pays au registre.'
refuse contains "place-unknown" if not satisfied
