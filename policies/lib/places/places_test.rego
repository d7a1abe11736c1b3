package lib.places_test

import rego.v1

test_france_is_european if {
	data.lib.places.european with input as {"places": ["FR", "US-CA"]}
	not data.lib.places.elsewhere with input as {"places": ["FR", "US-CA"]}
	data.lib.places.regimes == {"gdpr", "us"} with input as {"places": ["FR", "US-CA"]}
}

test_california_is_elsewhere if {
	not data.lib.places.european with input as {"places": ["US-CA"]}
	data.lib.places.elsewhere with input as {"places": ["US-CA"]}
}

test_nobodys_place_counts_as_european if {
	data.lib.places.european with input as {"places": []}
	data.lib.places.european with input as {"places": ["ZZ"]}
	not data.lib.places.elsewhere with input as {"places": []}
	not data.lib.places.elsewhere with input as {"places": ["ZZ"]}
}

test_a_national_term_governs_its_place_from_its_date_on if {
	data.lib.places.governed("location_sale") with input as {"places": ["US-OR"], "law_at": "2026-01-01T08:00:00Z"}
	not data.lib.places.governed("location_sale") with input as {"places": ["US-OR"], "law_at": "2025-11-10T05:00:00Z"}
	not data.lib.places.governed("location_sale") with input as {"places": ["US-CA"], "law_at": "2026-01-01T08:00:00Z"}
}

test_an_empty_input_is_no_place if {
	not data.lib.places.european with input as {}
	not data.lib.places.elsewhere with input as {}
	not data.lib.places.governed("location_sale") with input as {}
}
