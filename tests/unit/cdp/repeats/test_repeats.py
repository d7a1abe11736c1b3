"""Keys and kept answers, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from cdp.database import Database
from cdp.errors import KeyReusedError
from cdp.links import Links
from cdp.repeats import KEPT, Repeats, Request
from cdp.vault import KeyRing, Vault

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def kept(any_database: Database) -> Repeats:
    vault = Vault(KeyRing())
    with any_database.transaction() as conn:
        vault.prepare(conn, NOW)
    return Repeats(vault, Links(bytes(32), "http://here.test"))


def request(key: str = "k", body: bytes = b"{}", caller: str = "esp") -> Request:
    return Request(caller=caller, key=key, path="/v1/consents", body=body)


def test_the_second_time_nothing_is_done(any_database: Database, kept: Repeats) -> None:
    done: list[int] = []

    def act() -> dict[str, object]:
        done.append(1)
        return {"times": len(done), "text": "é"}

    answers = []
    for _ in range(2):
        with any_database.transaction() as conn:
            answers.append(kept.once(conn, request(), act, NOW))
    assert answers == [{"times": 1, "text": "é"}] * 2
    with pytest.raises(KeyReusedError), any_database.transaction() as conn:
        kept.once(conn, request(body=b"{ }"), act, NOW)
    with any_database.transaction() as conn:
        assert kept.once(conn, request(caller="x"), act, NOW)["times"] == 2
    with any_database.transaction() as conn:
        late = NOW + KEPT + timedelta(seconds=1)
        assert kept.once(conn, request(), act, late)["times"] == 3


def test_who_comes_meanwhile_waits_for_the_first(
    any_database: Database, kept: Repeats
) -> None:
    begun, answers, done = threading.Event(), [], []

    def act() -> dict[str, object]:
        begun.set()
        done.append(1)
        threading.Event().wait(0.2)
        return {"times": len(done)}

    def ask() -> None:
        with any_database.transaction() as conn:
            answers.append(kept.once(conn, request(), act, NOW))

    first = threading.Thread(target=ask)
    first.start()
    assert begun.wait(5)
    ask()
    first.join()
    assert answers == [{"times": 1}] * 2


def test_a_key_whose_first_request_failed_is_free(
    any_database: Database, kept: Repeats
) -> None:
    def fail() -> dict[str, object]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), any_database.transaction() as conn:
        kept.once(conn, request(), fail, NOW)
    with any_database.transaction() as conn:
        assert kept.once(conn, request(), lambda: {"a": 1}, NOW) == {"a": 1}
