# METADATA
# title: No opt-out stands against it
# description: Sale, sharing, targeted ads, profiling, sensitive data, automated decisions; and the browser's signal, everywhere.
package rules.opt_out

import rego.v1

default satisfied := false

satisfied if {
	_choices_respected
	_signal_respected
}

default _choices_respected := false

_choices_respected if {
	is_string(input.action.name)
	is_array(input.opt_outs)
	every kind in input.opt_outs {
		data.opt_outs[kind]
	}
	_stopped == set()
}

default _signal_respected := false

_signal_respected if input.signals.gpc == false

_signal_respected if {
	input.signals.gpc == true
	is_string(input.action.name)
	count(data.gpc.kinds) > 0
	every kind in data.gpc.kinds {
		data.opt_outs[kind]
	}
	_signalled == set()
}

_signal_respected if _affirmed

# Only a yes to the notice that the browser says no lets the signal be ignored, and only
# while the person is known (11 CCR 7025(c)(3)).
_affirmed if {
	input.signals.gpc == true
	input.signals.answered == true
	input.person.known == true
}

_signalled contains kind if {
	some kind in data.gpc.kinds
	_touched[kind]
}

_touched contains kind if {
	some kind, choice in data.opt_outs
	input.action.name in choice.actions
	not data.lib.terms.to_processor
}

_touched contains kind if {
	some kind, choice in data.opt_outs
	input.action.purpose in choice.purposes
}

_touched contains "sensitive" if {
	some category in input.action.data_categories
	data.categories[category].special == true
}

_touched contains "admt" if input.ai.automated_decision == true

# Asking whether the person comes back is no use of the data; `asking` says when.
_stopped contains kind if {
	some kind in input.opt_outs
	_touched[kind]
	not data.lib.terms.asking
}

_named if {
	some kind in _stopped
	kind != "sale"
	not _stopped.sale
}

# Whoever may live there counts as living there.
_acknowledging if {
	some place in input.places
	place in data.gpc.acknowledge_in
}

_acknowledging if {
	some place in input.places
	not data.jurisdictions[place]
}

_acknowledging if input.places == []

_signal_is_law if {
	some place in input.places
	data.gpc.places[place].law == true
	not data.lib.validity.dormant(data.national.gpc[place])
}

# A signal is kept as the opt-out of a known person where the law makes it one.
record contains "gpc-opt-out" if {
	input.signals.gpc == true
	input.person.known == true
	_signal_is_law
	not _affirmed
}

# METADATA
# title: Opt-out of sale of personal data
# custom:
#   code: opt-out-sale
#   kind: law
#   law:
#     - {act: CCPA, Cal. Civ. Code, article: '1798.120'}
#   catalogue: [US-CA-03, US-CA-04, US-CA-05, US-CA-08, US-CA-16, US-CO]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of sale of personal data.'
#     fr: 'La personne a refusé la vente de ses données.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-sale" if {
	not _choices_respected
	not _named
}

# METADATA
# title: Opt-out of sharing for cross-context advertising
# custom:
#   code: opt-out-share
#   kind: law
#   law:
#     - {act: CCPA, Cal. Civ. Code, article: '1798.120'}
#   catalogue: [US-CA-03, US-CA-04, US-CA-05, US-CA-08, US-CA-16, US-CO]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of sharing for cross-context advertising.'
#     fr: 'La personne a refusé le partage de ses données pour la publicité.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-share" if _stopped.share

# METADATA
# title: Opt-out of targeted advertising
# custom:
#   code: opt-out-targeted-ads
#   kind: law
#   law:
#     - {act: US state privacy laws, article: 'targeted advertising opt-out'}
#   catalogue: [US-UOOM]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of targeted advertising.'
#     fr: 'La personne a refusé la publicité ciblée.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-targeted-ads" if _stopped.targeted_ads

# METADATA
# title: Opt-out of profiling
# custom:
#   code: opt-out-profiling
#   kind: law
#   law:
#     - {act: US state privacy laws, article: 'profiling opt-out'}
#     - {act: GDPR, article: 'Art. 21(2)'}
#   catalogue: [US-COUNT]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of profiling.'
#     fr: 'La personne a refusé le profilage.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-profiling" if _stopped.profiling

# METADATA
# title: Opt-out of use of sensitive data
# custom:
#   code: opt-out-sensitive
#   kind: law
#   law:
#     - {act: CCPA, Cal. Civ. Code, article: '1798.121'}
#     - {act: 11 CCR, article: '7027'}
#   catalogue: [US-CA-12]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of use of sensitive data.'
#     fr: 'La personne a refusé l''usage de ses données sensibles.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-sensitive" if _stopped.sensitive

# METADATA
# title: Opt-out of automated decision-making
# custom:
#   code: opt-out-admt
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7221'}
#   catalogue: [US-CA-18]
#   status: V
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'The person opted out of automated decision-making.'
#     fr: 'La personne a refusé la décision automatisée.'
#   remedy:
#     en: 'Respect the choice; do not ask for it back for twelve months.'
#     fr: 'Respectez ce choix ; ne demandez pas d''y revenir avant douze mois.'
refuse contains "opt-out-admt" if _stopped.admt

# METADATA
# title: Global Privacy Control, by law
# custom:
#   code: gpc-opt-out
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7025(c)(1)'}
#     - {act: US state privacy laws, article: 'universal opt-out mechanisms'}
#   catalogue: [US-CA-06, US-CA-07, US-CA-10, US-CO, US-UOOM]
#   status: V
#   severity: refuse
#   valid_from: 2021-01-01
#   message:
#     en: 'The browser sends the Global Privacy Control signal, which is a valid opt-out where this person lives.'
#     fr: 'Le navigateur envoie le signal Global Privacy Control, qui vaut opposition là où vit cette personne.'
#   remedy:
#     en: 'Respect the signal.'
#     fr: 'Respectez ce signal.'
refuse contains "gpc-opt-out" if {
	not _signal_respected
	_signal_is_law
}

# METADATA
# title: Global Privacy Control, honoured everywhere
# custom:
#   code: gpc-opt-out-house
#   kind: house
#   source: House policy
#   catalogue: [US-UOOM]
#   status: design
#   severity: refuse
#   valid_from: 2021-01-01
#   message:
#     en: 'The browser sends the Global Privacy Control signal; we honour it everywhere.'
#     fr: 'Le navigateur envoie le signal Global Privacy Control ; nous le respectons partout.'
#   remedy:
#     en: 'Respect the signal.'
#     fr: 'Respectez ce signal.'
refuse contains "gpc-opt-out-house" if {
	not _signal_respected
	not _signal_is_law
}

# METADATA
# title: Show that the signal was honoured
# custom:
#   code: gpc-acknowledged
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7025(c)(6)'}
#   catalogue: [US-CA-09]
#   status: V
#   severity: oblige
#   valid_from: 2026-01-01
#   message:
#     en: 'The page must show that the opt-out signal was honoured.'
#     fr: 'La page doit montrer que le signal d''opposition a été respecté.'
#   remedy:
#     en: 'Show the status of the opt-out.'
#     fr: 'Affichez l''état de l''opposition.'
obligations contains duty if {
	input.signals.gpc == true
	not data.lib.terms.service
	input.action.channel in data.gpc.acknowledge_on
	not data.lib.validity.dormant("gpc-acknowledged")
	_acknowledging
	duty := {"do": "gpc_acknowledged", "source": "gpc-acknowledged", "params": {}}
}
