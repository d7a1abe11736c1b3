# METADATA
# title: Nobody is asked again too soon
# description: A question that asks for consent collects nothing but the answer, and keeps its distance from an earlier no.
package rules.asking

import rego.v1

default exempt := false

default satisfied := false

exempt if input.asking == null

satisfied if exempt

satisfied if {
	data.lib.terms.asking
	_refusal_respected
	_opt_out_respected
	_confirmed
}

default _refusal_respected := false

_refusal_respected if {
	input.asking.refused_months == null
} else if {
	is_number(input.asking.refused_months)
	input.asking.refused_months >= data.notices.reask_refusal_months
} else if {
	data.lib.places.elsewhere
} else if {
	data.lib.validity.dormant("cnil-reask")
}

default _opt_out_respected := false

_opt_out_respected if {
	input.asking.opted_out_months == null
} else if {
	is_number(input.asking.opted_out_months)
	input.asking.opted_out_months >= data.notices.reask_opt_out_months
} else if {
	_ungoverned
}

default _confirmed := false

_confirmed if {
	input.asking.opted_out_months == null
} else if {
	input.asking.confirmed == true
} else if {
	_ungoverned
}

_ungoverned if {
	is_array(input.places)
	not data.lib.places.governed("reask")
}

# METADATA
# title: Asking for consent while doing something else
# custom:
#   code: asking-not-alone
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 7(2)'}
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#   catalogue: [EU-7-2]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Asking for consent is a question to collect that takes no data; the use itself waits for the answer.'
#     fr: 'Demander un consentement est une question de collecte qui ne prend aucune donnée ; l''usage attend la réponse.'
#   remedy:
#     en: 'Ask with the action collect and without data categories.'
#     fr: 'Demandez avec l''action collect, sans catégories de données.'
refuse contains "asking-not-alone" if {
	not exempt
	not data.lib.terms.asking
}

# METADATA
# title: Asked again too soon after a no
# custom:
#   code: reask-refusal
#   kind: law
#   law:
#     - {act: CNIL, article: 'deliberation 2020-092 (recommendation)'}
#     - {act: GDPR, article: 'Art. 7(3)'}
#   catalogue: [EU-7-reask]
#   status: M
#   severity: refuse
#   valid_from: 2020-09-17
#   message:
#     en: 'The person said no less than six months ago.'
#     fr: 'La personne a dit non il y a moins de six mois.'
#   remedy:
#     en: 'Keep the refusal as long as you would keep the consent; ask after six months.'
#     fr: 'Gardez le refus aussi longtemps qu''un accord ; redemandez après six mois.'
refuse contains "reask-refusal" if {
	not exempt
	not _refusal_respected
}

# METADATA
# title: Asked to opt back in within a year
# custom:
#   code: reask-opt-out
#   kind: law
#   law:
#     - {act: 'CCPA, Cal. Civ. Code', article: '1798.135(c)(4)'}
#   catalogue: [US-CA-11]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'In California, who opted out may not be asked to opt back in for twelve months.'
#     fr: 'En Californie, une personne qui a exercé son droit de refus ne peut être sollicitée à nouveau pendant douze mois.'
#   remedy:
#     en: 'Wait until twelve months have passed.'
#     fr: 'Attendez que douze mois soient passés.'
refuse contains "reask-opt-out" if {
	not exempt
	not _opt_out_respected
}

# METADATA
# title: Opting back in without a second step
# custom:
#   code: reask-one-step
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7028(a)'}
#   catalogue: [US-CA-11]
#   status: M
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'In California, opting back in takes two steps: the choice and its confirmation.'
#     fr: 'En Californie, revenir sur un refus se fait en deux temps : le choix, puis sa confirmation.'
#   remedy:
#     en: 'Add the confirmation and say so in confirm_step.'
#     fr: 'Ajoutez la confirmation et signalez-la dans confirm_step.'
refuse contains "reask-one-step" if {
	not exempt
	not _confirmed
}
