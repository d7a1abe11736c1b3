"""What a cap says of itself, in English and French, with its limit and its window.

Made from the row, so that a sentence never names another number than the one that
counts. A row may bring sentences of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from consent.catalogue import LANGUAGES
from consent.windows import Window

Row = Mapping[str, object]
Texts = Mapping[str, str]

_REMEDY: Final[Texts] = {
    "en": "Wait until the cap frees.",
    "fr": "Attendez que le plafond se libère.",
}
_MANY: Final = 3  # more channels than these are not listed in a sentence
_BY: Final[Mapping[str, Texts]] = {
    "email": {"en": "by e-mail", "fr": "par courriel"},
    "sms": {"en": "by text message", "fr": "par SMS"},
    "push": {"en": "by notification", "fr": "par notification"},
    "call": {"en": "by telephone", "fr": "par téléphone"},
    "call_automated": {"en": "by automated call", "fr": "par appel automatisé"},
    "post": {"en": "by post", "fr": "par courrier postal"},
    "web": {"en": "on the website", "fr": "sur le site web"},
    "app": {"en": "in the app", "fr": "dans l'application"},
    "in_store": {"en": "in store", "fr": "en magasin"},
    "ad_network": {"en": "through advertising", "fr": "par la publicité"},
}
_ALL: Final[Texts] = {"en": "over all channels", "fr": "tous canaux confondus"}
# one, several, the same with several calendar periods
_SPANS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "minute": ("in one minute", "in {n} minutes"),
        "rolling": ("in 24 hours", "in {n} days"),
        "day": ("in a calendar day", "in {n} calendar days"),
        "week": ("in a calendar week", "in {n} calendar weeks"),
        "month": ("in a calendar month", "in {n} calendar months"),
    },
    "fr": {
        "minute": ("en une minute", "en {n} minutes"),
        "rolling": ("en 24 heures", "en {n} jours"),
        "day": ("par jour calendaire", "en {n} jours calendaires"),
        "week": ("par semaine calendaire", "en {n} semaines calendaires"),
        "month": ("par mois calendaire", "en {n} mois calendaires"),
    },
}
# kind of contact → language → one, several
_NOUNS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "marketing": {
        "en": ("marketing contact", "marketing contacts"),
        "fr": ("contact commercial", "contacts commerciaux"),
    },
    "any": {"en": ("contact", "contacts"), "fr": ("contact", "contacts")},
}
_ATTEMPTS: Final[Texts] = {
    "en": ", attempts included",
    "fr": ", tentatives comprises",
}
_WISH: Final[Mapping[str, Texts]] = {
    "day": {"en": "at most {n} a day", "fr": "au plus {n} par jour"},
    "week": {"en": "at most {n} a week", "fr": "au plus {n} par semaine"},
    "month": {"en": "at most {n} a month", "fr": "au plus {n} par mois"},
}


def title_of(name: str, row: Row) -> Texts:
    """Give the title of a cap."""
    plain = {"en": f"Cap on contacts - {name}", "fr": f"Plafond de contacts - {name}"}
    return cast("Texts", row.get("title", plain))


def remedy_of(row: Row) -> Texts:
    """Say what would have to change."""
    return cast("Texts", row.get("remedy", _REMEDY))


def message_of(row: Row) -> Texts:
    """Say which limit is reached, in which window."""
    window, limit = Window.of(row["window"]), cast("int", row["limit"])
    own = cast("Texts", row.get("message", {}))
    made = {
        "en": "The limit is reached: at most {limit} {what} {window}{tries}.",
        "fr": "La limite est atteinte : au plus {limit} {what} {window}{tries}.",
    }
    return {
        language: own.get(language, made[language])
        .replace("{limit}", str(limit))
        .replace("{what}", _what(row, limit, language))
        .replace("{window}", span_of(window, language))
        .replace("{tries}", _ATTEMPTS[language] if row["counts"] == "attempts" else "")
        for language in LANGUAGES
    }


def span_of(window: Window, language: str) -> str:
    """Name a window."""
    rolling_days = window.unit == "day" and not window.is_calendar
    one, several = _SPANS[language]["rolling" if rolling_days else window.unit]
    return one if window.length == 1 else several.format(n=window.length)


def wish_details(situation: Mapping[str, object]) -> dict[str, Texts]:
    """Code of a wish → what the person asked for, of those wishes that are reached."""
    strictest: dict[str, int] = {}
    for wish in cast("Sequence[Mapping[str, object]]", situation.get("wishes") or ()):
        most, per = cast("int", wish["at_most"]), cast("str", wish["per"])
        if cast("int", wish["count"]) >= most:
            strictest[per] = min(most, strictest.get(per, most))
    return {
        f"cap-wish-{per}": {
            language: said.format(n=most) for language, said in _WISH[per].items()
        }
        for per, most in strictest.items()
    }


def _what(row: Row, limit: int, language: str) -> str:
    kind = "any" if "service" in _listed(row, "content_classes") else "marketing"
    words = [_NOUNS[kind][language][0 if limit == 1 else 1]]
    words.append(_channels(row, language))
    words += _scope(row, language)
    return " ".join(words)


def _channels(row: Row, language: str) -> str:
    channels = _listed(row, "channels")
    if not channels or len(channels) > _MANY:
        return _ALL[language]
    named = [_BY[one][language] if one in _BY else one for one in channels]
    return {"en": " or ", "fr": " ou "}[language].join(named)


def _scope(row: Row, language: str) -> list[str]:
    """Name purposes and campaigns, where the cap is only about some."""
    words = []
    if purposes := _listed(row, "purposes"):
        words.append({"en": "for ", "fr": "pour "}[language] + ", ".join(purposes))
    if named := [*_listed(row, "campaigns"), *_listed(row, "groups")]:
        words.append({"en": "of ", "fr": "de "}[language] + ", ".join(named))
    if row.get("each") == "campaign":
        words.append({"en": "of one campaign", "fr": "d'une même campagne"}[language])
    return words


def _listed(row: Row, name: str) -> Sequence[str]:
    return cast("Sequence[str]", row.get(name, ()))
