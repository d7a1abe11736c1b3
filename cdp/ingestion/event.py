"""One event, understood: who it is about, what it says, what it allows or refuses.

Sources name the same thing in many ways; here each gets its one name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cdp.ingestion.plain import plain
from consent import Act

ALIASES = {
    "first_name": "firstName",
    "firstname": "firstName",
    "given_name": "firstName",
    "givenName": "firstName",
    "last_name": "lastName",
    "lastname": "lastName",
    "family_name": "lastName",
    "familyName": "lastName",
    "surname": "lastName",
    "birth_date": "birthday",
    "birthdate": "birthday",
    "birthDate": "birthday",
    "date_of_birth": "birthday",
    "dateOfBirth": "birthday",
    "email_address": "email",
    "emailAddress": "email",
    "phone_number": "phone",
    "phoneNumber": "phone",
    "mobile": "phone",
    "time_zone": "timezone",
    "timeZone": "timezone",
    "loyalty_id": "loyaltyId",
    "national_id": "nationalId",
    "push_token": "pushToken",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
}
ADDRESS_ALIASES = {
    "postal_code": "postalCode",
    "postcode": "postalCode",
    "zip": "postalCode",
    "zip_code": "postalCode",
    "state": "region",
    "street_address": "street",
    "line1": "street",
}
ADDRESS_PARTS = ("street", "city", "postalCode", "region", "country")
IDENTIFYING_TRAITS = {
    "email": "email",
    "phone": "phone",
    "loyaltyId": "loyalty_id",
}
# What other systems call identifiers that we know under our own name.
KNOWN_TYPES = {
    "email": "email",
    "phone": "phone",
    "user_id": "user_id",
    "userid": "user_id",
    "anonymous_id": "anonymous_id",
    "loyalty_id": "loyalty_id",
    "device_id": "device_id",
}
EXTERNAL = "external:"
LONGEST_KIND = 64
LONGEST_NAME = 200
UNSAFE = re.compile(r"[^\w .,:;/()+&'$-]")
# Names are typed by developers, and a template may have put a person into one.
PERSONAL = re.compile(r"@|\d{5,}")
HIDDEN_NAME = "(hidden)"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a source sent, under our names. `key` names the record within the source."""

    kind: str
    key: str
    message_id: str
    at: datetime
    name: str = ""
    traits: Mapping[str, object] = field(default_factory=dict, repr=False)
    identifiers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    previous_id: str | None = field(default=None, repr=False)
    preferences: Mapping[str, bool] = field(default_factory=dict)
    is_choice: bool = False
    # What was told or obtained, about nobody yet: the subject is found later.
    acts: tuple[Act, ...] = ()
    method: str = "sdk"
    # What is kept of the event beside its traits; None keeps no event.
    document: Mapping[str, object] | None = field(default=None, repr=False)

    @property
    def full_name(self) -> tuple[str, str]:
        """Given and family name, where both are texts."""
        return _text(self.traits.get("firstName")), _text(self.traits.get("lastName"))


def read_traits(raw: Mapping[str, object]) -> dict[str, object]:
    """Give each trait its one name; parts of an address go into the address."""
    traits: dict[str, object] = {}
    for name, value in raw.items():
        traits.setdefault(ALIASES.get(name, name), value)
    address = traits.pop("address", None)
    if isinstance(address, Mapping):
        parts = {ADDRESS_ALIASES.get(name, name): one for name, one in address.items()}
    else:
        parts = {"street": address} if isinstance(address, str) else {}
    for name in list(traits):
        part = ADDRESS_ALIASES.get(name, name)
        if part in ADDRESS_PARTS:
            parts.setdefault(part, traits.pop(name))
    parts = {name: one for name, one in parts.items() if one not in (None, "")}
    return traits | ({"address": parts} if parts else {})


def read_identifiers(
    user_id: str | None,
    anonymous_id: str | None,
    traits: Mapping[str, object],
    external: Iterable[tuple[str, str]] = (),
) -> tuple[tuple[str, str], ...]:
    """Collect all that says who somebody is, as (kind, value)."""
    found = [
        ("user_id", user_id or _text(traits.get("userId"))),
        ("anonymous_id", anonymous_id or _text(traits.get("anonymousId"))),
    ]
    found += [(k, _text(traits.get(name))) for name, k in IDENTIFYING_TRAITS.items()]
    found += _external(external)
    return tuple(dict.fromkeys((kind, value) for kind, value in found if value))


def _external(given: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for named, value in given:
        kind = re.sub(r"[^a-z0-9_.-]", "_", named.strip().casefold())
        if kind:
            known = KNOWN_TYPES.get(kind)
            yield known or (EXTERNAL + kind)[:LONGEST_KIND], value


def safe_name(name: str) -> str:
    """Give a name that may stand in clear; the original stays in the sealed part."""
    if PERSONAL.search(name):
        return HIDDEN_NAME
    return UNSAFE.sub("_", name)[:LONGEST_NAME]


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(plain(value) or "").strip()
