# METADATA
# title: The consent has the form that the law wants
# description: Writing for machines in the United States, child and parent together in France, confirmation where it is customary.
package rules.consent_form

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# Only a consent has a form; profiling of minors is asked about below.
exempt if {
	input.consent.state in {"none", "refused", "withdrawn"}
	_adult_profiled
}

satisfied if exempt

satisfied if {
	_written
	_joint
	_confirmed
	_adult_profiled
}

_spoken contains method if some method in data.proof.unwritten

default _written := false

_written if {
	input.action.channel == null
} else if {
	is_array(data.proof.written_on)
	is_string(input.action.channel)
	not _on_paper[input.action.channel]
} else if {
	is_array(data.proof.unwritten)
	is_string(input.consent.method)
	not _spoken[input.consent.method]
} else if {
	is_string(input.action.name)
	not data.lib.places.regimes.us
} else if {
	data.lib.validity.dormant("us-written-consent")
}

_on_paper contains channel if some channel in data.proof.written_on

default _joint := false

_joint if {
	input.consent.method != "parental"
} else if {
	is_number(input.person.age)
	input.person.age >= data.ages.joint_below
} else if {
	is_array(input.places)
	not data.lib.places.governed("joint_consent")
}

default _confirmed := false

_confirmed if {
	input.consent.method == "double_opt_in"
} else if {
	input.action.channel == null
} else if {
	is_array(data.proof.double_opt_in_on)
	is_string(input.action.channel)
	not _doubly[input.action.channel]
} else if {
	is_array(input.places)
	not data.lib.places.governed("double_opt_in")
}

_doubly contains channel if some channel in data.proof.double_opt_in_on

default _adult_profiled := false

_adult_profiled if {
	input.person.age == null
} else if {
	is_number(input.person.age)
	input.person.age >= data.ages.profiling
} else if {
	is_string(input.action.name)
	input.action.name != "profile"
} else if {
	data.lib.validity.dormant("minor-profiling")
}

# METADATA
# title: Spoken consent for calls by machine
# custom:
#   code: us-written-consent
#   kind: law
#   law:
#     - {act: TCPA, article: '47 CFR 64.1200(f)(9)'}
#   catalogue: [US-TC-4, US-TC-8]
#   status: M
#   severity: refuse
#   valid_from: 2013-10-16
#   message:
#     en: 'Texts and calls by machine need written consent in the United States; a spoken one is not enough.'
#     fr: 'Aux États-Unis, les SMS et les appels par automate exigent un consentement écrit ; l''oral ne suffit pas.'
#   remedy:
#     en: 'Obtain consent in writing, electronically or on paper.'
#     fr: 'Recueillez un consentement écrit, électronique ou papier.'
refuse contains "us-written-consent" if {
	not exempt
	not _written
}

# METADATA
# title: Consent of the parent alone
# custom:
#   code: minor-joint-consent
#   kind: law
#   law:
#     - {act: Loi Informatique et Libertés, article: 'Art. 45'}
#   catalogue: [EU-8-FR]
#   status: V
#   severity: refuse
#   valid_from: 2018-06-22
#   message:
#     en: 'In France a child under fifteen and a parent consent together; the parent alone is not enough.'
#     fr: 'En France, l''enfant de moins de quinze ans et son parent consentent ensemble ; le parent seul ne suffit pas.'
#   remedy:
#     en: 'Ask the child too.'
#     fr: 'Demandez aussi à l''enfant.'
refuse contains "minor-joint-consent" if {
	not exempt
	not _joint
}

# METADATA
# title: Consent without confirmation
# custom:
#   code: consent-double-opt-in
#   kind: law
#   law:
#     - {act: UWG, article: '§ 7 (case law)'}
#   catalogue: [EU-DOI]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   note: 'Switched off when shipped: the law does not ask for it in so many words. Switch it on in data/validity.'
#   message:
#     en: 'The address was not confirmed by double opt-in, as is customary in Germany.'
#     fr: 'L''adresse n''a pas été confirmée par double opt-in, comme c''est l''usage en Allemagne.'
#   remedy:
#     en: 'Send the confirmation mail.'
#     fr: 'Envoyez le courriel de confirmation.'
refuse contains "consent-double-opt-in" if {
	not exempt
	not _confirmed
}

# METADATA
# title: Profiling of a minor
# custom:
#   code: minor-profiling
#   kind: house
#   source: House policy
#   catalogue: [EU-R71]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   note: 'Switched off when shipped: a house choice for the strict. Switch it on in data/validity.'
#   message:
#     en: 'We do not profile minors.'
#     fr: 'Nous ne profilons pas les mineurs.'
#   remedy:
#     en: 'Leave the person out.'
#     fr: 'Écartez cette personne.'
refuse contains "minor-profiling" if {
	not exempt
	not _adult_profiled
}
