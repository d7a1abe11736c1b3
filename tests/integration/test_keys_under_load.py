"""Keys change while sixteen clients work: no request fails, every row opens after."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from audit import check_log
from cdp import access, ingestion, profiles
from cdp.access import staff
from cdp.assembly import Services, assemble
from cdp.rotation import Agreed
from cdp.settings import Settings
from tests.amounts import amounts
from tests.integration.http_live import Live, choice, identify, make_live, question
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

    def client(self, number: int) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            self.visit(number * 10_000 + turn)

    def visit(self, person: int) -> None:
        who = f"person-{person}@example.test"
        live = self.live
        self.note("identify", live.track("/v1/identify", identify(person)))
        self.note("choice", live.post("/v1/consents", choice(who)))
        self.note("ask", live.post("/access/v1/evaluation", question(who)))
        once = {**live.bearer, "Idempotency-Key": f'"permit-{person}"'}
        first = live.post("/v1/permits", question(who), once)
        self.note("permit", first)
        if person % 3 == 0:  # what was kept under another key is found and opened
            self.again.append((question(who), once, first.body))
        bad = {"userId": f"user-{person}", "messageId": f"bad-{person}", "traits": 7}
        self.note("bad", live.track("/v1/identify", bad))

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
            # Long enough for the server to have let go of every old key.
            seen = work.told["bad"]
            time.sleep(3)
            wait_until(lambda: work.told["bad"] >= seen + CLIENTS, "a round after")
            for body, headers, before in work.again[:20]:
                assert live.post("/v1/permits", body, headers).body == before
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
