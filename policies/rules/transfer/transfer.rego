# METADATA
# title: Data leave the protected area only with a tool
# description: A recipient in a third country needs an adequacy decision or a transfer tool.
package rules.transfer

import rego.v1

default exempt := false

default satisfied := false

exempt if input.recipient == null

satisfied if exempt

satisfied if input.recipient.country in data.transfers.free

satisfied if input.recipient.country in data.transfers.adequate

satisfied if is_string(data.recipients[input.recipient.id].transfer_tool)

satisfied if {
	is_string(input.recipient.country)
	count(input.places) > 0
	every place in input.places {
		data.regimes[data.jurisdictions[place].regime].transfers == false
	}
}

# METADATA
# title: Third country without a transfer tool
# custom:
#   code: transfer-tool-missing
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 44'}
#     - {act: GDPR, article: 'Art. 46'}
#   catalogue: [EU-44, EU-45-US]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The recipient''s country has no adequacy decision and there is no transfer tool.'
#     fr: 'Le pays du destinataire ne bénéficie pas d''une décision d''adéquation et aucun outil de transfert n''est en place.'
#   remedy:
#     en: 'Sign standard contractual clauses and enter them in the register.'
#     fr: 'Signez des clauses contractuelles types et inscrivez-les au registre.'
refuse contains "transfer-tool-missing" if not satisfied
