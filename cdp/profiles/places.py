"""Where somebody lives, as the policies name it: `FR`, `US-CA`. Unknown gives nothing.

Country names come from CLDR, through Babel, in the languages that our sources write.
"""

from collections.abc import Mapping
from functools import cache
from typing import cast

from babel import Locale
from babel.core import get_global

LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")
ALPHA_2 = 2
ALSO = {
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "great britain": "GB",
    "uk": "GB",
    "u.k.": "GB",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "eire": "IE",
}
# Not countries, though they have codes.
NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
US_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR",
    "california": "CA", "colorado": "CO", "connecticut": "CT", "delaware": "DE",
    "district of columbia": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI",
    "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
    "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS",
    "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX",
    "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA",
    "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
US_CODES = frozenset(US_STATES.values())
# Only those that no other country's state shares: WA, SA and NT say nothing alone.
AUSTRALIAN_STATES = frozenset({"nsw", "vic", "qld", "tas", "act"})


def place(address: Mapping[str, object]) -> str | None:
    """Give the place of an address; None when its country is not known for sure."""
    named = _text(address.get("country"))
    region = _text(address.get("region") or address.get("state"))
    country = country_code(named)
    if country is None and not named and region.casefold() in AUSTRALIAN_STATES:
        return "AU"
    if country == "US":
        return f"US-{state}" if (state := _state(region)) else "US"
    return country


def country_code(named: str) -> str | None:
    """Give the ISO 3166 alpha-2 code of a country named in whatever way."""
    return _names().get(" ".join(named.casefold().split()))


@cache
def _names() -> dict[str, str]:
    codes = {
        code
        for code in _territories("en")
        if len(code) == ALPHA_2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    found = {code.casefold(): code for code in codes}
    for language in LANGUAGES:
        for code, name in _territories(language).items():
            if code in codes:
                found.setdefault(name.casefold(), code)
    aliases = cast("Mapping[str, list[str]]", get_global("territory_aliases"))
    for alias, meant in aliases.items():
        if alias.isalpha() and len(meant) == 1 and meant[0] in codes:
            found.setdefault(alias.casefold(), meant[0])
    return found | ALSO


def _territories(language: str) -> Mapping[str, str]:
    return cast("Mapping[str, str]", Locale(language).territories)


def _state(region: str) -> str | None:
    code = region.upper().removeprefix("US-")
    return code if code in US_CODES else US_STATES.get(region.casefold())


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
