"""The pages over the real parts, and the house rules that each page must keep."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.settings import Settings
from tests.waiting import PATIENT
from tests.web.house import Page, check
from tests.web.people import Cast, settle_in, sign_in

COOKIES = {
    "person": "accord_person",
    "officer": "accord_staff",
    "operator": "accord_staff",
}


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """An installation with people in it, made once and copied for each test."""
    home = tmp_path_factory.mktemp("settled") / "home"
    settings = Settings.from_env(PATIENT, home=home)
    initialise(settings, utc_now())
    services = assemble(settings)
    cast = settle_in(services)
    services.close()
    return home, cast


@pytest.fixture
def services(settled: tuple[Path, Cast], tmp_path: Path) -> Iterator[Services]:
    home = tmp_path / "home"
    shutil.copytree(settled[0], home)
    made = assemble(Settings.from_env(PATIENT, home=home))
    yield made
    made.close()


@pytest.fixture
def cast(settled: tuple[Path, Cast], services: Services) -> Cast:
    """Who is there, signed in now: the run may be older than a session lives idle."""
    cast = settled[1]
    return replace(cast, **sign_in(services, cast.subject))


@pytest.fixture
def app(services: Services) -> Iterator[Flask]:
    made = create_app(services)
    made.testing = False
    return made


@pytest.fixture
def client_for(app: Flask, cast: Cast) -> Callable[[str | None], FlaskClient]:
    """A browser, signed in as somebody or as nobody."""

    def make(who: str | None = None) -> FlaskClient:
        client = app.test_client()
        if who:
            client.set_cookie(COOKIES[who], getattr(cast, who))
        return client

    return make


@pytest.fixture
def page(client_for) -> Callable[..., Page]:
    """Fetch a page and hold it to the house rules, whatever the test is about."""

    def fetch(
        path: str,
        *,
        who: str | None = None,
        status: int = 200,
        client: FlaskClient | None = None,
        headers: dict[str, str] | None = None,
    ) -> Page:
        response = (client or client_for(who)).get(path, headers=headers)
        assert response.status_code == status, response.text
        return check(response, path)

    return fetch
