"""A language that nobody speaks: what it does not change is not in the catalogue."""

import re
from collections.abc import Iterator, Mapping

import pytest
from babel.messages.catalog import Catalog
from flask import Flask

import cdp.web
from cdp import rights
from consent import list_publications
from tests.web import catalogues
from tests.web.house import SPACE, check
from tests.web.test_pages import SHOWN

# A real locale as the carrier: Babel refuses to know made-up ones.
CARRIER = "eo"
MAP = str.maketrans("aceinosuyACEINOSUY", "åçéîñöšûýÅÇÉÎÑÖŠÛÝ")
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%)")
NAMED = ("aria-label", "title", "placeholder", "alt")
OPEN, CLOSE = "⟦", "⟧"


def pseudo(text: str) -> str:
    """Change every letter that can be, make it 40 % longer, and bracket it."""
    parts = PLACEHOLDER.split(text)
    body = "".join(p if i % 2 else p.translate(MAP) for i, p in enumerate(parts))
    return OPEN + body + "·" * max(2, int(len(text) * 0.4)) + CLOSE


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    made = Catalog(locale=CARRIER, fuzzy=False)
    for message in catalogues.wanted():
        if isinstance(message.id, tuple):
            made.add(message.id, tuple(pseudo(one) for one in message.id))
        elif message.id:
            made.add(message.id, pseudo(message.id))
    return made


@pytest.fixture
def app(services, cast, catalogue) -> Flask:
    made = Flask(__name__, static_folder=None)
    cdp.web.register(made, services, languages={CARRIER: catalogue})
    return made


@pytest.fixture
def known(services, cast) -> re.Pattern[str]:
    """What may stay as it is: words that are data, in registers or settings."""
    settings = services.settings
    texts = {settings.controller_name, settings.controller_contact, "email-esp"}
    texts |= {"dora", "spring-2027", "accord", *_strings(services.bundle.data)}
    texts |= {t for rule in services.bundle.catalogue for t in _strings(rule.message)}
    texts |= {t for rule in services.bundle.catalogue for t in _strings(rule.remedy)}
    texts |= {rule.source for rule in services.bundle.catalogue}
    longest = sorted((t for t in texts if t), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _strings(name)
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def visible(element, *, raw: bool = False) -> Iterator[str]:
    """Give every text that people see or hear, but for what is marked as raw."""
    raw = raw or element.get("data-raw") is not None
    raw = raw or element.tag in (SPACE + "script", SPACE + "style", SPACE + "code")
    if not raw:
        yield element.text or ""
        yield from (element.get(name) or "" for name in NAMED)
    for child in element:
        yield from visible(child, raw=raw)
        if not raw:
            yield child.tail or ""


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_every_sentence_comes_from_the_catalogue(
    client_for, services, cast, known, name
) -> None:
    path, who = SHOWN[name]
    links = services.links
    with services.database.reading() as conn:
        publication = list_publications(conn)[0].id
    asked = rights.open_request(services, cast.subject, via="portal", actor="portal")
    parts = {
        "receipt": links.sign("receipt", cast.receipt),
        "why": links.sign("why", cast.permitted, cast.subject),
        "stop": links.sign("stop", cast.subject, "newsletter", "email"),
        "asked": asked.id,
        "request": links.sign("request", asked.id),
        "entry": cast.entry,
        "refused": cast.refused,
        "publication": publication,
    }
    path = f"/{CARRIER}{path.format(**parts)}"
    page = check(client_for(who).get(path), path)
    left = [
        words
        for text in visible(page.root)
        if (words := " ".join(text.split()))
        and OPEN not in words
        and CLOSE not in words
        and re.search(r"[A-Za-z]{2}", known.sub("", words))
    ]
    assert left == []
