"""Blind index: equal identifiers give equal digests, and a digest gives nothing back.

Normalise first, then digest. What comes from a form's default or a broken export
("null", 000000, unknown) is no identifier: it would join strangers.
"""

import hmac
import unicodedata
from collections.abc import Callable
from hashlib import sha256

import phonenumbers

from cdp.errors import InvalidInputError
from cdp.vault.keys import expand

DIGEST_BYTES = 16
LONGEST_VALUE = 512
LONGEST_EMAIL = 320  # RFC 3696 erratum 1690: 64 + @ + 255
KINDS = frozenset(
    {
        "email",
        "phone",
        "user_id",
        "loyalty_id",
        "anonymous_id",
        "device_id",
        "postal",
        "name",
        "source_key",
    }
)
EXTERNAL = "external:"
LONGEST_KIND = 64
# A short row of one digit may be somebody's number in a shop's own series.
SHORTEST_ROW_OF_ONE_DIGIT = 5

# Words as words: one to a line would be a page of them.
JUNK = frozenset(
    """
    null none nil nan n/a na n.a. n.a undefined unknown unbekannt inconnu anonymous
    anonym anonyme guest test tester testing example default empty blank missing void
    false true no yes - -- . ? x xx xxx xxxx todo tbd
    """.split()  # noqa: SIM905
) | {"[object object]", "(not set)", "not set", "not provided", "not available"}


def normalise(kind: str, value: str, region: str | None = None) -> str | None:
    """Bring an identifier into the one form that is digested; None when it is none.

    Args:
        kind: One of KINDS, or `external:<type>`.
        value: As a source sent it.
        region: Where a phone number without a country code is from ("FR").

    A kind that nobody defined identifies nobody.
    """
    cleaned = _clean(value) if is_kind(kind) else ""
    if not cleaned or len(cleaned) > LONGEST_VALUE or cleaned.casefold() in JUNK:
        return None
    if kind == "phone":
        return _phone(cleaned, region)
    normal = NORMAL_FORMS.get(kind, _as_it_is)(cleaned)
    return None if normal in JUNK else normal  # ":X" is no more a name than "X" is


def is_kind(kind: str) -> bool:
    """Say whether this is a kind of identifier that we know."""
    external = kind.startswith(EXTERNAL) and len(EXTERNAL) < len(kind) <= LONGEST_KIND
    return external or kind in KINDS


def digest(index_key: bytes, kind: str, value: str) -> bytes:
    """Give the keyed digest of a normalised identifier; one key per kind.

    Whoever holds the key can try every phone number there is, so the key is never in
    the database unwrapped. 16 bytes leave no accidental match in any real number of
    people.

    Raises:
        InvalidInputError: There is no such kind.
    """
    if not is_kind(kind):
        raise InvalidInputError({"kind": "must be a known kind of identifier"})
    return short_hmac(expand(index_key, f"index/{kind}/v1"), value.encode())


def short_hmac(key: bytes, message: bytes) -> bytes:
    """Give the first 16 bytes of HMAC-SHA256.

    Source: RFC 2104, truncated as its section 5 allows.
    """
    return hmac.digest(key, message, sha256)[:DIGEST_BYTES]


def _clean(value: str) -> str:
    # NFKC, and nothing invisible: a zero-width space makes a second person of one.
    visible = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFKC", value)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join("".join(visible).split())


def _email(value: str) -> str | None:
    local, at, domain = value.casefold().removeprefix("mailto:").rpartition("@")
    domain = domain.removesuffix(".")
    wrong = " " in local + domain or "@" in local or len(value) > LONGEST_EMAIL
    if wrong or not local or not at or not all(domain.split(".")) or "." not in domain:
        return None
    if local in JUNK and domain.split(".")[0] in JUNK and local != "test":
        return None
    try:
        # Both spellings of one domain: bücher.example is xn--bcher-kva.example.
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None


def _phone(value: str, region: str | None) -> str | None:
    written = "+" + value[2:] if value.startswith("00") and not region else value
    try:
        number = phonenumbers.parse(written, region or None)
    except phonenumbers.NumberParseException:
        return None
    digits = str(number.national_number)
    # Possible, not valid: the numbers that are reserved for examples are never valid.
    junk = len(set(digits)) == 1 or "01234567890123456789".find(digits) >= 0
    if junk or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _as_it_is(value: str) -> str | None:
    return None if _is_filler(value) else value


def _words(value: str) -> str | None:
    """Letters and digits alone: Léa and LEA, 75 002 and 75002-B, spelled alike."""
    bare = unicodedata.normalize("NFKD", value.casefold())
    kept = (char if char.isalnum() else " " for char in bare if not _is_accent(char))
    return " ".join("".join(kept).split()) or None


def _is_accent(char: str) -> bool:
    return unicodedata.combining(char) != 0


def _is_filler(value: str) -> bool:
    # An advertising id of zeros means "tracking is off", not one person.
    bare = [char for char in value if char.isalnum()]
    if not bare or set(bare) == {"0"}:
        return True
    row = len(set(bare)) == 1 and bare[0].isdigit()
    return row and len(bare) >= SHORTEST_ROW_OF_ONE_DIGIT


NORMAL_FORMS: dict[str, Callable[[str], str | None]] = {
    "email": _email,
    "postal": _words,
    "name": _words,
}
