# METADATA
# title: The person was told
# description: A notice reached the person, also about data from elsewhere and about decisions by machine; the first message offers the right to object.
package rules.informed

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	data.lib.terms.service
	_by_people
}

satisfied if exempt

satisfied if {
	_notified
	_source_told
	_logic_told
	_noticed_at_collection
}

default _reached := false

_reached if {
	enough := {way | some way in data.notices.reached_by}
	enough[input.notice.reached]
}

_reached if {
	"assumed" in data.notices.reached_by
	input.consent.state == "granted"
}

default _elsewhere := false

_elsewhere if {
	data.lib.places.elsewhere
	not data.lib.places.regimes.uk
}

default _notified := false

# Who is not contacted need not have been told yet; data from elsewhere have their own clock.
_notified if {
	_reached
} else if {
	data.actions[input.action.name].contact == false
} else if {
	is_number(input.notice.untold_months)
} else if {
	_elsewhere
} else if {
	_consent_wanting
} else if {
	_until_told_otherwise
} else if {
	data.lib.terms.needed
}

# What a contract or a law needs is told with it; only what goes beyond needs a record.
# Whoever has yet to consent is told when asked; `consent_given` refuses until then.
_consent_wanting if {
	input.consent.state in {"none", "refused", "withdrawn"}
	input.soft_opt_in == null
	not data.lib.terms.consent_unneeded
}

# French calls before the opt-in of August 2026: nobody kept a record of such notices, and
# a question about those days is not refused for want of one.
_until_told_otherwise if data.lib.terms.bases == {"opt_out"}

default _source_told := false

_source_told if {
	_source_known
} else if {
	is_number(input.notice.untold_months)
	input.notice.untold_months < data.notices.art14_months
} else if {
	_elsewhere
}

_source_known if input.notice.untold_months == null

default _by_people := false

_by_people if {
	_plain
	input.ai == null
}

_by_people if {
	_plain
	input.ai.automated_decision == false
}

_by_people if input.ai.human_review == true

_plain if {
	data.actions[input.action.name]
	input.action.name != "decide_automatically"
}

default _logic_told := false

_logic_told if {
	_by_people
} else if {
	input.notice.automated == true
} else if {
	_elsewhere
}

default _noticed_at_collection := false

_noticed_at_collection if {
	_reached
} else if {
	data.actions[input.action.name].disclosure == false
} else if {
	data.lib.terms.to_processor
} else if {
	is_array(input.places)
	not data.lib.places.governed("notice_at_collection")
}

# METADATA
# title: Nobody told the person
# custom:
#   code: notice-missing
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 13(1)'}
#     - {act: GDPR, article: 'Art. 12(1)'}
#   catalogue: [EU-13]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'No notice on record has told the person how their data are used.'
#     fr: 'Aucune notice enregistrée n''a dit à la personne comment ses données sont utilisées.'
#   remedy:
#     en: 'Give the notice and record it with the act inform.'
#     fr: 'Remettez la notice et enregistrez-le par l''acte inform.'
refuse contains "notice-missing" if {
	not exempt
	not _notified
}

# METADATA
# title: Data from elsewhere, untold for a month
# custom:
#   code: notice-source-late
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 14(3)'}
#   catalogue: [EU-14]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The data came from somebody else more than a month ago, and the person was not told.'
#     fr: 'Les données viennent d''un tiers depuis plus d''un mois, et la personne n''en a pas été informée.'
#   remedy:
#     en: 'Tell the person where the data come from and record it with the act inform.'
#     fr: 'Dites à la personne d''où viennent ses données et enregistrez-le par l''acte inform.'
refuse contains "notice-source-late" if {
	not exempt
	not _source_told
}

# METADATA
# title: Decision by machine without its explanation
# custom:
#   code: notice-automated
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 13(2)(f)'}
#     - {act: GDPR, article: 'Art. 14(2)(g)'}
#   catalogue: [EU-13-ADM]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'No notice that the person received explains decisions by machine: their logic and what follows from them.'
#     fr: 'Aucune notice reçue par la personne n''explique les décisions automatisées : leur logique et leurs conséquences.'
#   remedy:
#     en: 'Write it into the notice, enter the version in data/notices and give it to the person.'
#     fr: 'Inscrivez-le dans la notice, notez la version dans data/notices et remettez-la à la personne.'
refuse contains "notice-automated" if {
	not exempt
	not _logic_told
}

# METADATA
# title: No notice at collection in California
# custom:
#   code: us-ca-collection-notice
#   kind: law
#   law:
#     - {act: 'CCPA, Cal. Civ. Code', article: '1798.100(a)'}
#     - {act: 11 CCR, article: '7012'}
#   catalogue: [US-CA-01]
#   status: M
#   severity: refuse
#   valid_from: 2020-01-01
#   message:
#     en: 'In California nothing is sold or shared unless the person had a notice when the data were collected.'
#     fr: 'En Californie, rien n''est vendu ni partagé sans notice remise à la personne lors de la collecte.'
#   remedy:
#     en: 'Give the notice at collection and record it with the act inform.'
#     fr: 'Remettez la notice lors de la collecte et enregistrez-le par l''acte inform.'
refuse contains "us-ca-collection-notice" if {
	not exempt
	not _noticed_at_collection
}

_told_now if {
	data.actions[input.action.name].contact == true
	not data.lib.terms.service
	not _elsewhere
}

# METADATA
# title: Where the data come from
# custom:
#   code: notice-source
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 14(3)(b)'}
#   catalogue: [EU-14]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The first message says where the data come from.'
#     fr: 'Le premier message dit d''où viennent les données.'
#   remedy:
#     en: 'Put the notice of Article 14 into the message.'
#     fr: 'Mettez dans le message la notice de l''article 14.'
obligations contains duty if {
	_told_now
	not _source_known
	duty := {"do": "notice_art14", "source": "notice-source", "params": {}}
}

# METADATA
# title: The right to object, at the latest in the first message
# custom:
#   code: first-objection-offer
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(4)'}
#   catalogue: [EU-21-4]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The first message brings up the right to object, clearly and apart from the rest.'
#     fr: 'Le premier message signale le droit d''opposition, clairement et à part.'
#   remedy:
#     en: 'Offer the right to object in the message.'
#     fr: 'Proposez le droit d''opposition dans le message.'
obligations contains duty if {
	_told_now
	not _objection_offered
	duty := {"do": "offer_objection", "source": "first-objection-offer", "params": {}}
}

_objection_offered if input.notice.objection_offered == true
