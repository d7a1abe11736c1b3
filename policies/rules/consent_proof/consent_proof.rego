# METADATA
# title: The consent relied upon is proven and free
# description: Consent taken by a partner needs our name on its form and the form in hand; no consent is the price of a service.
package rules.consent_proof

import rego.v1

default exempt := false

default satisfied := false

exempt if input.consent.state in {"none", "refused", "withdrawn"}

# Where no consent is asked for, none has to be proven.
exempt if data.lib.terms.consent_unneeded

satisfied if exempt

satisfied if {
	_proven
	_free
}

default _proven := false

_proven if input.consent.partner in {"none", "proven"}

default _free := false

_free if input.consent.conditional == false

# METADATA
# title: A partner's consent without proof
# custom:
#   code: consent-partner-proof
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 7(1)'}
#     - {act: CNIL, article: 'SAN-2025-001'}
#   catalogue: [EU-7-1-3p]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'A partner collected this consent; its form must have named us, be held here and not mislead.'
#     fr: 'Un partenaire a recueilli ce consentement ; son formulaire doit nous avoir nommés, être conservé ici et ne pas induire en erreur.'
#   remedy:
#     en: 'Obtain the form as the person saw it, or ask the person yourself.'
#     fr: 'Procurez-vous le formulaire tel que la personne l''a vu, ou sollicitez-la vous-même.'
refuse contains "consent-partner-proof" if {
	not exempt
	not _proven
}

# METADATA
# title: Consent as the price of a service
# custom:
#   code: consent-conditional
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 7(4)'}
#   catalogue: [EU-7-4]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The notice made a service depend on this consent although the service does not need it: it was not given freely.'
#     fr: 'La notice subordonnait un service à ce consentement sans nécessité : il n''a pas été donné librement.'
#   remedy:
#     en: 'Separate the two, publish a new notice version and ask again.'
#     fr: 'Séparez les deux, publiez une nouvelle version de la notice et sollicitez de nouveau la personne.'
refuse contains "consent-conditional" if {
	not exempt
	not _free
}
