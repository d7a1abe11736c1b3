# METADATA
# title: No decision by machine alone
# description: A decision without a person needs a review, or explicit consent.
package rules.automated_decision

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	_plain
	input.ai == null
}

exempt if {
	_plain
	input.ai.automated_decision == false
}

satisfied if exempt

satisfied if _reviewed

satisfied if {
	_grounded
	_reviewable
}

default _grounded := false

_grounded if _agreed

_grounded if _open

_grounded if _british

_agreed if {
	input.consent.state == "granted"
	input.consent.explicit == true
}

_open if {
	is_string(input.action.name)
	count(input.places) > 0
	every place in input.places {
		data.regimes[data.jurisdictions[place].regime].automated_decisions == "open"
	}
}

# The Data (Use and Access) Act allows more grounds in the United Kingdom, with the same
# safeguards and not for special categories.
_british if {
	data.lib.validity.in_force("uk-automated-decision")
	is_string(input.action.name)
	data.lib.places.regimes == {"uk"}
	_special == set()
}

# Somebody can look at it: the register says how.
default _reviewable := false

_reviewable if input.ai == null

_reviewable if data.ai_systems[input.ai.system].human_review in {"before_use", "on_request"}

_reviewable if _open

_special contains category if {
	some category in input.action.data_categories
	data.categories[category].special == true
}

_plain if {
	data.actions[input.action.name]
	input.action.name != "decide_automatically"
}

default _reviewed := false

_reviewed if input.ai.human_review == true

_automated if input.action.name == "decide_automatically"

_automated if input.ai.automated_decision == true

# METADATA
# title: Automated decision without ground
# custom:
#   code: automated-decision
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 22(1)'}
#     - {act: GDPR, article: 'Art. 22(2)'}
#     - {act: CJEU, article: 'C-634/21'}
#   catalogue: [EU-22, UK-22]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'A decision made by machine alone needs a person''s review or the person''s explicit consent.'
#     fr: 'Une décision prise par une machine seule exige une revue humaine ou le consentement explicite de la personne.'
#   remedy:
#     en: 'Have a person review it, or obtain explicit consent.'
#     fr: 'Faites revoir la décision par une personne, ou recueillez un consentement explicite.'
refuse contains "automated-decision" if {
	not satisfied
	not _grounded
}

# METADATA
# title: Nobody can review the decision
# custom:
#   code: automated-decision-review
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 22(3)'}
#   catalogue: [EU-22]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The register names no way for a person to review what this system decides.'
#     fr: 'Le registre n''indique aucun moyen de faire revoir par une personne ce que ce système décide.'
#   remedy:
#     en: 'Provide a review by a person and enter it in the register.'
#     fr: 'Prévoyez une revue humaine et inscrivez-la au registre.'
refuse contains "automated-decision-review" if {
	not satisfied
	not _reviewable
}

# METADATA
# title: Safeguards of an automated decision
# custom:
#   code: automated-decision-safeguards
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 22(3)'}
#   catalogue: [EU-22]
#   status: V
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'Whoever decides by machine must let the person obtain a human review.'
#     fr: 'Qui décide par une machine doit permettre d''obtenir une revue humaine.'
#   remedy:
#     en: 'Offer the review.'
#     fr: 'Proposez la revue.'
obligations contains duty if {
	_automated
	not _reviewed
	duty := {"do": "human_review", "source": "automated-decision-safeguards", "params": {}}
}
