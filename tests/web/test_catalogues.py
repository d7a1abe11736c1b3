"""The catalogues are current and complete, and their French is typeset as French."""

import re

import pytest

from tests.web import catalogues

NO_BREAK = "\u00a0"


def strings(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(scope="module")
def french():
    return catalogues.read("fr")


def test_the_catalogue_holds_exactly_what_the_pages_can_say(french) -> None:
    wanted = {message.id for message in catalogues.wanted() if message.id}
    assert {message.id for message in french if message.id} == wanted


def test_every_sentence_is_translated(french) -> None:
    missing = [m.id for m in french if m.id and not all(strings(m))]
    assert missing == []
    assert [m.id for m in french if m.fuzzy and m.id] == []
    assert not french.obsolete


def test_placeholders_are_the_same_in_both_languages(french) -> None:
    for message in french:
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        names = set(re.findall(r"%\(\w+\)s", source))
        for text in strings(message):
            assert set(re.findall(r"%\(\w+\)s", text)) == names, message.id


def test_french_has_its_own_typography(french) -> None:
    for message in french:
        for text in strings(message) if message.id else ():
            assert "'" not in text, text
            assert not re.search(r"[^\u00a0](?:[;!?»]|:(?=\s|$))", text), text
            assert f"«{NO_BREAK}" in text or "«" not in text, text
