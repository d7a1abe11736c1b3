"""A real installation behind a real server process, for the tests over HTTP."""

import base64
import http.client
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest
from flask.testing import FlaskClient

from cdp import access
from cdp.app import create_app
from cdp.assembly import assemble, initialise, utc_now
from cdp.bench.servers import ServerProcess
from cdp.settings import Settings, default_policy_dir

ALL_SCOPES = access.SCOPES
WHO = "person-1@example.test"
EMAIL_DUTIES = [
    "unsubscribe_link",
    "list_unsubscribe",
    "withdrawal_link",
    "sender_identity",
    "notice_art14",
    "offer_objection",
    "ai_disclosure",
    "ai_marking",
    "human_review",
    "no_open_tracking",
    "drop_fields",
    "gpc_acknowledged",
]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Live:
    """One installation; start and kill its server as often as you like."""

    settings: Settings
    key: str
    write_key: str
    server: ServerProcess
    bearer: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def send(self, method, path, body=None, headers=None) -> Answer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=30
        )
        try:
            raw = json.dumps(body).encode() if isinstance(body, dict) else body
            connection.request(method, path, raw, headers or self.bearer)
            got = connection.getresponse()
            return Answer(got.status, dict(got.headers), got.read())
        finally:
            connection.close()

    def post(self, path, body, headers=None) -> Answer:
        return self.send("POST", path, body, headers)

    def get(self, path, headers=None) -> Answer:
        return self.send("GET", path, None, headers)

    def track(self, path, body) -> Answer:
        return self.post(path, body, basic(self.write_key))


def basic(user: str, password: str = "") -> dict[str, str]:
    text = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {text}"}


def install(settings: Settings) -> tuple[str, str]:
    """Make the installation, with one client that may do all and one source."""
    initialise(settings, utc_now())
    services = assemble(settings)
    try:
        with services.database.transaction() as conn:
            secret = access.add_client(conn, "esp", ALL_SCOPES, utc_now())
            write_key = access.add_source(conn, "shop", now=utc_now())
    finally:
        services.close()
    return f"esp.{secret}", write_key


def make_live(settings: Settings) -> Live:
    key, write_key = install(settings)
    server = ServerProcess(
        ["cdp", "serve", "--home", str(settings.home)],
        ready="/health/ready",
        log=settings.home / "server.log",
    )
    return Live(settings, key, write_key, server, {"Authorization": f"Bearer {key}"})


@dataclass
class Installed:
    """The keys of an installation whose services run inside the test."""

    key: str
    write_key: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def counted(self, services) -> Counter[str]:
        with services.database.reading() as conn:
            return Counter(services.ingestion.count_events(conn))


def installed_in(services) -> Installed:
    with services.database.transaction() as conn:
        secret = access.add_client(conn, "esp", ALL_SCOPES, services.now())
        write_key = access.add_source(conn, "shop", now=services.now())
    return Installed(f"esp.{secret}", write_key)


@pytest.fixture
def installed(services) -> Installed:
    return installed_in(services)


@pytest.fixture
def api(services, installed) -> Iterator[FlaskClient]:
    """The whole application inside the test, without a server."""
    with create_app(services).test_client() as client:
        yield client


@pytest.fixture
def live(home: Path) -> Iterator[Live]:
    """A running installation on SQLite."""
    made = make_live(Settings.from_env(home=home))
    with made.server:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def any_live(
    request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Live]:
    """A running installation on either database, with a cap of 3 that binds first."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        monkeypatch.setenv("ACCORD_DATABASE_URL", url)
    monkeypatch.setenv("ACCORD_POLICY_DIR", str(with_cap_of_three(home.parent)))
    made = make_live(Settings.from_env(home=home))
    with made.server:
        yield made


def with_cap_of_three(folder: Path) -> Path:
    """Copy the policies with a limit of 3 in every cap."""
    made = copytree(default_policy_dir(), folder / "policies")
    path = made / "data" / "caps" / "data.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps(_limited(document)))
    return made


def _limited(value):
    if isinstance(value, dict):
        return {
            name: 3 if name == "limit" else _limited(inner)
            for name, inner in value.items()
        }
    return [_limited(one) for one in value] if isinstance(value, list) else value


def question(who: str, **properties: object) -> dict[str, object]:
    terms = {"channel": "email", "purpose": "newsletter", "can_fulfil": EMAIL_DUTIES}
    return {
        "subject": {"type": "channel_system", "id": "esp"},
        "action": {"name": "send", "properties": {**terms, **properties}},
        "resource": {"type": "email", "id": who},
    }


def choice(who: str, act: str = "grant", at: str | None = None, **more: object):
    return {
        "identifier": {"type": "email", "id": who},
        "act": act,
        "scope": {"purpose": "newsletter", "channel": "email"},
        "at": at or utc_now().isoformat(),
        "notice": {"id": "newsletter-fr", "version": "3"},
        "method": "web_form",
        "locale": "fr",
        "evidence": {"form": "signup", "text_digest": "sha256:" + "0" * 64},
        **more,
    }


def identify(number: int, **more: object) -> dict[str, object]:
    return {
        "userId": f"user-{number}",
        "messageId": f"identify-{number}",
        "traits": {
            "email": f"person-{number}@example.test",
            "birthday": "1980-02-03",
            "timezone": "Europe/Paris",
            "address": {"country": "FR", "postalCode": "75011"},
        },
        **more,
    }


def ask(api, installed, body, path="/access/v1/evaluation"):
    response = api.post(path, json=body, headers=installed.bearer)
    assert response.status_code in (200, 201), response.data
    return response.get_json()


def rules(answer):
    return [reason["rule"] for reason in answer["context"]["reasons"]]
