# METADATA
# title: Not too often
# description: Marketing contacts are capped by channel and over all; service messages are neither blocked nor counted.
package rules.caps

import rego.v1

default exempt := false

default satisfied := false

exempt if data.lib.terms.service

exempt if data.actions[input.action.name].contact == false

satisfied if exempt

satisfied if {
	data.channels[input.action.channel]
	every id in _covering {
		input.contacts[id] < data.caps[id].limit
	}
	every id, _ in input.contacts {
		data.caps[id]
	}
}

_covering contains id if {
	some id, cap in data.caps
	input.action.channel in cap.channels
}

_full contains id if {
	not exempt
	some id in _covering
	input.contacts[id] >= data.caps[id].limit
}

_counted if {
	some id in _full
	id in {"all-week", "call-month", "email-day", "email-week", "push-week", "sms-week"}
}

waits contains concat(":", ["cap", id]) if some id in _full

# METADATA
# title: Cap on contacts - email-day
# custom:
#   code: cap-email-day
#   kind: house
#   source: House policy
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:email-day'
#   message:
#     en: 'The person has had one marketing mail a day already.'
#     fr: 'La personne a déjà reçu un courriel commercial par jour.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-email-day" if _full["email-day"]

# METADATA
# title: Cap on contacts - email-week
# custom:
#   code: cap-email-week
#   kind: house
#   source: House policy
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:email-week'
#   message:
#     en: 'The person has had three marketing mails in seven days already.'
#     fr: 'La personne a déjà reçu trois courriels commerciaux en sept jours.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-email-week" if _full["email-week"]

# METADATA
# title: Cap on contacts - sms-week
# custom:
#   code: cap-sms-week
#   kind: house
#   source: House policy
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:sms-week'
#   message:
#     en: 'The person has had two marketing text messages in seven days already.'
#     fr: 'La personne a déjà reçu deux SMS commerciaux en sept jours.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-sms-week" if _full["sms-week"]

# METADATA
# title: Cap on contacts - push-week
# custom:
#   code: cap-push-week
#   kind: house
#   source: House policy
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:push-week'
#   message:
#     en: 'The person has had five marketing notifications in seven days already.'
#     fr: 'La personne a déjà reçu cinq notifications commerciales en sept jours.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-push-week" if _full["push-week"]

# METADATA
# title: Cap on contacts - call-month
# custom:
#   code: cap-call-month
#   kind: house
#   source: House policy
#   catalogue: [FR-06a]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:call-month'
#   message:
#     en: 'The person has had one marketing call in thirty days already.'
#     fr: 'La personne a déjà reçu un appel commercial en trente jours.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-call-month" if _full["call-month"]

# METADATA
# title: Cap on contacts - all-week
# custom:
#   code: cap-all-week
#   kind: house
#   source: House policy
#   catalogue: [EU-25]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   wait: 'cap:all-week'
#   message:
#     en: 'The person has had six marketing contacts in seven days over all channels already.'
#     fr: 'La personne a déjà reçu six contacts commerciaux en sept jours tous canaux confondus.'
#   remedy:
#     en: 'Wait until the cap frees.'
#     fr: 'Attendez que le plafond se libère.'
refuse contains "cap-all-week" if _full["all-week"]

# METADATA
# title: Cap without a count
# custom:
#   code: cap-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'It is not known how often the person was contacted.'
#     fr: 'On ne sait pas combien de fois la personne a été contactée.'
#   remedy:
#     en: 'Repair the register of caps or the count.'
#     fr: 'Réparez le registre des plafonds ou le décompte.'
refuse contains "cap-unknown" if {
	not satisfied
	not _counted
}
