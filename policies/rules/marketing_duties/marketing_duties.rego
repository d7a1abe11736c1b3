# METADATA
# title: What marketing owes
# description: Who is writing, how to stop it, and no hidden pixel.
package rules.marketing_duties

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if data.actions[input.action.name].contact == false

satisfied if exempt

# Refuses nothing by itself: what it asks for stands in the obligations.
satisfied if _marketing

default _marketing := false

_marketing if {
	data.actions[input.action.name].contact == true
	not data.lib.terms.service
}

_mail if {
	_marketing
	input.action.channel == "email"
}

default _tracking_allowed := false

_tracking_allowed if input.tracking == true

default _tracking_law := false

_tracking_law if input.places == []

_tracking_law if {
	some place in input.places
	not data.jurisdictions[place]
}

_tracking_law if {
	some place in input.places
	data.regimes[data.jurisdictions[place].regime].open_tracking_consent == true
}

# METADATA
# title: A way to stop
# custom:
#   code: unsubscribe-link
#   kind: law
#   law:
#     - {act: ePrivacy Directive 2002/58/EC, article: 'Art. 13(2)'}
#     - {act: ePrivacy Directive 2002/58/EC, article: 'Art. 13(4)'}
#     - {act: CAN-SPAM, article: '15 USC 7704(a)(3)'}
#   catalogue: [EP-13-2, EP-13-4, US-CS-1]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'Every marketing mail carries a working unsubscribe link.'
#     fr: 'Tout courriel commercial porte un lien de désinscription qui marche.'
#   remedy:
#     en: 'Add the link.'
#     fr: 'Ajoutez le lien.'
obligations contains duty if {
	_mail
	duty := {"do": "unsubscribe_link", "source": "unsubscribe-link", "params": {}}
}

# METADATA
# title: One-click unsubscribing
# custom:
#   code: list-unsubscribe
#   kind: house
#   source: House policy
#   catalogue: [ML-1]
#   status: design
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'Every marketing mail carries the one-click unsubscribe headers (RFC 8058).'
#     fr: 'Tout courriel commercial porte les en-têtes de désinscription en un clic (RFC 8058).'
#   remedy:
#     en: 'Add the headers.'
#     fr: 'Ajoutez les en-têtes.'
obligations contains duty if {
	_mail
	duty := {"do": "list_unsubscribe", "source": "list-unsubscribe", "params": {}}
}

# METADATA
# title: Who is speaking
# custom:
#   code: sender-identity
#   kind: law
#   law:
#     - {act: ePrivacy Directive 2002/58/EC, article: 'Art. 13(4)'}
#     - {act: CAN-SPAM, article: '15 USC 7704(a)(5)'}
#   catalogue: [EP-13-4, US-CS-1]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'Marketing says who it comes from.'
#     fr: 'Toute prospection dit de qui elle vient.'
#   remedy:
#     en: 'Name the sender.'
#     fr: 'Nommez l''expéditeur.'
obligations contains duty if {
	_marketing
	input.action.channel in {"email", "sms", "call", "call_automated"}
	duty := {"do": "sender_identity", "source": "sender-identity", "params": {}}
}

# METADATA
# title: No pixel without permission
# custom:
#   code: no-open-tracking
#   kind: law
#   law:
#     - {act: Loi Informatique et Libertés, article: 'Art. 82'}
#     - {act: CNIL, article: 'deliberation 2026-042'}
#   catalogue: [FR-09, EP-5-3]
#   status: V
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The mail must not track whether it is opened: the person did not agree to that.'
#     fr: 'Le courriel ne doit pas suivre son ouverture : la personne ne l''a pas accepté.'
#   remedy:
#     en: 'Leave the pixel out.'
#     fr: 'Retirez le pixel.'
obligations contains duty if {
	_mail
	not _tracking_allowed
	_tracking_law
	duty := {"do": "no_open_tracking", "source": "no-open-tracking", "params": {}}
}

# METADATA
# title: No pixel without permission, everywhere
# custom:
#   code: no-open-tracking-house
#   kind: house
#   source: House policy
#   catalogue: [FR-09]
#   status: design
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The mail must not track whether it is opened: we ask first everywhere.'
#     fr: 'Le courriel ne doit pas suivre son ouverture : nous demandons d''abord, partout.'
#   remedy:
#     en: 'Leave the pixel out.'
#     fr: 'Retirez le pixel.'
obligations contains duty if {
	_mail
	not _tracking_allowed
	not _tracking_law
	duty := {"do": "no_open_tracking", "source": "no-open-tracking-house", "params": {}}
}
