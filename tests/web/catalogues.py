"""What the catalogues must hold; `python -m tests.web.catalogues` renews them.

Keys are the English sentences of templates and code, and titles of rules in METADATA.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from consent import Bundle

ROOT = Path(__file__).parents[2]
WEB = ROOT / "cdp" / "web"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "lazy": None, "_l": None, "ngettext": (1, 2), "gettext": None}


def wanted() -> Catalog:
    """Give every sentence that a page can show."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    for rule in Bundle.load(ROOT / "policies").catalogue:
        if not rule.titles:  # those of a register speak both languages there
            catalogue.add(rule.title)
    return catalogue


def place(locale: str) -> Path:
    """Say where a catalogue stands."""
    return WEB / "translations" / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """Read a catalogue as it is."""
    with place(locale).open("rb") as file:
        return read_po(file, locale=locale)


def _empty(locale: str) -> Catalog:
    return Catalog(
        locale=locale,
        fuzzy=False,
        project="Accord",
        version="1",
        last_translator="Accord",
        language_team=locale,
        msgid_bugs_address="",
        header_comment="# Bring up to date with: python -m tests.web.catalogues",
    )


def update(locale: str) -> None:
    """Add what is new, without a translation, and drop what is gone."""
    known, fresh = read(locale), _empty(locale)
    for message in wanted():
        if message.id:
            old = known.get(message.id)
            fresh.add(message.id, old.string if old else "")
    with place(locale).open("wb") as file:
        write_po(file, fresh, sort_output=True, omit_header=False, width=88)


if __name__ == "__main__":
    update("fr")
