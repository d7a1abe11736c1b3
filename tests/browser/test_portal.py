"""The pages in Chromium: accessible, equal, one act, and the next answer differs."""

import json
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cdp import rights
from consent import list_publications

AXE = Axe()
# target-size runs only when its tag is named.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [(320, "light"), (390, "dark"), (1280, "light")]
SHOWN = {
    "entrance": ("/", None),
    "code": ("/sign-in/code", None),
    "link": ("/link/x", None),
    "choices": ("/choices", "person"),
    "history": ("/history", "person"),
    "messages": ("/messages", "person"),
    "erase": ("/erase", "person"),
    "request": ("/request/{request}", "person"),
    "receipt": ("/receipts/{receipt}", None),
    "why": ("/why/{why}", None),
    "whynot": ("/why/{whynot}", None),
    "unsubscribe": ("/unsubscribe/{stop}", None),
    "sign-in": ("/dpo/sign-in", None),
    "today": ("/dpo/", "officer"),
    "entries": ("/dpo/entries", "officer"),
    "entry": ("/dpo/entries/{entry}", "officer"),
    "decision": ("/dpo/decisions/{refused}", "officer"),
    "replay": (
        "/dpo/decisions/{refused}/replay?policy=today&fact=consent.state&value=granted",
        "officer",
    ),
    "asked": ("/dpo/requests/{asked}", "officer"),
    "asked-list": ("/dpo/requests", "officer"),
    "ai-systems": ("/dpo/ai-systems", "officer"),
    "policies": ("/dpo/policies", "officer"),
    "publication": ("/dpo/policies/{publication}", "officer"),
    "integrity": ("/dpo/integrity", "officer"),
}


