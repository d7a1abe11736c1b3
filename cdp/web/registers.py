"""Words that live in the registers: purposes, channels, kinds of data, duties."""

from collections.abc import Mapping
from typing import cast

from cdp.web.i18n import text_of
from cdp.web.pages import services
from cdp.web.words import word


def purpose_words(code: str | None) -> str:
    """Name a purpose; one that the register no longer knows keeps its id."""
    return _label("purposes", code)


def channel_words(code: str | None) -> str:
    """Name a channel."""
    return _label("channels", code)


def data_words(code: str) -> str:
    """Name a kind of data."""
    return _label("categories", code)


def duty_words(code: str) -> str:
    """Name a duty that comes with a yes."""
    return _label("obligations", code)


def choices_of(register: str) -> list[tuple[str, str]]:
    """List the codes of a register with their names, for a selection."""
    return [(code, _label(register, code)) for code in _register(register)]


def label_in(register: str, code: str) -> str:
    """Name a code if this register knows it."""
    return _label(register, code) if code in _register(register) else ""


def _label(register: str, code: str | None) -> str:
    entry = _register(register).get(code or "")
    if not entry or "label" not in entry:
        return word({}, code)
    return text_of(cast("Mapping[str, str]", entry["label"]))


def _register(name: str) -> Mapping[str, Mapping[str, object]]:
    found = services().bundle.data.get(name, {})
    return cast("Mapping[str, Mapping[str, object]]", found)
