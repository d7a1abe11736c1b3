# METADATA
# title: May this use of personal data go ahead?
# description: >-
#   Every line of allow must hold. An absent rule, fact or field counts as no. Paths are
#   written out: through an import the embedded engine evaluates whole packages.
package decision

import rego.v1

# METADATA
# description: What the adapter reads. Each field has a value, whatever the input lacks.
# entrypoint: true
answer := {
	"allow": allow,
	"refusals": refusals,
	"obligations": obligations,
	"unmet": unmet,
	"waits": waits,
	"record": record,
	"exempt": exempt,
	"legal_basis": legal_basis,
}

default allow := false

# regal ignore:rule-length
allow if {
	data.rules.action_known.satisfied
	data.rules.purpose_known.satisfied
	data.rules.purpose_lawful.satisfied
	data.rules.lawful_basis.satisfied
	data.rules.channel_known.satisfied
	data.rules.person_known.satisfied
	data.rules.place_known.satisfied
	data.rules.data_allowed.satisfied
	data.rules.data_barred.satisfied
	data.rules.standing.satisfied
	data.rules.minors.satisfied
	data.rules.consent_given.satisfied
	data.rules.consent_form.satisfied
	data.rules.consent_proof.satisfied
	data.rules.informed.satisfied
	data.rules.asking.satisfied
	data.rules.objection.satisfied
	data.rules.opt_out.satisfied
	data.rules.us_states.satisfied
	data.rules.us_texts.satisfied
	data.rules.personal_prices.satisfied
	data.rules.topics.satisfied
	data.rules.accountability.satisfied
	data.rules.recipient_known.satisfied
	data.rules.transfer.satisfied
	data.rules.transfer_tools.satisfied
	data.rules.ai_known.satisfied
	data.rules.ai_practices.satisfied
	data.rules.automated_decision.satisfied
	data.rules.ai_decisions.satisfied
	data.rules.model_training.satisfied
	data.rules.ai_disclosure.satisfied
	data.rules.ai_marking.satisfied
	data.rules.ai_transparency.satisfied
	data.rules.marketing_duties.satisfied
	data.rules.calling_hours.satisfied
	data.rules.local_hours.satisfied
	data.rules.quiet_hours.satisfied
	data.rules.business.satisfied
	data.rules.phone_lists.satisfied
	data.rules.last_contact.satisfied
	data.rules.address_quality.satisfied
	data.rules.caps.satisfied
	_obligations_met
}

# METADATA
# description: Under what ground it goes ahead, for the record and for the person.
default legal_basis := null

legal_basis := data.rules.consent_given.legal_basis if allow

# METADATA
# title: Obligation that the caller cannot fulfil
# custom:
#   code: obligation-unmet
#   kind: house
#   source: House policy
#   catalogue: [SYS-2]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Whoever asks did not say that it can fulfil every obligation of this use.'
#     fr: 'Le demandeur n''a pas déclaré pouvoir remplir toutes les obligations de cet usage.'
#   remedy:
#     en: 'Fulfil the obligations listed and name them in can_fulfil.'
#     fr: 'Remplissez les obligations listées et indiquez-les dans can_fulfil.'
refusals contains "obligation-unmet" if count(unmet) > 0

# All reasons at once, for people and for the audit log. Never used to allow.
refusals contains code if some code in data.rules.action_known.refuse

refusals contains code if some code in data.rules.purpose_known.refuse

refusals contains code if some code in data.rules.purpose_lawful.refuse

refusals contains code if some code in data.rules.lawful_basis.refuse

refusals contains code if some code in data.rules.consent_proof.refuse

refusals contains code if some code in data.rules.informed.refuse

refusals contains code if some code in data.rules.asking.refuse

refusals contains code if some code in data.rules.channel_known.refuse

refusals contains code if some code in data.rules.person_known.refuse

refusals contains code if some code in data.rules.place_known.refuse

refusals contains code if some code in data.rules.data_allowed.refuse

refusals contains code if some code in data.rules.standing.refuse

refusals contains code if some code in data.rules.minors.refuse

refusals contains code if some code in data.rules.consent_given.refuse

refusals contains code if some code in data.rules.objection.refuse

refusals contains code if some code in data.rules.opt_out.refuse

refusals contains code if some code in data.rules.recipient_known.refuse

refusals contains code if some code in data.rules.transfer.refuse

refusals contains code if some code in data.rules.ai_known.refuse

refusals contains code if some code in data.rules.automated_decision.refuse

refusals contains code if some code in data.rules.model_training.refuse

refusals contains code if some code in data.rules.calling_hours.refuse

refusals contains code if some code in data.rules.quiet_hours.refuse

