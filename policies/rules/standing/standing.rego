# METADATA
# title: The person's data may be used at all
# description: Erased, restricted and suppressed people are left alone.
package rules.standing

import rego.v1

default satisfied := false

satisfied if input.flags == []

_other if {
	some flag in input.flags
	flag in {"erased", "restricted"}
	every other in input.flags {
		other in {"erased", "restricted"}
	}
}

# METADATA
# title: Person suppressed
# custom:
#   code: person-suppressed
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 21(3)'}
#     - {act: GDPR, article: 'Art. 17(3)(b)'}
#   catalogue: [EU-21-S]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This person is on the suppression list: not to be contacted or taken in again.'
#     fr: 'Cette personne figure sur la liste de suppression : ni contact, ni nouvelle collecte.'
#   remedy:
#     en: 'Leave the person alone.'
#     fr: 'Laissez cette personne tranquille.'
refuse contains "person-suppressed" if {
	not satisfied
	not _other
}

# METADATA
# title: Person erased
# custom:
#   code: person-erased
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 17(1)'}
#   catalogue: [EU-17]
#   status: V
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'This person''s data were erased.'
#     fr: 'Les données de cette personne ont été effacées.'
#   remedy:
#     en: 'Nothing can be done.'
#     fr: 'Rien ne peut être fait.'
refuse contains "person-erased" if {
	not satisfied
	"erased" in input.flags
}

# METADATA
# title: Processing restricted
# custom:
#   code: person-restricted
#   kind: law
#   law:
#     - {act: GDPR, article: 'Art. 18(2)'}
#   catalogue: [EU-18]
#   status: M
#   severity: refuse
#   valid_from: 2018-05-25
#   message:
#     en: 'The processing of this person''s data is restricted: they are kept and not used.'
#     fr: 'Le traitement des données de cette personne est limité : elles sont conservées sans être utilisées.'
#   remedy:
#     en: 'Wait until the data protection officer lifts the restriction.'
#     fr: 'Attendez que le délégué à la protection des données lève la limitation.'
refuse contains "person-restricted" if {
	not satisfied
	"restricted" in input.flags
}
