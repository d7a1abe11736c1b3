"""Countries and states as people and systems write them."""

import pytest

from cdp.profiles.places import place


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [
        ("FR", None, "FR"),
        ("fra", None, "FR"),
        ("France", "Bretagne", "FR"),
        ("Deutschland", None, "DE"),
        ("Allemagne", None, "DE"),
        ("UK", None, "GB"),
        ("England", None, "GB"),
        ("USA", "California", "US-CA"),
        ("United States", "ca", "US-CA"),
        ("us", "US-NY", "US-NY"),
        ("US", "somewhere", "US"),
        ("", "nsw", "AU"),
        ("", "WA", None),
        ("", "CA", None),
        ("Atlantis", "nsw", None),
        ("EU", None, None),
        ("ZZ", None, None),
        (17, None, None),
    ],
)
def test_a_place_is_a_country_or_a_state(
    country: object, region: object, expected: str | None
) -> None:
    assert place({"country": country, "region": region}) == expected
