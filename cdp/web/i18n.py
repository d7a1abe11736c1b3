"""Languages: the locale leads each path, sentences come from catalogues.

The one door of Flask-Babel; other modules take `_`, `ngettext` and `lazy` from here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import flask_babel
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import LazyString

__all__ = ["LOCALES", "LazyString", "_", "chosen_locale", "lazy", "ngettext", "number"]

LOCALES: Mapping[str, str] = {"en": "English", "fr": "Français"}
DEFAULT_LOCALE = "en"
FOLDER = Path(__file__).parent / "translations"


def install(app: Flask, extra: Mapping[str, Catalog] | None = None) -> tuple[str, ...]:
    """Give the application its languages; answer with their codes.

    The catalogues are read from their text form (.po) at start: nothing has to be
    compiled beforehand, and a changed sentence needs no build. English sentences are
    the keys, so English has no catalogue. `extra` adds languages, for tests.
    """
    babel = flask_babel.Babel(
        app, default_locale=DEFAULT_LOCALE, locale_selector=chosen_locale
    )
    catalogues = {code: read(code) for code in LOCALES if code != DEFAULT_LOCALE}
    catalogues.update(extra or {})
    with app.app_context():
        known = babel.domain_instance.cache
    known |= {(c, "messages"): _translations(one) for c, one in catalogues.items()}
    app.jinja_env.filters.update(day=day, moment=moment, number=number)
    return (DEFAULT_LOCALE, *catalogues)


def read(code: str) -> Catalog:
    """Read the catalogue of one language."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def _translations(catalogue: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(fp=compiled)


def chosen_locale() -> str:
    """Take the language of the path; before there is one, the browser's wish."""
    if not has_request_context():
        return DEFAULT_LOCALE
    first = request.path.split("/")[1]  # of an address that leads nowhere, too
    chosen = g.get("lang") or (first if first in LOCALES else None)
    return chosen or request.accept_languages.best_match(LOCALES) or DEFAULT_LOCALE


def direction() -> str:
    """Say in which direction the page is read."""
    locale = flask_babel.get_locale()
    return str(locale.text_direction) if locale else "ltr"


def day(when: datetime | date) -> str:
    """Write a day as people do: 12 March 2026."""
    return str(flask_babel.format_date(when, "d MMMM y"))


def moment(when: datetime) -> str:
    """Write an instant to the minute, with its zone."""
    written = flask_babel.format_datetime(when, "d MMMM y, HH:mm")
    return _("%(time)s UTC", time=written)


def text_of(texts: Mapping[str, str], locale: str | None = None) -> str:
    """Choose the text in the page's language; English where there is none."""
    return texts.get(locale or chosen_locale()) or texts.get(DEFAULT_LOCALE, "")


def number(value: float) -> str:
    """Write a number as the language does."""
    return str(flask_babel.format_number(value))


def _(sentence: str, **values: object) -> str:
    """Say a sentence in the language of the page, with its named values."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Say a sentence about a number of things; `%(num)s` is that number."""
    return str(flask_babel.ngettext(one, many, num, **values))


def lazy(sentence: str) -> LazyString:
    """Keep a sentence for later: it is said when a page shows it."""
    return flask_babel.lazy_gettext(sentence)
