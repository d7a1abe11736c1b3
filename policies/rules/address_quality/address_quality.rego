# METADATA
# title: The address is not known to be wrong
# description: An address that failed for good twice is nobody's, or somebody else's.
package rules.address_quality

import rego.v1

default exempt := false

default satisfied := false

exempt if data.actions[input.action.name].contact == false

satisfied if exempt

satisfied if {
	is_number(input.relation.bounces)
	input.relation.bounces < data.relations.hard_bounces
}

# METADATA
# title: Address known to be wrong
# custom:
#   code: address-bounced
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(d)'}
#   catalogue: [EU-5-1d]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The address on this channel failed for good twice: it is known to be wrong.'
#     fr: 'L''adresse de ce canal a échoué deux fois définitivement : on la sait fausse.'
#   remedy:
#     en: 'Obtain a new address, or a new consent that confirms this one.'
#     fr: 'Obtenez une nouvelle adresse, ou un nouveau consentement qui confirme celle-ci.'
refuse contains "address-bounced" if not satisfied
