# METADATA
# title: A price does not punish a choice
# description: >-
#   A personal price leaves out who made use of a privacy right, or is an incentive by the
#   value of the data, with its notice. Who may live in California counts as living there.
package rules.personal_prices

import rego.v1

default satisfied := false

satisfied if {
	input.action.price == null
	not _sets_prices
}

_sets_prices if "personal_price" in data.ai_systems[input.ai.system].traits

satisfied if input.action.price.uses_choices == false

satisfied if input.action.price.incentive_notice == true

satisfied if {
	is_object(data.national.price_retaliation)
	is_string(input.action.name)
	is_array(input.places)
	_protected == set()
}

_protected contains place if {
	some place in input.places
	term := data.national.price_retaliation[place]
	not data.lib.validity.dormant(term)
}

_protected contains place if {
	some place in input.places
	not data.jurisdictions[place]
}

_protected contains "unknown" if input.places == []

# METADATA
# title: Worse price for whoever opted out
# custom:
#   code: us-ca-retaliation
#   kind: law
#   law:
#     - {act: 'CCPA, Cal. Civ. Code', article: '1798.125'}
#     - {act: 11 CCR, article: '7080'}
#   catalogue: [US-CA-14]
#   status: M
#   severity: refuse
#   valid_from: 2021-01-01
#   message:
#     en: 'A price may not depend on whether the person made use of a privacy right.'
#     fr: 'Un prix ne peut dépendre de l''exercice d''un droit par la personne.'
#   remedy:
#     en: 'Leave choices out of the price, or give the notice of the financial incentive.'
#     fr: 'N''utilisez pas les choix dans le prix, ou donnez l''avis d''incitation financière.'
refuse contains "us-ca-retaliation" if not satisfied
