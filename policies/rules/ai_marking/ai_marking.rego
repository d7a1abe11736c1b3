# METADATA
# title: Machines can see what AI made
# description: >-
#   Who provides the system marks what it makes; who uses another's keeps the marks that are
#   there. Retouching that leaves the content as it was is free of both in the Union.
package rules.ai_marking

import rego.v1

default exempt := false

default satisfied := false

exempt if input.ai == null

exempt if input.ai.used == false

satisfied if exempt

# Refuses nothing by itself: what it asks for stands in the obligations.
satisfied if _used

_used if input.ai.used == true

_deployer if data.ai_systems[input.ai.system].role == "deployer"

_assistive if data.ai_media.made[input.ai.made].assistive == true

_made if {
	some kind in input.ai.modality
	kind in {"audio", "image", "text", "unknown", "video"}
}

# What carries marks of its own: the supplier of a text leaves none in it.
_carries_marks if {
	some kind in input.ai.modality
	kind in {"audio", "image", "unknown", "video"}
}

# Nobody's place is the strictest place.
_places contains place if some place in input.places

_places contains "unknown" if input.places == []

_in_the_union if {
	some place in _places
	_marking_law(place)
}

_marking_law(place) if {
	data.regimes[data.jurisdictions[place].regime].ai_marking == true
	not data.lib.validity.dormant("ai-act-marking")
}

_marking_law(place) if not data.jurisdictions[place]

# Generators on the market before the rule have a time of grace.
_legacy if {
	is_string(data.ai_systems[input.ai.system].placed_on_market_at)
	data.ai_systems[input.ai.system].placed_on_market_at < data.ai_media.legacy_before
	data.lib.validity.dormant("ai-act-marking-legacy")
}

# METADATA
# title: Mark what AI made
# custom:
#   code: ai-marking
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(2)'}
#   catalogue: [AI-50-2]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'Who provides an AI system marks what it makes, so that machines can tell.'
#     fr: 'Le fournisseur d''un système d''IA marque ce qu''il produit, de façon lisible par les machines.'
#   remedy:
#     en: 'Mark it with the digital source type that the duty names.'
#     fr: 'Marquez-le avec le type de source numérique que l''obligation indique.'
obligations contains duty if {
	_used
	_made
	not _deployer
	not _assistive
	not _legacy
	_in_the_union
	duty := {"do": "ai_marking", "source": "ai-marking", "params": data.lib.ai.source_type}
}

# METADATA
# title: Keep the marks of another's AI
# custom:
#   code: ai-mark-kept
#   kind: law
#   law:
#     - {act: AI Act, article: 'Art. 50(2)'}
#   catalogue: [AI-50-2]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'The marks that another''s AI system left in pictures, sound and video stay in them.'
#     fr: 'Les marques laissées par le système d''IA d''un tiers dans les images, sons et vidéos y restent.'
#   remedy:
#     en: 'Pass the file on with its metadata.'
#     fr: 'Transmettez le fichier avec ses métadonnées.'
obligations contains duty if {
	_used
	_carries_marks
	_deployer
	not _assistive
	_in_the_union
	duty := {"do": "preserve_marking", "source": "ai-mark-kept", "params": data.lib.ai.source_type}
}

# METADATA
# title: Keep the latent disclosure in California
# custom:
#   code: us-ca-latent-disclosure
#   kind: law
#   law:
#     - {act: California AI Transparency Act, article: 'SB 942 as amended by AB 853'}
#   catalogue: [AIUS-CA2]
#   status: V
#   severity: oblige
#   valid_from: 2026-08-02
#   message:
#     en: 'The latent disclosure in a picture, sound or video made by AI may not be taken out in California.'
#     fr: 'En Californie, la mention latente d''une image, d''un son ou d''une vidéo produits par une IA ne peut être retirée.'
#   remedy:
#     en: 'Pass the file on with its metadata.'
#     fr: 'Transmettez le fichier avec ses métadonnées.'
obligations contains duty if {
	_used
	_carries_marks
	data.lib.places.governed("latent_disclosure")
	duty := {"do": "preserve_marking", "source": "us-ca-latent-disclosure", "params": data.lib.ai.source_type}
}
