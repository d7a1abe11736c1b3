# METADATA
# title: What people are told about AI
# description: >-
#   The terms of a duty in both languages: the system's own text for the place, its own for
#   every place, or that of the register. Whoever speaks takes the person's language.
package lib.ai

import rego.v1

said(duty, place) := {"texts": texts} if {
	texts := data.ai_systems[input.ai.system].disclosures[place][duty]
} else := {"texts": texts} if {
	texts := data.ai_systems[input.ai.system].disclosures["default"][duty]
} else := {"texts": texts} if {
	texts := data.ai_media.texts[duty]
} else := {}

# How it was made, for machines: a digital source type of IPTC. Not told, it was all made.
default source_type := {}

source_type := {"digital_source_type": uri} if {
	uri := data.ai_media.made[input.ai.made].digital_source_type
} else := {"digital_source_type": uri} if {
	uri := data.ai_media.made.generated.digital_source_type
}
