package lib.ai_test

import rego.v1

_systems := {"bot": {"disclosures": {"default": {"ai_disclosure": "own"}, "US-UT": {"ai_disclosure": "place"}}}}

_bot := {"ai": {"system": "bot", "made": "composite"}}

test_a_system_speaks_for_itself if {
	data.lib.ai.said("ai_disclosure", "US-UT") == {"texts": "place"} with data.ai_systems as _systems with input as _bot
	data.lib.ai.said("ai_disclosure", "FR") == {"texts": "own"} with data.ai_systems as _systems with input as _bot
}

test_the_register_speaks_for_the_others if {
	data.lib.ai.said("visible_ai_label", "FR") == {"texts": data.ai_media.texts.visible_ai_label} with data.ai_systems as _systems with input as _bot
	data.lib.ai.said("ai_disclosure", "FR") == {"texts": data.ai_media.texts.ai_disclosure} with input as {}
	data.lib.ai.said("unheard_of", "FR") == {} with input as {}
}

test_how_it_was_made_is_told_or_all_of_it_was if {
	data.lib.ai.source_type == {"digital_source_type": data.ai_media.made.composite.digital_source_type} with input as _bot
	data.lib.ai.source_type == {"digital_source_type": data.ai_media.made.generated.digital_source_type} with input as {"ai": {"made": "unknown"}}
	data.lib.ai.source_type == {"digital_source_type": data.ai_media.made.generated.digital_source_type} with input as {}
	data.lib.ai.source_type == {} with data.ai_media as {} with input as _bot
}
