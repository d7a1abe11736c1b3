"""Keys change while sixteen clients work: no request fails, every row opens after."""

import json
import threading
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from audit import check_log
from cdp import access, ingestion, profiles
from cdp.access import staff
from cdp.assembly import Services, assemble, utc_now
from cdp.rotation import Agreed
from cdp.settings import Settings
from consent import verify_permit
from tests.amounts import amounts
from tests.integration.http_live import (
    Live,
    basic,
    choice,
    identify,
    make_live,
    question,
)
from tests.waiting import wait_until

CLIENTS = 16
AGREED = Agreed(author="ops", approver="ada", reason="monthly")
# What each kind of request answers when all is well.
FINE = {"identify": 200, "choice": 201, "ask": 200, "permit": (200, 201), "bad": 200}


@dataclass
class Work:
    """Sixteen clients at it until they are told to stop; counts what they were told."""

    live: Live
    stop: threading.Event = field(default_factory=threading.Event)
    told: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    again: list = field(default_factory=list)
    tokens: list = field(default_factory=list)
    permits: list = field(default_factory=list)

    def client(self, number: int) -> None:
        turn = 0
        self.tokens.append(self.token())  # used to the end: the key that signed it goes
        while not self.stop.is_set():
            turn += 1
            self.visit(number * 10_000 + turn)

    def visit(self, person: int) -> None:
        who = f"person-{person}@example.test"
        live = self.live
        self.note("identify", live.track("/v1/identify", identify(person)))
        self.note("choice", live.post("/v1/consents", choice(who)))
        self.note("ask", self.ask(who, self.tokens[person % len(self.tokens)]))
        once = {**live.bearer, "Idempotency-Key": f'"permit-{person}"'}
        first = live.post("/v1/permits", question(who), once)
        self.note("permit", first)
        if first.status == 201:
            self.permits.append(first.json["permit"]["token"])
        if person % 3 == 0:  # what was kept under another key is found and opened
            self.again.append((question(who), once, first.body))
        bad = {"userId": f"user-{person}", "messageId": f"bad-{person}", "traits": 7}
        self.note("bad", live.track("/v1/identify", bad))

    def token(self) -> str:
        form = "grant_type=client_credentials"
        client, _, secret = self.live.key.partition(".")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        headers = basic(client, secret) | kind
        got = self.live.post("/oauth/token", form.encode(), headers)
        assert got.status == 200, got.body
        return got.json["access_token"]

    def ask(self, who: str, token: str):
        bearer = {"Authorization": f"Bearer {token}"}
        return self.live.post("/access/v1/evaluation", question(who), bearer)

    def note(self, kind: str, answer) -> None:
        self.told[kind] += 1
        fine = FINE[kind] if isinstance(FINE[kind], tuple) else (FINE[kind],)
        if answer.status not in fine:
            self.wrong.append((kind, answer.status, answer.body[:300]))
        elif kind == "ask" and answer.json["decision"] is not True:
            self.wrong.append((kind, "refused", answer.body[:300]))


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request, home, monkeypatch) -> Iterator[tuple[Live, Services]]:
    """A server whose keys stay in memory for two seconds, and hands on its keys."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        monkeypatch.setenv("ACCORD_DATABASE_URL", url)
    monkeypatch.setenv("ACCORD_KEY_CACHE_SECONDS", "2")
    # On a busy machine a slow verdict is a refusal, which would say nothing of keys.
    monkeypatch.setenv("ACCORD_POLICY_TIMEOUT_SECONDS", "10")
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    live = make_live(Settings.from_env(home=home))
    hands = assemble(live.settings)
    with hands.database.transaction() as conn:
        for name, role in (("ops", "operator"), ("ada", "dpo")):
            access.add_staff(conn, name, "a long password", [role], hands.now())
    with live.server:
        yield live, hands
    hands.close()


def every_row(services: Services) -> Counter:
    """Open every profile, event and held document there is; count them."""
    found: Counter = Counter()
    with services.database.reading() as conn:
        for page in profiles.link_rows(conn, services.vault):
            found["profiles"] += len(page)
        for held in ingestion.list_quarantine(conn, 100_000):
            assert ingestion.quarantine.open_held(conn, services.vault, held.id)
            found["held"] += 1
    return found


def change_keys(hands: Services) -> None:
    """Replace each key once, and end the version before."""
    done = hands.rotation.rotate(lambda *_: None, batch=10)
    assert done.rewrapped > 0
    sealed = hands.rotation.rotate_installation(lambda *_: None, batch=10)
    assert sealed.resealed["quarantine"] > 0
    assert sealed.resealed["repeat"] > 0
    for name in ("permits", "tokens"):
        hands.rotation.rotate_signing(name)
    older = {"kek": done.older_epochs, "installation": sealed.older_versions}
    for name, versions in older.items():
        for version in versions:
            assert hands.rotation.destroy(name, version, AGREED)


def check_register(hands: Services, amount: int) -> None:
    """Of each key the newest version is there, and nothing hangs from the others."""
    register = hands.rotation.register()
    for name in ("kek", "installation"):
        versions = [key for key in register if key.name == name]
        assert [bool(key.destroyed_at) for key in versions] == [True] * amount + [False]
        assert [key.present for key in versions] == [False] * amount + [True]
    assert [key.wraps for key in register if key.name == "kek"][:-1] == [0] * amount


def kid_of(token: str) -> str:
    return json.loads(urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))["kid"]


def check_signed(work: Work) -> None:
    """What any of the keys signed is good, by the keys that are published."""
    keys = work.live.get("/.well-known/jwks.json").json["keys"]
    for token in (*work.permits[:20], *work.permits[-20:]):
        assert verify_permit(token, keys, client="esp", now=utc_now())
    assert work.ask("person-1@example.test", work.tokens[0]).status == 200
    fresh = work.token()
    assert kid_of(fresh) != kid_of(work.tokens[0])
    assert work.ask("person-1@example.test", fresh).status == 200


def check_log_of(services: Services) -> None:
    with services.database.transaction() as conn:
        services.log.sequence(conn)
        services.log.seal(conn)
    with services.database.reading() as conn:
        assert check_log(conn, services.audit_key, lambda _: None).intact


@amounts(2, 12)
def test_nothing_fails_while_keys_change(running, amount: int) -> None:
    live, hands = running
    work = Work(live)
    with ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(CLIENTS):
            pool.submit(work.client, number)
        try:
            wait_until(lambda: work.told["bad"] >= CLIENTS, "the first of each")
            for _ in range(amount):
                change_keys(hands)
            # Long enough for the server to have let go of every old key, and to sign
            # by the new ones: two seconds of memory, five for clocks that differ.
            seen, kids = work.told["bad"], {kid_of(one) for one in work.permits[:1]}
            wait_until(lambda: kid_of(work.permits[-1]) not in kids, "the new key")
            wait_until(lambda: work.told["bad"] >= seen + CLIENTS, "a round after")
            for body, headers, before in work.again[:20]:
                assert live.post("/v1/permits", body, headers).body == before
            check_signed(work)
        finally:
            work.stop.set()
    assert work.wrong == []
    check_register(hands, amount)
    again = assemble(live.settings)
    found = every_row(again)
    assert found["profiles"] >= work.told["identify"]
    assert found["held"] == work.told["bad"]
    check_log_of(again)
    again.close()
    print(f"{sum(work.told.values())} requests, {amount} rotations, {dict(found)}")
