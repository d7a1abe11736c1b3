# METADATA
# title: Data that no consent frees
# description: Criminal offences, and special categories in advertising on platforms.
package rules.data_barred

import rego.v1

default satisfied := false

satisfied if {
	_no_offence
	_no_special_ads
}

# A category outside the register is left out by minimisation.
_plain contains "unknown"

_plain contains category if {
	some category in input.action.data_categories
	data.categories[category].barred == false
}

default _no_offence := false

_no_offence if {
	is_array(input.action.data_categories)
	every category in input.action.data_categories {
		_plain[category]
	}
}

_ordinary contains "unknown"

_ordinary contains category if {
	some category in input.action.data_categories
	data.categories[category].special == false
}

default _no_special_ads := false

_no_special_ads if {
	input.recipient == null
} else if {
	data.recipients[input.recipient.id].online_platform == false
} else if {
	is_array(input.action.data_categories)
	every category in input.action.data_categories {
		_ordinary[category]
	}
} else if {
	data.lib.places.elsewhere
} else if {
	data.lib.validity.dormant("dsa-special-ads")
}

# METADATA
# title: Data about criminal offences
# custom:
#   code: data-offence
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 10'}
#   catalogue: [EU-10]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'Data about convictions and offences may not be used, whatever the person agreed to.'
#     fr: 'Les données d''infraction et de condamnation ne peuvent être utilisées, quoi que la personne ait accepté.'
#   remedy:
#     en: 'Leave these data out.'
#     fr: 'Retirez ces données.'
refuse contains "data-offence" if not _no_offence

# METADATA
# title: Special categories in platform advertising
# custom:
#   code: dsa-special-ads
#   kind: law
#   law:
#     - {act: Digital Services Act, article: 'Art. 26(3)'}
#   catalogue: [DSA-26-3]
#   status: V
#   severity: refuse
#   valid_from: 2024-02-17
#   message:
#     en: 'Advertising on a platform may not rest on special categories of data, even with explicit consent.'
#     fr: 'La publicité sur une plateforme ne peut reposer sur des données sensibles, même avec un consentement explicite.'
#   remedy:
#     en: 'Leave these data out of the audience.'
#     fr: 'Retirez ces données de l''audience.'
refuse contains "dsa-special-ads" if not _no_special_ads
