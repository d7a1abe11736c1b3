# METADATA
# title: Weighty decisions by machine
# description: Explanations, notices and human oversight for automated decisions that weigh on a person.
package rules.ai_decisions

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

satisfied if _explained

_plain if {
	data.actions[input.action.name]
	input.action.name != "decide_automatically"
}

_has contains trait if some trait in data.ai_systems[input.ai.system].traits

default _explained := false

_explained if {
	_has.explains
} else if {
	input.ai == null
} else if {
	input.ai.human_review == true
} else if {
	data.lib.places.elsewhere
} else if {
	data.lib.validity.dormant("ai-explanation")
}

_weighty if {
	not exempt
	_has.significant_decision
}

# METADATA
# title: Automated decision without explanation
# custom:
#   code: ai-explanation
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 15(1)(h)'}
#     - {act: CJEU, article: 'C-203/22'}
#   catalogue: [EU-22-exp]
#   status: V
#   severity: refuse
#   valid_from: 2025-02-27
#   message:
#     en: 'An automated decision must be explainable to the person: which data weighed how.'
#     fr: 'Une décision automatisée doit pouvoir être expliquée à la personne : quelles données ont pesé, et comment.'
#   remedy:
#     en: 'Keep an explanation with each decision and enter the trait in the register.'
#     fr: 'Conservez une explication avec chaque décision et inscrivez ce trait au registre.'
refuse contains "ai-explanation" if not satisfied

# METADATA
# title: Pre-use notice in California
# custom:
#   code: us-ca-admt-notice
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7200'}
#     - {act: 11 CCR, article: '7220'}
#   catalogue: [US-CA-18]
#   status: V
#   severity: oblige
#   valid_from: 2027-01-01
#   message:
#     en: 'A significant decision by machine needs a notice before use in California.'
#     fr: 'En Californie, une décision importante prise par une machine exige une information préalable.'
#   remedy:
#     en: 'Give the notice first.'
#     fr: 'Donnez d''abord l''information.'
obligations contains duty if {
	_weighty
	data.lib.places.governed("admt_notice")
	duty := {"do": "pre_use_notice", "source": "us-ca-admt-notice", "params": data.lib.ai.said("pre_use_notice", "default")}
}

# METADATA
# title: Notice of automated decision in Colorado
# custom:
#   code: us-co-admt-notice
#   kind: law
#   law:
#     - {act: Colorado, article: 'SB 26-189'}
#   catalogue: [AIUS-CO]
#   status: V
#   severity: oblige
#   valid_from: 2027-01-01
#   message:
#     en: 'A consequential decision that a machine materially influences needs a notice in Colorado.'
#     fr: 'Au Colorado, une décision importante qu''une machine influence exige une information.'
#   remedy:
#     en: 'Give the notice at the point of interaction.'
#     fr: 'Donnez l''information au moment de l''interaction.'
obligations contains duty if {
	_weighty
	data.lib.places.governed("adm_notice")
	duty := {"do": "pre_use_notice", "source": "us-co-admt-notice", "params": data.lib.ai.said("pre_use_notice", "default")}
}

# METADATA
# title: Human oversight of high-risk AI
# custom:
#   code: ai-high-risk
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 26(2) (Annex III, deferred by the Digital Omnibus on AI)'}
#   catalogue: [AI-HR]
#   status: V
#   severity: oblige
#   valid_from: 2027-12-02
#   message:
#     en: 'A high-risk AI system is overseen by a person.'
#     fr: 'Un système d''IA à haut risque est surveillé par une personne.'
#   remedy:
#     en: 'Offer a review by a person.'
#     fr: 'Proposez une revue par une personne.'
obligations contains duty if {
	not exempt
	data.ai_systems[input.ai.system].risk == "high"
	data.lib.places.european
	not data.lib.validity.dormant("ai-high-risk")
	duty := {"do": "human_review", "source": "ai-high-risk", "params": {}}
}
