# METADATA
# title: Minors are protected
# description: A child's own consent counts from the age of the country on; advertising about minors is barred.
package rules.minors

import rego.v1

default exempt := false

default satisfied := false

exempt if {
	_consent_exempt
	data.lib.terms.not_ads
}

satisfied if {
	_may_consent
	_may_be_shared
}

# An unknown age is an adult's where the purpose addresses everybody, a child's elsewhere.
_adult_presumed if {
	input.person.age == null
	data.purposes[input.action.purpose].audience == "general"
}

_consent_exempt if data.lib.terms.contract

_consent_exempt if data.lib.terms.consent_unneeded

default _may_consent := false

_may_consent if _consent_exempt

_may_consent if _adult_presumed

_may_consent if input.consent.parental == true

_may_consent if {
	is_number(input.person.age)
	count(_consent_ages) > 0
	every age in _consent_ages {
		input.person.age >= age
	}
}

_consent_ages contains age if {
	some place in input.places
	age := data.jurisdictions[place].consent_age
}

_consent_ages contains age if {
	some place in input.places
	not data.jurisdictions[place]
	age := data.ages.consent_default
}

_consent_ages contains age if {
	input.places == []
	age := data.ages.consent_default
}

default _may_be_shared := false

_may_be_shared if data.lib.terms.not_ads

_may_be_shared if _adult_presumed

_may_be_shared if {
	is_number(input.person.age)
	count(input.places) > 0
	every place in input.places {
		limits := data.ages.ads[_ads_ages(place)]
		input.person.age >= limits.barred_below
		_own_word(limits)
		_parents_word(limits)
	}
}

# Some states raised their ages from a date on.
_ads_ages(place) := data.national.ads_ages[place].before if {
	data.lib.validity.dormant(data.national.ads_ages[place].term)
} else := data.jurisdictions[place].ads_ages

_own_word(limits) if input.person.age >= limits.opt_in_below

_own_word(_) if input.consent.state == "granted"

_parents_word(limits) if input.person.age >= limits.parental_below

_parents_word(_) if input.consent.parental == true

# METADATA
# title: Too young to consent alone
# custom:
#   code: minor-consent
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 8(1)'}
#     - {act: Loi Informatique et Libertés, article: 'Art. 45'}
#     - {act: COPPA, article: '15 USC 6502'}
#   catalogue: [EU-8, EU-8-unk, EU-8-FR, ID-4]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person is too young to consent without a parent.'
#     fr: 'La personne est trop jeune pour consentir sans un parent.'
#   remedy:
#     en: 'Obtain the verified consent of a parent.'
#     fr: 'Recueillez le consentement vérifié d''un parent.'
refuse contains "minor-consent" if not _may_consent

# METADATA
# title: No advertising data about minors
# custom:
#   code: minor-ads
#   kind: law
#   law:
#     - {act: Digital Services Act, article: 'Art. 28(2)'}
#     - {act: CCPA, Cal. Civ. Code, article: '1798.120(c)'}
#   catalogue: [DSA-28-2, EU-R71, US-CA-13, US-MD, US-OR, US-CT]
#   status: M
#   severity: refuse
#   valid_from: 2024-02-17
#   message:
#     en: 'Data about a minor may not be sold, or shared for advertising.'
#     fr: 'Les données d''un mineur ne peuvent être ni vendues, ni partagées à des fins publicitaires.'
#   remedy:
#     en: 'Leave the person out of the audience.'
#     fr: 'Retirez la personne de l''audience.'
refuse contains "minor-ads" if not _may_be_shared