def faults(page) -> list:
    """Let axe look at a page with all its details opened."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found = AXE.run(page, options=options).response["violations"]
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found]


def look(button) -> list:
    return button.evaluate("""e => { const c = getComputedStyle(e), r = e.getBoundingClientRect();
        return [Math.round(r.width), Math.round(r.height), c.font, c.color, c.backgroundColor, c.border, c.opacity] }""")  # noqa: E501


@pytest.fixture
def path_of(site):
    links, cast = site.services.links, site.cast
    with site.services.database.reading() as conn:
        publication = list_publications(conn)[0].id
    asked = rights.open_request(
        site.services, cast.subject, via="portal", actor="portal"
    ).id
    parts = {
        "receipt": links.sign("receipt", cast.receipt),
        "why": links.sign("why", cast.permitted, cast.subject),
        "whynot": links.sign("why", cast.refused, cast.subject),
        "stop": links.sign("stop", cast.subject, "newsletter", "email"),
        "asked": asked,
        "request": links.sign("request", asked),
        "entry": cast.entry,
        "refused": cast.refused,
        "publication": publication,
    }
    return lambda name, lang: f"/{lang}" + SHOWN[name][0].format(**parts)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", sorted(SHOWN))
def test_axe_finds_nothing(open_page, path_of, name, lang) -> None:
    page = open_page(path_of(name, lang), who=SHOWN[name][1])
    for width, scheme in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == [], (width, scheme)
        room = page.evaluate("document.documentElement.scrollWidth")
        assert room <= width, f"scrolls sideways at {width}"


def test_axe_really_bites(open_page) -> None:
    page = open_page("/fr/")
    page.evaluate("""() => { const m = document.querySelector('main');
        m.insertAdjacentHTML('beforeend', '<img src="data:,"><button id=bad></button>'
            + '<p id=faint>faint</p>');
        const f = document.getElementById('faint');
        f.style.color = '#bbb'; f.style.background = '#fff' }""")
    assert {"image-alt", "button-name", "color-contrast"} <= {
        f[0] for f in faults(page)
    }


def test_both_answers_are_equals_and_nothing_is_chosen_before(open_page) -> None:
    page = open_page("/fr/choices", who="person")
    row = page.locator("#offers-email")
    yes, no = row.get_by_role("button").all()
    assert look(yes) == look(no)
    assert yes.bounding_box()["y"] == no.bounding_box()["y"]
    assert yes.get_attribute("aria-pressed") == no.get_attribute("aria-pressed")
    names = page.locator(".choice button").all_text_contents()
    assert names.count("Accepter") == names.count("Refuser") == len(names) / 2


@pytest.mark.parametrize("js", [True, False])
def test_withdrawing_takes_one_act_like_giving(open_page, js) -> None:
    page = open_page("/fr/choices", who="person", js=js)
    posts = []
    page.on("request", lambda r: r.method == "POST" and posts.append(r.url))
    row = page.locator("#offers-email")
    row.get_by_role("button", name="Accepter").click()
    state = row.locator("[data-test=state]")
    expect(state).to_have_text(re.compile("Accepté le"))
    row.get_by_role("button", name="Refuser").click()
    expect(state).to_have_text(re.compile("Retiré le"))
    assert len(posts) == 2
    expect(row.get_by_role("link", name=re.compile("Reçu"))).to_be_visible()
    page.reload()
    no = row.get_by_role("button", name="Refuser")
    expect(no).to_have_attribute("aria-pressed", "true")


def test_focus_stays_and_the_change_is_announced(open_page) -> None:
    page = open_page("/fr/choices", who="person")
    page.locator("#offers-email").get_by_role("button", name="Refuser").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Enregistré\s: Offres"))
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert focused == "Refuser"


def test_one_press_stops_all_marketing(open_page) -> None:
    page = open_page("/fr/choices", who="person")
    posts = []
    page.on("request", lambda r: r.method == "POST" and posts.append(r.url))
    page.get_by_role("button", name="Arrêter toute prospection").click()
    state = page.locator("#newsletter-email [data-test=state]")
    expect(state).to_have_text(re.compile("Retiré le"))
    assert len(posts) == 1


@pytest.mark.parametrize("gpc", [True, False])
def test_the_signal_is_shown_when_it_is_sent_and_only_then(open_page, gpc) -> None:
    page = open_page("/fr/choices", who="person", gpc=gpc)
    expect(page.locator("[data-test=gpc]")).to_have_count(int(gpc))


def test_the_keyboard_reaches_everything_and_focus_shows(open_page) -> None:
    page, seen = open_page("/fr/choices", who="person"), []
    for _ in range(10):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "[document.activeElement.textContent.trim(),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    assert seen[0][0] == "Aller au contenu"
    assert all(style != "none" for _, style in seen), seen


def test_text_twice_as_large_still_fits(open_page) -> None:
    page = open_page("/fr/choices", who="person", w=320)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_message_link_stops_its_kind_with_one_button(open_page, site) -> None:
    url = site.services.links.unsubscribe_url(
        site.cast.subject, "newsletter", "email", "fr"
    )
    page = open_page(site.path(url))
    page.get_by_role("button", name="Arrêter ces messages").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("C.est fait"))


def test_after_signing_out_back_shows_nothing(open_page) -> None:
    page = open_page("/fr/choices", who="person")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Vos données, votre choix"
    )
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Vos données, votre choix"
    )


def ask(site, key: str) -> dict:
    """Ask over HTTP whether the newsletter may be sent, as a mail service does."""
    body = {
        "subject": {"type": "channel_system", "id": "email-esp"},
        "action": {
            "name": "send",
            "properties": {
                "channel": "email",
                "purpose": "newsletter",
                "can_fulfil": [
                    "unsubscribe_link",
                    "list_unsubscribe",
                    "withdrawal_link",
                    "sender_identity",
                    "notice_art14",
                    "offer_objection",
                    "no_open_tracking",
                ],
            },
        },
        "resource": {"type": "email", "id": "lea@example.test"},
    }
    request = urllib.request.Request(
        site.base + "/access/v1/evaluation",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def test_a_choice_in_the_portal_changes_the_very_next_answer(
    open_page, site, channel_system
) -> None:
    page = open_page("/fr/choices", who="person", w=1280)
    row = page.locator("#newsletter-email")
    state = row.locator("[data-test=state]")
    assert ask(site, channel_system)["decision"] is True

    row.get_by_role("button", name="Refuser").click()
    expect(state).to_have_text(re.compile("Retiré le"))
    refused = ask(site, channel_system)
    assert refused["decision"] is False
    assert "consent-withdrawn" in {r["rule"] for r in refused["context"]["reasons"]}

    row.get_by_role("button", name="Accepter").click()
    expect(state).to_have_text(re.compile("Accepté le"))
    assert ask(site, channel_system)["decision"] is True
