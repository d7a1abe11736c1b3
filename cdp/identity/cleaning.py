"""One record's values made comparable: the only place where linking normalises.

Works on plain values in memory and returns new ones; nothing is kept here.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

Clean = dict[str, str | None]

# What may be compared. `record` and `source` come beside them.
COLUMNS = (
    "given_name",
    "family_name",
    "born",
    "street",
    "city",
    "postal_code",
    "region",
    "country",
    "email",
    "phone",
    "loyalty_id",
    "national_id",
)
# Derived from the columns, used to find candidates only.
KEYS = ("name_key", "initials", "street_key", "born_year", "born_month_day", "zone")

PLACEHOLDERS = frozenset(
    {"anonymous", "na", "none", "null", "test", "undefined", "unknown", "void", "xxx"}
)
PLACEHOLDER_DAYS = frozenset({"19000101", "19700101"})
PLACEHOLDER_MAILBOXES = ("test@", "noreply@", "no-reply@", "none@", "unknown@")
# National prefixes differ between feeds; the last nine digits tell phones apart.
PHONE_DIGITS = 9
SHORTEST_PHONE = 6
INITIAL_LETTERS = 3

_WORDS = re.compile(r"[^a-z0-9]+")
_REPEATED = re.compile(r"^(.)\1*$")


def clean(row: Mapping[str, object]) -> Clean:
    """Normalise one row and derive its candidate keys; a missing value is None."""
    made: Clean = {name: plain(row.get(name)) for name in COLUMNS}
    made["born"] = day(row.get("born"))
    made["email"] = email(row.get("email"))
    made["phone"] = phone(row.get("phone"))
    for name in ("loyalty_id", "national_id", "postal_code"):
        made[name] = code(row.get(name))
    return made | keys(made)


def keys(row: Clean) -> Clean:
    """Derive what finds candidates despite swapped names and broken words."""
    given, family, born = row["given_name"], row["family_name"], row["born"]
    street, postal_code = row["street"], row["postal_code"]
    street_name = re.sub(r"[^a-z]", "", street) if street else ""
    return {
        "name_key": " ".join(sorted((given, family))) if given and family else None,
        "initials": f"{given[:INITIAL_LETTERS]} {family[:INITIAL_LETTERS]}"
        if given and family
        else None,
        "street_key": street_name or None,
        "born_year": born[:4] if born else None,
        "born_month_day": born[4:] if born else None,
        "zone": postal_code[:2] if postal_code else None,
    }


def plain(value: object) -> str | None:
    """Fold case, accents and punctuation; drop what only fills a form."""
    if not isinstance(value, str):
        return None
    spread = unicodedata.normalize("NFKD", value.casefold())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    words = _WORDS.sub(" ", bare).strip() or " ".join(bare.split())
    return None if not words or words.replace(" ", "") in PLACEHOLDERS else words


def day(value: object) -> str | None:
    """Give a birth date as eight digits; the well-known fillers are missing."""
    if isinstance(value, date):
        digits = value.strftime("%Y%m%d")
    elif isinstance(value, str):
        digits = re.sub(r"\D", "", value)[:8]
    else:
        return None
    return (
        None if len(digits) != len("19700101") or digits in PLACEHOLDER_DAYS else digits
    )


def email(value: object) -> str | None:
    """Lower the case; mailboxes that nobody owns are missing."""
    if not isinstance(value, str) or "@" not in value:
        return None
    lowered = value.strip().casefold()
    return None if lowered.startswith(PLACEHOLDER_MAILBOXES) else lowered


def phone(value: object) -> str | None:
    """Keep the digits that identify; numbers of one repeated digit are missing."""
    if not isinstance(value, str):
        return None
    digits = re.sub(r"\D", "", value)[-PHONE_DIGITS:]
    return None if len(digits) < SHORTEST_PHONE or _REPEATED.match(digits) else digits


def code(value: object) -> str | None:
    """Keep letters and digits; zeros or one repeated sign mean nothing."""
    text = plain(value if isinstance(value, str) else None)
    joined = text.replace(" ", "") if text else ""
    filler = len(joined) > 1 and _REPEATED.match(joined)
    return None if not joined or filler else joined
