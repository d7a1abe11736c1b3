"""The house rules of a page, as one function that every fetched page goes through."""

from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

SPACE = "{http://www.w3.org/1999/xhtml}"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Page:
    """A page that keeps the rules."""

    response: TestResponse
    root: Element

    def all(self, tag: str, **attributes: str) -> list[Element]:
        found = self.root.iter(SPACE + tag)
        names = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in found
            if all(one.get(name) == value for name, value in names.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        return words(self.one("body"))

    @property
    def csrf(self) -> str:
        return self.all("input", name="csrf_token")[0].get("value", "")


def words(element: Element) -> str:
    """Give the text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def check(response: TestResponse, path: str) -> Page:
    """Parse strictly, then check structure, forms and headers."""
    parser = html5lib.HTMLParser(strict=False)
    root = parser.parse(response.text)
    # SVG without a viewBox, and custom elements, are fine; broken mark-up is not.
    assert parser.errors == [], (path, parser.errors)
    page = Page(response, root)
    _check_structure(page, path)
    _check_forms(page)
    _check_headers(response)
    return page


def _check_structure(page: Page, path: str) -> None:
    html = page.one("html")
    assert html.get("lang") == path.split("/")[1], "lang follows the path"
    assert html.get("dir") in ("ltr", "rtl")
    heading = words(page.one("h1"))
    assert words(page.one("title")).startswith(heading), "the title says the heading"
    page.one("main")
    page.one("header", **{"class": "top"})
    ids = Counter(one.get("id") for one in page.root.iter() if one.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    first_link = next(page.root.iter(SPACE + "a"))
    assert first_link.get("href") == "#main", "the skip link comes first"
    styled = [one.tag for one in page.root.iter() if one.get("style")]
    assert styled == [], "no style attributes"
    assert page.all("style") == []
    assert [s for s in page.all("script") if not s.get("src")] == []
    for one in page.root.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            for target in (one.get(name) or "").split():
                assert target in ids, f"{name} points nowhere: {target}"


def _check_forms(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for field in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        if field.get("type") != "hidden":
            assert field.get("id") in labelled, f"no label: {field.get('name')}"
    for form in page.all("form"):
        names = {one.get("name") for one in form.iter(SPACE + "input")}
        is_post = form.get("method") == "post"
        assert is_post == ("csrf_token" in names), "each act carries its token"
    for button in page.all("button"):
        assert words(button), "visible text is the name"


def _check_headers(response: TestResponse) -> None:
    headers = response.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