refusals contains code if some code in data.rules.caps.refuse

refusals contains code if some code in data.rules.data_barred.refuse

refusals contains code if some code in data.rules.consent_form.refuse

refusals contains code if some code in data.rules.us_states.refuse

refusals contains code if some code in data.rules.us_texts.refuse

refusals contains code if some code in data.rules.personal_prices.refuse

refusals contains code if some code in data.rules.topics.refuse

refusals contains code if some code in data.rules.accountability.refuse

refusals contains code if some code in data.rules.transfer_tools.refuse

refusals contains code if some code in data.rules.ai_practices.refuse

refusals contains code if some code in data.rules.ai_decisions.refuse

refusals contains code if some code in data.rules.local_hours.refuse

refusals contains code if some code in data.rules.phone_lists.refuse

refusals contains code if some code in data.rules.last_contact.refuse

refusals contains code if some code in data.rules.address_quality.refuse

# What the caller must do if it goes ahead; an object per duty.
obligations contains duty if some duty in data.rules.business.obligations

obligations contains duty if some duty in data.rules.data_allowed.obligations

obligations contains duty if some duty in data.rules.lawful_basis.obligations

obligations contains duty if some duty in data.rules.informed.obligations

obligations contains duty if some duty in data.rules.opt_out.obligations

obligations contains duty if some duty in data.rules.automated_decision.obligations

obligations contains duty if some duty in data.rules.ai_disclosure.obligations

obligations contains duty if some duty in data.rules.marketing_duties.obligations

obligations contains duty if some duty in data.rules.ai_decisions.obligations

obligations contains duty if some duty in data.rules.ai_marking.obligations

obligations contains duty if some duty in data.rules.ai_transparency.obligations

# The obligations that the caller did not say it can fulfil.
unmet contains duty.do if {
	offered := {name | some name in input.can_fulfil}
	some duty in obligations
	not offered[duty.do]
}

default _obligations_met := false

_obligations_met if {
	is_array(input.can_fulfil)
	unmet == set()
}

# Symbolic waits, which become instants for the person at hand outside.
waits contains wait if some wait in data.rules.consent_given.waits

waits contains wait if some wait in data.rules.calling_hours.waits

waits contains wait if some wait in data.rules.local_hours.waits

waits contains wait if some wait in data.rules.quiet_hours.waits

waits contains wait if some wait in data.rules.caps.waits

# What the answer makes the caller write down.
record contains fact if some fact in data.rules.opt_out.record

# The rules that this question does not touch, for whoever must explain the answer.
exempt contains "lawful-basis" if data.rules.lawful_basis.exempt

exempt contains "consent-proof" if data.rules.consent_proof.exempt

exempt contains "informed" if data.rules.informed.exempt

exempt contains "asking" if data.rules.asking.exempt

exempt contains "person-known" if data.rules.person_known.exempt

exempt contains "place-known" if data.rules.place_known.exempt

exempt contains "minors" if data.rules.minors.exempt

exempt contains "consent-given" if data.rules.consent_given.exempt

exempt contains "objection" if data.rules.objection.exempt

exempt contains "recipient-known" if data.rules.recipient_known.exempt

exempt contains "transfer" if data.rules.transfer.exempt

exempt contains "ai-known" if data.rules.ai_known.exempt

exempt contains "automated-decision" if data.rules.automated_decision.exempt

exempt contains "model-training" if data.rules.model_training.exempt

exempt contains "ai-disclosure" if data.rules.ai_disclosure.exempt

exempt contains "marketing-duties" if data.rules.marketing_duties.exempt

exempt contains "calling-hours" if data.rules.calling_hours.exempt

exempt contains "quiet-hours" if data.rules.quiet_hours.exempt

exempt contains "caps" if data.rules.caps.exempt

exempt contains "consent-form" if data.rules.consent_form.exempt

exempt contains "us-states" if data.rules.us_states.exempt

exempt contains "topics" if data.rules.topics.exempt

exempt contains "accountability" if data.rules.accountability.exempt

exempt contains "transfer-tools" if data.rules.transfer_tools.exempt

exempt contains "ai-practices" if data.rules.ai_practices.exempt

exempt contains "ai-decisions" if data.rules.ai_decisions.exempt

exempt contains "ai-marking" if data.rules.ai_marking.exempt

exempt contains "ai-transparency" if data.rules.ai_transparency.exempt

exempt contains "local-hours" if data.rules.local_hours.exempt

exempt contains "business" if data.rules.business.exempt

exempt contains "phone-lists" if data.rules.phone_lists.exempt

exempt contains "last-contact" if data.rules.last_contact.exempt

exempt contains "address-quality" if data.rules.address_quality.exempt
