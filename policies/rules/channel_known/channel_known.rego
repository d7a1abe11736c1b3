# METADATA
# title: The channel is known
# description: Actions that reach a person name a channel of the register.
package rules.channel_known

import rego.v1

default satisfied := false

satisfied if {
	_named
	_fits
}

_action := data.actions[input.action.name]

default _named := false

_named if data.channels[input.action.channel]

_named if {
	_action.channel_required == false
	input.action.channel == null
}

default _fits := false

_fits if _action.channels == []

_fits if input.action.channel in _action.channels

# METADATA
# title: Unknown channel
# custom:
#   code: channel-unknown
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This channel is not one that the policies know.'
#     fr: 'Ce canal n''est pas connu des règles.'
#   remedy:
#     en: 'Use one of the channels of the register.'
#     fr: 'Utilisez un des canaux du registre.'
refuse contains "channel-unknown" if not _named

# METADATA
# title: Channel not of the action
# custom:
#   code: channel-not-of-action
#   kind: house
#   source: House policy
#   catalogue: [SYS-1]
#   status: design
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This action cannot be done on this channel.'
#     fr: 'Cette action ne peut pas se faire sur ce canal.'
#   remedy:
#     en: 'Name the channel on which it really happens.'
#     fr: 'Indiquez le canal réellement utilisé.'
refuse contains "channel-not-of-action" if not _fits
