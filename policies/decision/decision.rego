# METADATA
# title: May this use of personal data go ahead?
# description: Every line of allow must hold. An absent rule, fact or field counts as no.
package decision

import rego.v1

import data.rules.action_known
import data.rules.ai_disclosure
import data.rules.ai_known
import data.rules.automated_decision
import data.rules.calling_hours
import data.rules.caps
import data.rules.channel_known
import data.rules.consent_given
import data.rules.data_allowed
import data.rules.marketing_duties
import data.rules.minors
import data.rules.model_training
import data.rules.objection
import data.rules.opt_out
import data.rules.person_known
import data.rules.place_known
import data.rules.purpose_known
import data.rules.purpose_lawful
import data.rules.quiet_hours
import data.rules.recipient_known
import data.rules.standing
import data.rules.transfer

# METADATA
# description: What the adapter reads. Each field has a value, whatever the input lacks.
# entrypoint: true
answer := {
	"allow": allow,
	"refusals": refusals,
	"obligations": obligations,
	"unmet": unmet,
	"waits": waits,
	"rules": rules,
	"record": record,
	"legal_basis": legal_basis,
}

default allow := false

allow if {
	action_known.satisfied
	purpose_known.satisfied
	purpose_lawful.satisfied
	channel_known.satisfied
	person_known.satisfied
	place_known.satisfied
	data_allowed.satisfied
	standing.satisfied
	minors.satisfied
	consent_given.satisfied
	objection.satisfied
	opt_out.satisfied
	recipient_known.satisfied
	transfer.satisfied
	ai_known.satisfied
	automated_decision.satisfied
	model_training.satisfied
	ai_disclosure.satisfied
	marketing_duties.satisfied
	calling_hours.satisfied
	quiet_hours.satisfied
	caps.satisfied
	_obligations_met
}

# METADATA
# description: All reasons at once, for people and for the audit log. Never used to allow.
refusals contains code if some code in data.rules[_].refuse

# METADATA
# title: Obligation that the caller cannot fulfil
# custom:
#   code: obligation-unmet
#   kind: house
#   source: House policy
#   catalogue: [SYS-2]
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Whoever asks did not say that it can fulfil every obligation of this use.'
#     fr: 'Le demandeur n''a pas déclaré pouvoir remplir toutes les obligations de cet usage.'
#   remedy:
#     en: 'Fulfil the obligations listed and name them in can_fulfil.'
#     fr: 'Remplissez les obligations listées et indiquez-les dans can_fulfil.'
refusals contains "obligation-unmet" if count(unmet) > 0

# METADATA
# description: What the caller must do if it goes ahead; an object per duty.
obligations contains duty if some duty in data.rules[_].obligations

# METADATA
# description: The obligations that the caller did not say it can fulfil.
unmet contains duty.do if {
	some duty in obligations
	offered := {name | some name in input.can_fulfil}
	not offered[duty.do]
}

default _obligations_met := false

_obligations_met if {
	is_array(input.can_fulfil)
	unmet == set()
}

# METADATA
# description: Symbolic waits, which become instants for the person at hand outside.
waits contains wait if some wait in data.rules[_].waits

# METADATA
# description: What the answer makes the caller write down.
record contains fact if some fact in data.rules[_].record

# METADATA
# description: How each code fared, for whoever must explain the answer.
rules[code] := "refused" if some code in refusals

rules[code] := "not-applicable" if {
	some name
	data.rules[name].exempt
	some code in data.rules[name].codes
	not refusals[code]
}

rules[code] := "satisfied" if {
	some name
	data.rules[name].exempt == false
	some code in data.rules[name].codes
	not refusals[code]
}

rules["obligation-unmet"] := "satisfied" if _obligations_met

default legal_basis := null

legal_basis := consent_given.legal_basis if allow
