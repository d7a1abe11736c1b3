# METADATA
# title: The data may be used
# description: Special categories need explicit consent; what the purpose does not need is left out.
package rules.data_allowed

import rego.v1

default satisfied := false

# A category that the register does not call plain may be a special one.
_special contains category if {
	some category in input.action.data_categories
	plain := {x | some x, known in data.categories; known.special == false}
	not plain[category]
}

_unknown contains category if {
	some category in input.action.data_categories
	not data.categories[category]
}

_surplus contains category if {
	some category in input.action.data_categories
	allowed := {x | some x in data.purposes[input.action.purpose].data_categories}
	not allowed[category]
}

satisfied if {
	is_array(input.action.data_categories)
	_special == set()
}

satisfied if {
	_unknown == set()
	input.consent.state == "granted"
	input.consent.explicit == true
}

# METADATA
# title: Special category without explicit consent
# custom:
#   code: data-special
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 9(1)'}
#     - {act: GDPR, article: 'Art. 9(2)(a)'}
#   catalogue: [EU-9, EU-9-inf, EU-7-explicit]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Data about health, belief or another special category may be used only with explicit consent.'
#     fr: 'Les données de santé, de conviction ou d''une autre catégorie particulière exigent un consentement explicite.'
#   remedy:
#     en: 'Leave these data out, or obtain explicit consent.'
#     fr: 'Retirez ces données, ou recueillez un consentement explicite.'
refuse contains "data-special" if not satisfied

# METADATA
# title: Data that the purpose does not need
# custom:
#   code: data-minimised
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(c)'}
#     - {act: GDPR, article: 'Art. 25(2)'}
#   catalogue: [EU-5-1c]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The purpose does not need all of these data categories; the others must be left out.'
#     fr: 'La finalité n''a pas besoin de toutes ces catégories de données ; les autres doivent être retirées.'
#   remedy:
#     en: 'Leave out the categories named.'
#     fr: 'Retirez les catégories nommées.'
obligations contains duty if {
	count(_surplus) > 0
	duty := {"do": "drop_fields", "source": "data-minimised", "params": {"categories": [x | some x in _surplus]}}
}
