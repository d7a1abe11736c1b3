"""A real browser on the real pages; every page it opens is held to the house rules."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from cdp import access
from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.settings import Settings
from tests.waiting import PATIENT
from tests.web.people import Cast, settle_in, sign_in

CHROMIUM = os.environ.get("ACCORD_CHROMIUM") or shutil.which("chromium")
ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
WATCH = """window.__csp = []; document.addEventListener('securitypolicyviolation',
    e => window.__csp.push(e.effectiveDirective + ' ' + e.blockedURI))"""
COOKIES = {"person": "accord_person", "officer": "accord_staff"}


@dataclass
class Site:
    """The running pages, and who is there."""

    base: str
    services: Services
    cast: Cast

    def path(self, url: str) -> str:
        return url.removeprefix(self.services.settings.public_url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing and this is CI (ACCORD_CHROMIUM)")
        pytest.skip("LEFT OUT: Chromium is not installed on this machine")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield made
        made.close()


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """An installation with people in it, made once and copied for each test."""
    home = tmp_path_factory.mktemp("browser") / "home"
    settings = Settings.from_env(PATIENT, home=home)
    initialise(settings, utc_now())
    services = assemble(settings)
    cast = settle_in(services)
    services.close()
    return home, cast


@pytest.fixture
def site(settled: tuple[Path, Cast], tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(settled[0], tmp_path / "home")
    services = assemble(Settings.from_env(PATIENT, home=tmp_path / "home"))
    cast = settled[1]
    yield from serve(services, replace(cast, **sign_in(services, cast.subject)))
    services.close()


def serve(services: Services, cast: Cast, app=None) -> Iterator[Site]:
    """Serve on a port of its own for as long as a test runs."""
    server = make_server("127.0.0.1", 0, app or create_app(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", services, cast)
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def open_page(browser: Browser, site: Site):
    """Open a page as somebody; at the end, no page may have had a fault."""
    contexts, seen = [], []

    def go(path: str, *, who=None, w=390, scheme="light", js=True, gpc=False):
        context = browser.new_context(
            viewport={"width": w, "height": 844},
            color_scheme=scheme,
            java_script_enabled=js,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            extra_http_headers={"Sec-GPC": "1"} if gpc else {},
        )
        contexts.append(context)
        if who:
            token = getattr(site.cast, who)
            context.add_cookies(
                [{"name": COOKIES[who], "value": token, "url": site.base}]
            )
        page = context.new_page()
        seen.append(watch(page, js=js))
        page.goto(site.base + path)
        return page

    yield go
    faults = []
    for page, problems, hosts, js in seen:
        faults += problems
        faults += [f"third party: {host}" for host in hosts - {site.base[7:]}]
        if js and page.url.startswith("http"):
            faults += [f"csp: {one}" for one in page.evaluate("window.__csp || []")]
    for context in contexts:
        context.close()
    assert faults == []


def watch(page, *, js: bool):
    """Note script errors, console errors and every host that is asked."""
    problems: list[str] = []
    hosts: set[str] = set()
    if js:
        page.add_init_script(WATCH)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda m: m.type == "error" and problems.append(f"console: {m.text}"),
    )
    page.on("request", lambda r: "://" in r.url and hosts.add(r.url.split("/")[2]))
    return page, problems, hosts, js


@pytest.fixture
def channel_system(site: Site):
    """A client of the interface, and its key."""
    with site.services.database.transaction() as conn:
        secret = access.add_client(
            conn, "email-esp", ["decisions:evaluate"], site.services.now()
        )
    return f"email-esp.{secret}"
