"""An installation whose clock the test moves: people, choices, questions by HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from cdp.app import create_app
from cdp.assembly import Services, assemble
from cdp.database import Connection
from cdp.identity import merge
from cdp.identity import store as identity_store
from cdp.identity.graph import LinkKind, Zone
from cdp.identity.merge import NewLink
from cdp.settings import Settings
from tests.integration.http_live import EMAIL_DUTIES, basic, installed_in

NOON = datetime(2026, 12, 2, 11, 0, tzinfo=UTC)  # a Wednesday, noon in Paris
ADDRESSES = {
    "FR": {"country": "FR"},
    "DE": {"country": "DE"},
    "US-CA": {"country": "US", "region": "CA"},
    "US-TX": {"country": "US", "region": "TX"},
    "AU": {"country": "AU"},
    "unknown": {},
}
ZONES = {
    "FR": "Europe/Paris",
    "DE": "Europe/Berlin",
    "US-CA": "America/Los_Angeles",
    "US-TX": "America/Chicago",
    "AU": "Australia/Sydney",
    "unknown": "Europe/Paris",
}
SERVICE = {"purpose": "service_messages", "content_class": "service"}


@dataclass
class Clock:
    """What the server's clock shows."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@dataclass
class World:
    """One installation, its clock, one client and one source."""

    services: Services
    clock: Clock
    api: FlaskClient
    bearer: dict[str, str]
    write_key: str
    people: int = 0
    events: int = 0

    def meet(self, place: str = "FR", *, named: bool = True, **traits: object) -> str:
        """A new adult in this place; gives her address. A trait of None is left out.

        Without a user id of its own (`named`) a record can be linked to any other.
        """
        self.people += 1
        email = f"p{self.people}@example.test"
        wanted = {
            "email": email,
            "birthday": "1980-02-03",
            "timezone": ZONES[place],
            "address": ADDRESSES[place],
            **traits,
        }
        kept = {name: value for name, value in wanted.items() if value is not None}
        self.identify(f"u{self.people}" if named else "", **kept)
        return email

    def identify(self, user: str, **traits: object) -> None:
        self.events += 1
        body = {
            "messageId": f"event-{self.events}",
            **({"userId": user} if user else {"anonymousId": f"a{self.events}"}),
            "traits": traits,
            "timestamp": self.clock.at.isoformat(),
        }
        told = self.api.post("/v1/identify", json=body, headers=basic(self.write_key))
        assert told.status_code == 200, told.text

    def track(self, who: str, event: str) -> None:
        """Something that somebody with this address did, told by another record."""
        self.events += 1
        body = {
            "messageId": f"event-{self.events}",
            "anonymousId": f"a{self.events}",
            "event": event,
            "context": {"traits": {"email": who}},
            "timestamp": self.clock.at.isoformat(),
        }
        told = self.api.post("/v1/track", json=body, headers=basic(self.write_key))
        assert told.status_code == 200, told.text

    def say(
        self, who: str, act: str, purpose: str = "", channel: str = "", **more: object
    ) -> dict[str, object]:
        """Hand in one choice; `kind` instead of a purpose makes it one about a kind."""
        scope = {"purpose": purpose, "channel": channel, "kind": more.pop("kind", "")}
        body = {
            "identifier": {"type": more.pop("type", "email"), "id": who},
            "act": act,
            "scope": {name: value for name, value in scope.items() if value},
            "at": self.clock.at.isoformat(),
            "method": "web_form",
            **more,
        }
        kept = self.api.post("/v1/consents", json=body, headers=self.bearer)
        assert kept.status_code == 201, kept.text
        return kept.get_json()

    def inform(self, who: str) -> None:
        """Record that she was given the notice of the shop."""
        body = {
            "identifier": {"type": "email", "id": who},
            "act": "inform",
            "at": self.clock.at.isoformat(),
            "method": "web_form",
            "notice": {"id": "shop-signup", "version": "3"},
        }
        self.post("/v1/consents", body)

    def link(self, a: str, b: str, kind: str, zone: str = "link") -> None:
        """Say of the records of two addresses that they are one person, or may be."""
        with self.services.database.transaction() as conn:
            ends = [self._record(conn, one) for one in (a, b)]
            made = NewLink(
                a=ends[0], b=ends[1], kind=LinkKind(kind), zone=Zone(zone), weight=9.0
            )
            merge.join(conn, made, self._writer())

    def split(self, a: str, b: str) -> None:
        """Say that two addresses are two people."""
        with self.services.database.transaction() as conn:
            ends = [self._record(conn, one) for one in (a, b)]
            merge.split_records(conn, ends[0], ends[1], self._writer())

    def _record(self, conn: Connection, email: str) -> str:
        asked = self.services.asking.circle(conn, "email", email).asked
        assert asked is not None
        return identity_store.records_of_subjects(conn, [asked])[0].id

    def _writer(self) -> merge.Writer:
        return merge.Writer(log=self.services.log, now=self.clock())

    def ask(self, who: str, name: str = "send", **terms: object) -> dict[str, object]:
        """Ask; the answer as it came. Duties can all be fulfilled unless said."""
        return self.post("/access/v1/evaluation", question(who, name, **terms))

    def permit(self, who: str, name: str = "send", **terms: object):
        return self.post("/v1/permits", question(who, name, **terms))

    def settle(self, answer, status: str, **more: object):
        path = f"/v1/permits/{answer['permit']['id']}/outcome"
        return self.post(path, {"status": status, **more})

    def status(self, answer) -> str:
        path = f"/v1/permits/{answer['permit']['id']}"
        return self.api.get(path, headers=self.bearer).get_json()["status"]

    def post(self, path: str, body):
        got = self.api.post(path, json=body, headers=self.bearer)
        assert got.status_code in (200, 201), got.text
        return got.get_json()


def question(who: str, name: str = "send", **terms: object) -> dict[str, object]:
    """A question about an e-mail address, unless `type` says otherwise."""
    kind, signals = terms.pop("type", "email"), terms.pop("signals", {})
    properties = {"can_fulfil": EMAIL_DUTIES, **terms}
    return {
        "subject": {"type": "channel_system", "id": "esp"},
        "action": {"name": name, "properties": properties},
        "resource": {"type": kind, "id": who},
        "context": {"signals": signals},
    }


def rules(answer) -> set[str]:
    return {reason["rule"] for reason in answer["context"]["reasons"]}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def world(settings: Settings, fresh: Callable[..., None]) -> Iterator[World]:
    clock = Clock()
    fresh(settings, clock())
    services = assemble(settings, now=clock)
    keys = installed_in(services)
    with create_app(services).test_client() as api:
        yield World(services, clock, api, keys.bearer, keys.write_key)
    services.close()
