# METADATA
# title: What US states add
# description: Sensitive data, precise location and health data in the states that protect them; the strictest when the state is not known.
package rules.us_states

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	count(input.places) > 0
	every place in input.places {
		data.jurisdictions[place].regime != "us"
	}
}

# Without a place there is no state; that the place is unknown is refused elsewhere.
exempt if not data.lib.places.regimes.us

satisfied if exempt

satisfied if {
	is_string(input.action.name)
	is_array(input.action.data_categories)
	is_string(input.consent.state)
	_stopped == set()
}

_special contains category if {
	some category in input.action.data_categories
	data.categories[category].special == true
}

_granted if input.consent.state == "granted"

_explicit if {
	_granted
	input.consent.explicit == true
}

_stopped contains "sensitive" if {
	count(_special) > 0
	not _granted
	data.lib.places.governed("sensitive")
}

_stopped contains "sensitive_sale" if {
	input.action.name == "sell"
	count(_special) > 0
	data.lib.places.governed("sensitive_sale")
}

_stopped contains "location_sale" if {
	input.action.name == "sell"
	"location_precise" in input.action.data_categories
	data.lib.places.governed("location_sale")
}

_stopped contains "health" if {
	data.actions[input.action.name].disclosure == true
	"health" in input.action.data_categories
	not data.lib.terms.to_processor
	not _explicit
	data.lib.places.governed("health_sharing")
}

# METADATA
# title: Sensitive data without consent in a US state
# custom:
#   code: us-sensitive
#   kind: law
#   law:
#     - {act: US state privacy laws, article: 'opt-in for sensitive data (Virginia model)'}
#   catalogue: [US-SENS]
#   status: V
#   severity: refuse
#   valid_from: 2023-01-01
#   message:
#     en: 'In this state, sensitive data may be used only with consent.'
#     fr: 'Dans cet État, les données sensibles exigent un consentement.'
#   remedy:
#     en: 'Leave these data out, or obtain consent.'
#     fr: 'Retirez ces données, ou recueillez le consentement.'
refuse contains "us-sensitive" if _stopped.sensitive

# METADATA
# title: Sale of sensitive data in Maryland
# custom:
#   code: us-md-sensitive-sale
#   kind: law
#   law:
#     - {act: Maryland Online Data Privacy Act, article: '14-4707'}
#   catalogue: [US-MD]
#   status: V
#   severity: refuse
#   valid_from: 2025-10-01
#   message:
#     en: 'Sensitive data may not be sold in Maryland, even with consent.'
#     fr: 'Au Maryland, les données sensibles ne se vendent pas, même avec consentement.'
#   remedy:
#     en: 'Leave these data out.'
#     fr: 'Retirez ces données.'
refuse contains "us-md-sensitive-sale" if _stopped.sensitive_sale

# METADATA
# title: Sale of precise location in Oregon
# custom:
#   code: us-or-location-sale
#   kind: law
#   law:
#     - {act: Oregon Consumer Privacy Act, article: 'as amended 2026-01-01'}
#   catalogue: [US-OR]
#   status: V
#   severity: refuse
#   valid_from: 2026-01-01
#   message:
#     en: 'Precise location may not be sold in Oregon.'
#     fr: 'En Oregon, la position précise ne se vend pas.'
#   remedy:
#     en: 'Leave the location out.'
#     fr: 'Retirez la position.'
refuse contains "us-or-location-sale" if _stopped.location_sale

# METADATA
# title: Health data shared in Washington
# custom:
#   code: us-wa-health
#   kind: law
#   law:
#     - {act: Washington My Health My Data Act, article: 'RCW 19.373'}
#   catalogue: [US-WA-MH]
#   status: M
#   severity: refuse
#   valid_from: 2024-03-31
#   message:
#     en: 'Consumer health data are shared in Washington only with a consent of their own.'
#     fr: 'Dans l''État de Washington, les données de santé ne se partagent qu''avec un consentement propre.'
#   remedy:
#     en: 'Leave these data out, or obtain that consent.'
#     fr: 'Retirez ces données, ou recueillez ce consentement.'
refuse contains "us-wa-health" if _stopped.health
