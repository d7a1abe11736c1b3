# METADATA
# title: The recipient is known and bound
# description: Who receives data stands in the register; a processor has a contract.
package rules.recipient_known

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	data.actions[input.action.name].disclosure == false
	input.recipient == null
}

satisfied if exempt

satisfied if {
	_registered
	_as_registered
	_bound
	_for_purpose
}

_register := data.recipients[input.recipient.id]

default _registered := false

_registered if exempt

_registered if _register

default _as_registered := false

_as_registered if {
	input.recipient.role == _register.role
	input.recipient.country == _register.country
}

default _bound := false

_bound if _register.contract == true

_bound if _register.role == "third_party"

default _for_purpose := false

_for_purpose if input.action.purpose in _register.purposes

# METADATA
# title: Unknown recipient
# custom:
#   code: recipient-unknown
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 30(1)(d)'}
#   catalogue: [EU-30]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The recipient does not stand in the register.'
#     fr: 'Le destinataire ne figure pas au registre.'
#   remedy:
#     en: 'Ask the data protection officer to add it to the register.'
#     fr: 'Demandez au délégué à la protection des données de l''ajouter au registre.'
refuse contains "recipient-unknown" if not _registered

# METADATA
# title: Recipient declared otherwise than registered
# custom:
#   code: recipient-mismatch
#   kind: house
#   source: House policy
#   catalogue: [EU-30]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The recipient''s role or country differs from the register.'
#     fr: 'Le rôle ou le pays du destinataire diffère du registre.'
#   remedy:
#     en: 'Correct the request or the register.'
#     fr: 'Corrigez la demande ou le registre.'
refuse contains "recipient-mismatch" if {
	not exempt
	_registered
	not _as_registered
}

# METADATA
# title: No contract with the recipient
# custom:
#   code: recipient-contract
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 28(3)'}
#     - {act: GDPR, article: 'Art. 26'}
#   catalogue: [EU-26-28]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'There is no contract with this recipient for its role.'
#     fr: 'Aucun contrat ne lie ce destinataire dans ce rôle.'
#   remedy:
#     en: 'Conclude the contract and enter it in the register.'
#     fr: 'Concluez le contrat et inscrivez-le au registre.'
refuse contains "recipient-contract" if {
	not exempt
	_registered
	not _bound
}

# METADATA
# title: Recipient not for this purpose
# custom:
#   code: recipient-purpose
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(b)'}
#     - {act: GDPR, article: 'Art. 13(1)(e)'}
#   catalogue: [EU-5-1b, EU-7-scope]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This recipient receives data for other purposes than this one.'
#     fr: 'Ce destinataire reçoit des données pour d''autres finalités que celle-ci.'
#   remedy:
#     en: 'Name a purpose that the register gives to the recipient, or leave it out.'
#     fr: 'Indiquez une finalité que le registre donne au destinataire, ou écartez-le.'
refuse contains "recipient-purpose" if {
	not exempt
	_registered
	not _for_purpose
}
