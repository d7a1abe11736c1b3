# METADATA
# title: Consent, where consent is the ground
# description: A live consent for this purpose and channel, or a ground that needs none. The strictest of several places wins.
package rules.consent_given

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.needed

exempt if data.lib.terms.asking

satisfied if exempt

satisfied if {
	data.lib.terms.consent_unneeded
	input.consent.state in {"none", "granted"}
}

satisfied if _live

satisfied if _soft_opt_in

satisfied if data.lib.relations.charity

_live if {
	_granted
	_running
	_proven
	_recipient_named
}

default _granted := false

_granted if input.consent.state == "granted"

_limits contains limit if {
	some place in input.places
	not data.lib.validity.dormant("fr-phone-consent-year")
	limit := data.jurisdictions[place].validity_days[input.action.channel]
}

_running if {
	is_number(input.consent.age_days)
	every limit in _limits {
		input.consent.age_days < limit
	}
}

_expired if {
	_granted
	some limit in _limits
	input.consent.age_days >= limit
}

default _proven := false

_proven if input.consent.notice_known == true

_proven if {
	needing := {method | some method in data.proof.notice_required_for}
	is_boolean(input.consent.notice_known)
	not needing[input.consent.method]
}

default _recipient_named := false

_recipient_named if input.consent.recipient_named == true

_told if input.consent.state in {"refused", "withdrawn"}

_told if _expired

_told if {
	_granted
	not _proven
}

_told if {
	_granted
	not _recipient_named
}

# An earlier sale stands in for consent, for own similar products, where the person
# could say no at the time (CJEU C-654/23).
_soft_opt_in if {
	input.action.name == "send"
	input.consent.state == "none"
	input.action.channel in data.purposes[input.action.purpose].soft_opt_in
	input.soft_opt_in.opt_out_offered == true
	input.soft_opt_in.product_line_known == true
	input.soft_opt_in.age_days < data.proof.soft_opt_in_days
	count(input.places) > 0
	every place in input.places {
		data.regimes[data.jurisdictions[place].regime].soft_opt_in == true
	}
}

waits contains "consent-refresh" if "consent-expired" in refuse

default legal_basis := null

legal_basis := "contract" if data.lib.terms.contract

else := "vital_interest" if {
	exempt
	"vital_interest" in data.lib.terms.bases
}

else := "legal_obligation" if {
	exempt
	"legal_obligation" in data.lib.terms.bases
}

else := "public_task" if {
	exempt
	"public_task" in data.lib.terms.bases
}

else := "legitimate_interest" if {
	data.lib.terms.consent_unneeded
	"legitimate_interest" in data.lib.terms.bases
}

else := "consent" if _live

else := "opt_out" if data.lib.terms.consent_unneeded

else := "eprivacy_13_2" if _soft_opt_in

else := "eprivacy_13_2" if data.lib.relations.charity

# METADATA
# title: Consent missing
# custom:
#   code: consent-missing
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#     - {act: ePrivacy Directive 2002/58/EC, article: 'Art. 13(1)'}
#     - {act: Code de la consommation, article: 'Art. L223-1 (telephone, since 2026-08-11)'}
#     - {act: TCPA, article: '47 CFR 64.1200(a)(2) (calls by machine and texts)'}
#   catalogue: [EU-6-1a, EU-6-eP, EP-13-1, EP-13-3, FR-01, FR-02, FR-08, UK-02, US-TC-4, ID-2]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person has not consented to this purpose on this channel.'
#     fr: 'La personne n''a pas consenti à cette finalité sur ce canal.'
#   remedy:
#     en: 'Ask the person for consent, with the notice of this purpose.'
#     fr: 'Demandez son consentement à la personne, avec la notice de cette finalité.'
refuse contains "consent-missing" if {
	not satisfied
	not _told
}

# METADATA
# title: Consent refused
# custom:
#   code: consent-refused
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#     - {act: GDPR, article: 'Art. 4(11)'}
#   catalogue: [EU-6-1a, FR-06b]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person was asked and said no.'
#     fr: 'La personne a été sollicitée et a refusé.'
#   remedy:
#     en: 'Respect the refusal; do not ask again for six months.'
#     fr: 'Respectez ce refus ; ne redemandez pas avant six mois.'
refuse contains "consent-refused" if {
	not satisfied
	input.consent.state == "refused"
}

# METADATA
# title: Consent withdrawn
# custom:
#   code: consent-withdrawn
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 7(3)'}
#   catalogue: [EU-7-3a]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The person withdrew consent; from that instant nothing more may be done on it.'
#     fr: 'La personne a retiré son consentement ; dès cet instant, plus rien n''est permis à ce titre.'
#   remedy:
#     en: 'Respect the withdrawal; only a new consent given freely changes this.'
#     fr: 'Respectez ce retrait ; seul un nouveau consentement libre y change quelque chose.'
refuse contains "consent-withdrawn" if {
	not satisfied
	input.consent.state == "withdrawn"
}

# METADATA
# title: Consent too old
# custom:
#   code: consent-expired
#   kind: law
#   law:
#     - {act: Code de la consommation, article: 'Art. R223-1 (decree 2026-662)'}
#   catalogue: [FR-04]
#   status: W
#   severity: refuse
#   valid_from: 2026-08-11
#   wait: 'consent-refresh'
#   note: 'Switched off when shipped: weak source, one that is not official. Read the Journal officiel, then switch it on in data/validity.'
#   message:
#     en: 'The consent to be telephoned lapsed one year after it was given.'
#     fr: 'Le consentement au démarchage téléphonique est caduc un an après son recueil.'
#   remedy:
#     en: 'Ask the person again.'
#     fr: 'Sollicitez de nouveau la personne.'
refuse contains "consent-expired" if {
	not satisfied
	_expired
}

# METADATA
# title: Consent without its notice
# custom:
#   code: consent-notice-unknown
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 7(1)'}
#   catalogue: [EU-7-1]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It cannot be shown which text the person read when consenting.'
#     fr: 'On ne peut pas établir quel texte la personne a lu en consentant.'
#   remedy:
#     en: 'Publish the notice version, or ask again.'
#     fr: 'Publiez la version de la notice, ou sollicitez de nouveau la personne.'
refuse contains "consent-notice-unknown" if {
	not satisfied
	_granted
	not _proven
}

# METADATA
# title: Recipient not named in the consent
# custom:
#   code: consent-recipient
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 4(11)'}
#     - {act: GDPR, article: 'Art. 7(1)'}
#   catalogue: [EU-7-scope]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The consent names recipients, and this one is not among them.'
#     fr: 'Le consentement nomme des destinataires, et celui-ci n''en fait pas partie.'
#   remedy:
#     en: 'Ask for a consent that names this recipient.'
#     fr: 'Demandez un consentement qui nomme ce destinataire.'
refuse contains "consent-recipient" if {
	not satisfied
	_granted
	not _recipient_named
}
