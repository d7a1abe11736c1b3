"""Every page in every language keeps the house rules; every route is known here."""

import pytest

from cdp import rights
from cdp.web.dpo import PAGES as DPO
from cdp.web.portal import PAGES as PORTAL
from consent import list_publications
from tests.web.house import words

# Every page that can be fetched: endpoint, path, who is signed in.
SHOWN = {
    "portal.entrance": ("/", None),
    "portal.code": ("/sign-in/code", None),
    "portal.link": ("/link/acl_x", None),
    "portal.choices": ("/choices", "person"),
    "portal.history": ("/history", "person"),
    "portal.messages": ("/messages", "person"),
    "portal.receipt": ("/receipts/{receipt}", None),
    "portal.erase": ("/erase", "person"),
    "portal.request": ("/request/{request}", None),
    "portal.why": ("/why/{why}", None),
    "portal.unsubscribe": ("/unsubscribe/{stop}", None),
    "dpo.today": ("/dpo/", "officer"),
    "dpo.sign_in": ("/dpo/sign-in", None),
    "dpo.entries": ("/dpo/entries", "officer"),
    "dpo.entry": ("/dpo/entries/{entry}", "officer"),
    "dpo.decision": ("/dpo/decisions/{refused}", "officer"),
    "dpo.replay": ("/dpo/decisions/{refused}/replay?policy=today", "officer"),
    "dpo.requests": ("/dpo/requests", "officer"),
    "dpo.request": ("/dpo/requests/{asked}", "officer"),
    "dpo.policies": ("/dpo/policies", "officer"),
    "dpo.publication": ("/dpo/policies/{publication}", "officer"),
    "dpo.ai_systems": ("/dpo/ai-systems", "officer"),
    "dpo.integrity": ("/dpo/integrity", "officer"),
}
OTHER = {"portal.receipt_json", "dpo.entry_proof"}


@pytest.fixture
def paths(services, cast) -> dict[str, str]:
    links = services.links
    asked = rights.open_request(services, cast.subject, via="portal", actor="portal")
    with services.database.reading() as conn:
        publication = list_publications(conn)[0].id
    return {
        "receipt": links.sign("receipt", cast.receipt),
        "why": links.sign("why", cast.permitted, cast.subject),
        "whynot": links.sign("why", cast.refused, cast.subject),
        "stop": links.sign("stop", cast.subject, "newsletter", "email"),
        "asked": asked.id,
        "request": links.sign("request", asked.id),
        "entry": cast.entry,
        "refused": cast.refused,
        "publication": publication,
    }


def test_every_page_is_in_the_table() -> None:
    shown = {f"portal.{name}" for _, name, _, method in PORTAL if method == "GET"}
    shown |= {f"dpo.{name}" for _, name, _, method in DPO if method == "GET"}
    assert shown == set(SHOWN) | OTHER


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_page_keeps_the_house_rules(page, paths, name, lang) -> None:
    path, who = SHOWN[name]
    page(f"/{lang}{path.format(**paths)}", who=who)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/nothing", None, 404),
        ("/why/forged", None, 404),
        ("/unsubscribe/forged", None, 404),
        ("/receipts/forged", None, 404),
        ("/demo", None, 404),
        ("/dpo/", "operator", 403),
        ("/dpo/decisions/dec_nothing", "officer", 404),
        ("/dpo/entries/ent_nothing", "officer", 404),
    ],
)
def test_an_error_is_a_page_with_a_way_on(page, lang, path, who, status) -> None:
    shown = page(f"/{lang}{path}", who=who, status=status)
    assert [a for a in shown.all("a") if "primary" in (a.get("class") or "")]


@pytest.mark.parametrize("name", ["choices", "history", "messages"])
def test_a_stranger_is_sent_to_the_entrance(client_for, name) -> None:
    response = client_for(None).get(f"/en/{name}")
    assert response.status_code == 303
    assert response.location == "/en/"


@pytest.mark.parametrize("path", ["", "entries", "integrity", "decisions/x"])
def test_the_console_asks_strangers_to_sign_in(client_for, path) -> None:
    response = client_for(None).get(f"/en/dpo/{path}")
    assert response.status_code == 303
    assert response.location == "/en/dpo/sign-in"


def test_a_person_is_nobody_at_the_console(client_for, app, cast) -> None:
    client = app.test_client()
    client.set_cookie("accord_staff", cast.person)
    assert client.get("/en/dpo/").status_code == 303


def test_the_missing_role_is_named(page) -> None:
    assert "dpo" in words(page("/en/dpo/", who="operator", status=403).one("h1"))


def test_the_language_switch_keeps_the_page(page) -> None:
    shown = page("/en/dpo/entries?kind=auth", who="officer")
    assert shown.one("a", hreflang="fr").get("href") == "/fr/dpo/entries?kind=auth"


def test_the_root_leads_to_the_browsers_language(client_for) -> None:
    fetched = client_for(None).get("/", headers={"Accept-Language": "fr-CA,fr;q=0.9"})
    assert fetched.location == "/fr/"


def test_assets_may_be_kept_for_a_year_and_pages_not_at_all(page, client_for) -> None:
    shown = page("/en/")
    (sheet,) = shown.all("link", rel="stylesheet")
    served = client_for(None).get(sheet.get("href"))
    assert served.status_code == 200
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    font = sheet.get("href").replace("ui.css", "fonts/inter-5.3.0-latin.woff2")
    kept = client_for(None).get(font)
    assert "immutable" in kept.headers["Cache-Control"]
    served.close()
    kept.close()


def test_no_page_shows_an_address_or_a_name(page, paths) -> None:
    for name, (path, who) in SHOWN.items():
        if who == "officer" or name in ("portal.why", "portal.receipt"):
            text = page(f"/en{path.format(**paths)}", who=who).response.text
            assert "lea@example.test" not in text
            assert "Martin" not in text
