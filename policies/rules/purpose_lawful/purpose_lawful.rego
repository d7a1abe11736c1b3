# METADATA
# title: The purpose covers what is asked
# description: Each purpose names its channels and kinds of content; some actions need a purpose of their own.
package rules.purpose_lawful

import rego.v1

default satisfied := false

satisfied if {
	_channel_fits
	_content_fits
	_action_fits
}

_purpose := data.purposes[input.action.purpose]

_action := data.actions[input.action.name]

default _channel_fits := false

_channel_fits if {
	_purpose
	input.action.channel == null
}

_channel_fits if input.action.channel in _purpose.channels

default _content_fits := false

_content_fits if input.action.content_class in _purpose.content_classes

# Only what reaches a person has content that a purpose could exclude.
_content_fits if {
	_action.contact == false
	input.action.content_class in {"service", "marketing", "mixed"}
}

default _action_fits := false

_action_fits if {
	_purpose
	_action.purposes == []
}

_action_fits if input.action.purpose in _action.purposes

# METADATA
# title: Channel not of the purpose
# custom:
#   code: channel-not-of-purpose
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(b)'}
#   catalogue: [EU-5-1b]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This purpose is not served on this channel.'
#     fr: 'Cette finalité n''est pas prévue sur ce canal.'
#   remedy:
#     en: 'Use a channel that the purpose names.'
#     fr: 'Utilisez un canal prévu pour cette finalité.'
refuse contains "channel-not-of-purpose" if not _channel_fits

# METADATA
# title: Content not of the purpose
# custom:
#   code: content-not-of-purpose
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 6(1)(b)'}
#     - {act: CJEU, article: 'C-654/23'}
#   catalogue: [EU-6-1b, EP-MIX]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This kind of content cannot be sent for this purpose; a service message with advertising in it counts as advertising.'
#     fr: 'Ce type de contenu ne peut pas être envoyé à ce titre ; un message de service qui contient de la publicité est de la publicité.'
#   remedy:
#     en: 'Take the advertising out, or ask for a marketing purpose.'
#     fr: 'Retirez la publicité, ou demandez une finalité commerciale.'
refuse contains "content-not-of-purpose" if not _content_fits

# METADATA
# title: Action needs its own purpose
# custom:
#   code: purpose-not-for-action
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 5(1)(b)'}
#     - {act: GDPR, article: 'Art. 6(1)(a)'}
#   catalogue: [EU-5-1b, EU-7-gran]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This action needs a purpose of its own, and another one was named.'
#     fr: 'Cette action exige une finalité qui lui est propre ; une autre a été indiquée.'
#   remedy:
#     en: 'Name the purpose that the register gives to this action.'
#     fr: 'Indiquez la finalité que le registre donne à cette action.'
refuse contains "purpose-not-for-action" if not _action_fits
