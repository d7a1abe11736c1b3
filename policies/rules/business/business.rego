# METADATA
# title: What mail to a firm owes
# description: Where national law lets marketing mail reach a firm without consent, the way to say no is offered in it.
package rules.business

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if input.relation.capacity in {"consumer", "sole_trader"}

satisfied if exempt

# Refuses nothing by itself: without consent or another ground, the rule on consent does.
satisfied if input.relation.capacity in {"business_named", "business_generic"}

_without_consent if {
	input.consent.state == "none"
	some place in input.places
	data.lib.relations.firm(place)
}

# METADATA
# title: The way to say no in mail to a firm
# custom:
#   code: business-opt-out
#   kind: law
#   law:
#     - {act: ePrivacy Directive 2002/58/EC, article: 'Art. 13(5)'}
#     - {act: CPCE, article: 'Art. L34-5 (France)'}
#     - {act: PECR 2003, article: 'reg. 22 (United Kingdom, corporate subscribers)'}
#   catalogue: [EP-13-5, UK-01, FR-08]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   note: 'Switched off for Belgium, Finland and Ireland when shipped, whose sources are weak: there consent is asked for. Countries stand in data/business_mail.'
#   message:
#     en: 'A firm may be written to here without consent, as long as it can say no in every mail.'
#     fr: 'Une entreprise peut ici être sollicitée sans consentement, si elle peut s''y opposer dans chaque courriel.'
#   remedy:
#     en: 'Offer the objection in the mail.'
#     fr: 'Proposez l''opposition dans le courriel.'
obligations contains duty if {
	not exempt
	_without_consent
	duty := {"do": "offer_objection", "source": "business-opt-out", "params": {}}
}
