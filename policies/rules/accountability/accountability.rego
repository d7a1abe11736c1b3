# METADATA
# title: The homework is done
# description: Impact and risk assessments stand, and no open incident closes the channel; service messages still go out.
package rules.accountability

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

# A purpose that nobody registered is refused as such.
exempt if input.action.purpose == "unknown"

satisfied if exempt

satisfied if {
	_impact_assessed
	_risk_assessed
	_confirmed
	_channel_open
}

_assessed(kind) if data.assessments[input.action.purpose][kind] in {"approved", "not_required", "unconfirmed"}

default _impact_assessed := false

_impact_assessed if {
	_assessed("dpia")
} else if {
	data.lib.places.elsewhere
}

default _risk_assessed := false

_risk_assessed if _assessed("risk_assessment")

_risk_assessed if {
	is_array(input.places)
	not data.lib.places.governed("risk_assessment")
}

# What was shipped with an example purpose is nobody's word until a controller confirms it.
default _confirmed := false

_confirmed if {
	data.assessments[input.action.purpose].dpia != "unconfirmed"
	data.assessments[input.action.purpose].risk_assessment != "unconfirmed"
} else if {
	data.lib.validity.dormant("assessment-unconfirmed")
}

default _channel_open := false

_closed contains channel if some channel in data.incidents.closed_channels

_channel_open if {
	input.action.channel == null
} else if {
	is_array(data.incidents.closed_channels)
	is_string(input.action.channel)
	not _closed[input.action.channel]
}

# METADATA
# title: No impact assessment
# custom:
#   code: dpia-missing
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 35(1)'}
#   catalogue: [EU-35]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This purpose needs an approved impact assessment and has none.'
#     fr: 'Cette finalité exige une analyse d''impact approuvée et n''en a pas.'
#   remedy:
#     en: 'Have the assessment approved and enter it in the register.'
#     fr: 'Faites approuver l''analyse et inscrivez-la au registre.'
refuse contains "dpia-missing" if {
	not exempt
	not _impact_assessed
}

# METADATA
# title: No risk assessment in California
# custom:
#   code: risk-assessment-missing
#   kind: law
#   law:
#     - {act: 11 CCR, article: '7150'}
#   catalogue: [US-CA-17]
#   status: V
#   severity: refuse
#   valid_from: 2026-01-01
#   message:
#     en: 'Sale, sharing and training on personal data need a risk assessment in California.'
#     fr: 'En Californie, la vente, le partage et l''entraînement sur des données personnelles exigent une analyse de risque.'
#   remedy:
#     en: 'Have the assessment approved and enter it in the register.'
#     fr: 'Faites approuver l''analyse et inscrivez-la au registre.'
refuse contains "risk-assessment-missing" if {
	not exempt
	not _risk_assessed
}

# METADATA
# title: Assessment that nobody confirmed
# custom:
#   code: assessment-unconfirmed
#   kind: house
#   source: House policy
#   catalogue: [EU-35, US-CA-17]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   note: 'Switched off when shipped: the shipped purposes are examples that must run before a controller has assessed them. Switch it on in data/validity.'
#   message:
#     en: 'The assessment of this purpose came with the product; nobody here has confirmed it.'
#     fr: 'L''analyse de cette finalité est livrée avec le produit ; personne ici ne l''a confirmée.'
#   remedy:
#     en: 'Assess the purpose and enter approved in data/assessments.'
#     fr: 'Évaluez la finalité et inscrivez approved dans data/assessments.'
refuse contains "assessment-unconfirmed" if {
	not exempt
	not _confirmed
}

# METADATA
# title: Open incident on this channel
# custom:
#   code: incident-open
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 34(1)'}
#   catalogue: [EU-34]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'An incident with high risk is open on this channel; only service messages go out.'
#     fr: 'Un incident à risque élevé est ouvert sur ce canal ; seuls les messages de service partent.'
#   remedy:
#     en: 'Wait until the incident is closed in the register.'
#     fr: 'Attendez que l''incident soit clos au registre.'
refuse contains "incident-open" if {
	not exempt
	not _channel_open
}
