# METADATA
# title: The lawful basis stands
# description: A ground other than consent, contract or opt-out needs its law, its approver or its assessment; grounds are not swapped.
package rules.lawful_basis

import rego.v1

default exempt := false

default satisfied := false

# A purpose that nobody registered is refused as such.
exempt if input.action.purpose == "unknown"

# Those grounds have rules of their own.
exempt if {
	input.ground.claimed == null
	count(data.lib.terms.bases) > 0
	every basis in data.lib.terms.bases {
		basis in {"consent", "contract", "opt_out"}
	}
}

satisfied if exempt

satisfied if {
	_claim_fits
	count(data.lib.terms.bases) > 0
	every basis in data.lib.terms.bases {
		_stands[basis]
	}
}

# The register fixes the ground of a purpose; a question cannot choose another.
default _claim_fits := false

_claim_fits if input.ground.claimed == null

_claim_fits if {
	input.ground.claimed in data.lib.terms.bases
	_lawless == set()
}

# A place whose regime is lost would take the default ground, and a claim to it would fit.
_lawless contains place if {
	some place in input.places
	regime := data.jurisdictions[place].regime
	not data.regimes[regime]
}

_stands contains basis if some basis in {"consent", "contract", "opt_out"}

_stands contains "legal_obligation" if _referenced

_stands contains "vital_interest" if input.ground.approved == true

_stands contains "public_task" if _mandated

_stands contains "legitimate_interest" if _balanced

default _referenced := false

_referenced if is_string(data.grounds.references[input.action.purpose])

default _mandated := false

_mandated if {
	data.grounds.public_body == true
	_referenced
}

# A public authority cannot rely on its interests (second subparagraph of Art. 6(1)).
default _balanced := false

_balanced if {
	input.ground.interest == "approved"
	data.grounds.public_body == false
	data.purposes[input.action.purpose].audience == "general"
	data.assessments[input.action.purpose].interest.expected == true
}

# METADATA
# title: Another ground than the register gives
# custom:
#   code: basis-swapped
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)'}
#     - {act: EDPB, article: 'Guidelines 05/2020 par. 121-123'}
#   catalogue: [EU-6-basis]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The register gives this purpose another lawful basis than the one claimed; a basis is not swapped for another.'
#     fr: 'Le registre donne à cette finalité une autre base légale que celle invoquée ; une base ne remplace pas une autre.'
#   remedy:
#     en: 'Rely on the basis in the register, or register another purpose with its own.'
#     fr: 'Appuyez-vous sur la base du registre, ou inscrivez une autre finalité avec la sienne.'
refuse contains "basis-swapped" if {
	not exempt
	not _claim_fits
}

# METADATA
# title: Legal obligation without its law
# custom:
#   code: obligation-law-unnamed
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(c)'}
#     - {act: GDPR, article: 'Art. 6(3)'}
#   catalogue: [EU-6-1c]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This purpose is said to be a legal obligation, and the register names no law.'
#     fr: 'Cette finalité serait une obligation légale, et le registre ne cite aucune loi.'
#   remedy:
#     en: 'Enter the law in data/grounds.'
#     fr: 'Inscrivez la loi dans data/grounds.'
refuse contains "obligation-law-unnamed" if {
	"legal_obligation" in data.lib.terms.bases
	not _referenced
}

# METADATA
# title: Vital interest without an approver
# custom:
#   code: vital-interest-unapproved
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(d)'}
#   catalogue: [EU-6-1d]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'A vital interest is claimed and nobody approved it by name.'
#     fr: 'Un intérêt vital est invoqué et personne ne l''a approuvé nommément.'
#   remedy:
#     en: 'Have somebody approve it and name that person in approved_by.'
#     fr: 'Faites-le approuver et nommez l''approbateur dans approved_by.'
refuse contains "vital-interest-unapproved" if {
	"vital_interest" in data.lib.terms.bases
	not _stands.vital_interest
}

# METADATA
# title: Public task of somebody else
# custom:
#   code: public-task-private
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(e)'}
#     - {act: GDPR, article: 'Art. 6(3)'}
#   catalogue: [EU-6-1e]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Only a public body with a mandate laid down by law may rely on a public task.'
#     fr: 'Seul un organisme public investi d''une mission par la loi peut invoquer une mission d''intérêt public.'
#   remedy:
#     en: 'Choose another lawful basis, or enter the body and its mandate in data/grounds.'
#     fr: 'Choisissez une autre base légale, ou inscrivez l''organisme et sa mission dans data/grounds.'
refuse contains "public-task-private" if {
	"public_task" in data.lib.terms.bases
	not _mandated
}

# METADATA
# title: Legitimate interest without its assessment
# custom:
#   code: interest-unassessed
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(f)'}
#     - {act: GDPR, article: 'recital 47'}
#   catalogue: [EU-6-1f]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The legitimate interest has no balancing test that a named person approved and that still holds.'
#     fr: 'L''intérêt légitime n''a pas de mise en balance approuvée par une personne nommée et encore valable.'
#   remedy:
#     en: 'Have the test approved or reviewed and enter it in data/assessments.'
#     fr: 'Faites approuver ou revoir la mise en balance et inscrivez-la dans data/assessments.'
refuse contains "interest-unassessed" if {
	"legitimate_interest" in data.lib.terms.bases
	not _balanced
}

# METADATA
# title: The right to object to a legitimate interest
# custom:
#   code: interest-objection-offer
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(f)'}
#     - {act: GDPR, article: 'Art. 21(2)'}
#   catalogue: [EU-6-1f]
#   status: M
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'What rests on a legitimate interest offers the right to object.'
#     fr: 'Ce qui repose sur un intérêt légitime propose le droit d''opposition.'
#   remedy:
#     en: 'Offer the right to object in the message.'
#     fr: 'Proposez le droit d''opposition dans le message.'
obligations contains duty if {
	"legitimate_interest" in data.lib.terms.bases
	data.actions[input.action.name].contact == true
	duty := {"do": "offer_objection", "source": "interest-objection-offer", "params": {}}
}

# METADATA
# title: The officer reviews a vital interest
# custom:
#   code: vital-interest-review
#   kind: house
#   source: House policy
#   catalogue: [EU-6-1d]
#   status: design
#   severity: oblige
#   valid_from: 2018-05-25
#   message:
#     en: 'The data protection officer reviews each use for a vital interest within 24 hours.'
#     fr: 'Le délégué à la protection des données revoit sous 24 heures chaque usage fondé sur un intérêt vital.'
#   remedy:
#     en: 'Tell the officer.'
#     fr: 'Prévenez le délégué.'
obligations contains duty if {
	"vital_interest" in data.lib.terms.bases
	duty := {"do": "dpo_review", "source": "vital-interest-review", "params": {"within_hours": 24}}
}
