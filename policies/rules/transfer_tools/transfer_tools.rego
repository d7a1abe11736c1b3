# METADATA
# title: The transfer tool still holds
# description: A tool that was struck down, or that is for exceptions only, carries no transfer.
package rules.transfer_tools

import rego.v1

default exempt := false

default satisfied := false

exempt if input.recipient == null

exempt if data.lib.places.elsewhere

satisfied if exempt

_tool := data.recipients[input.recipient.id].transfer_tool

_country := data.recipients[input.recipient.id].country

_near if _country in data.transfers.free

_near if _country in data.transfers.adequate

satisfied if _near

# Without a tool, and for an unknown recipient, the rules on transfers and recipients refuse.
satisfied if not _tool

satisfied if _tool == null

satisfied if {
	_regular
	_certified
}

_exceptional contains tool if some tool in data.transfers.derogations

default _regular := false

_regular if {
	is_array(data.transfers.derogations)
	not _exceptional[_tool]
}

default _certified := false

_certified if _tool != data.transfers.dpf_tool

_certified if data.transfers.dpf_valid == true

# METADATA
# title: Transfer on an exception
# custom:
#   code: transfer-derogation
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 49(1)'}
#   catalogue: [EU-49]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The exceptions of Article 49 are for single cases, not for regular transfers.'
#     fr: 'Les dérogations de l''article 49 valent pour des cas isolés, non pour des transferts réguliers.'
#   remedy:
#     en: 'Sign standard contractual clauses and enter them in the register.'
#     fr: 'Signez des clauses contractuelles types et inscrivez-les au registre.'
refuse contains "transfer-derogation" if {
	not satisfied
	not _regular
}

# METADATA
# title: Data Privacy Framework not valid
# custom:
#   code: transfer-dpf
#   kind: law
#   law:
#     - {act: Decision (EU) 2023/1795, article: 'Art. 1'}
#     - {act: General Court, article: 'T-553/23'}
#   catalogue: [EU-45-US]
#   status: V
#   severity: refuse
#   valid_from: 2023-07-10
#   message:
#     en: 'The transfer rests on the Data Privacy Framework, which the register holds for invalid.'
#     fr: 'Le transfert repose sur le Data Privacy Framework, que le registre tient pour invalide.'
#   remedy:
#     en: 'Put another transfer tool in its place.'
#     fr: 'Mettez en place un autre outil de transfert.'
refuse contains "transfer-dpf" if {
	not satisfied
	not _certified
}
