"""A witness in a process of its own, killed at any moment, denies nothing it signed."""

import http.client
import threading
from pathlib import Path

import pytest

from audit import Signer
from tests.amounts import amounts
from tests.integration.witness_live import LiveWitness, witness_of
from tests.unit.audit.helpers import ORIGIN
from tests.unit.audit.test_witness import LEAVES, submit

LOG = Signer(b"l" * 32, ORIGIN, b"m" * 32)
OTHER = [b"other %d" % n for n in range(40)]


@pytest.fixture
def live(tmp_path: Path) -> LiveWitness:
    return witness_of(tmp_path / "witness", *LOG.keys)


def post(live: LiveWitness, body: bytes, path: str = "/add-checkpoint"):
    connection = http.client.HTTPConnection("127.0.0.1", live.server.port, timeout=30)
    try:
        connection.request("POST", path, body)
        got = connection.getresponse()
        return got.status, got.read().decode(), got.headers["Content-Type"]
    finally:
        connection.close()


def test_it_answers_as_the_protocol_asks(live: LiveWitness):
    with live.server:
        status, text, _ = post(live, submit(0, 3))
        assert status == 200
        assert text.count("— witness.example.test/w1 ") == 2
        assert post(live, submit(0, 5)) == (409, "3\n", "text/x.tlog.size")
        assert post(live, submit(3, 5))[0] == 200
        assert post(live, submit(5, 8, [b"other"] * 8))[0] == 422
        assert post(live, submit(5, 8, signer=Signer(b"i" * 32, ORIGIN)))[0] == 403
        stranger = Signer(b"i" * 32, "elsewhere.example.test")
        assert post(live, submit(5, 8, signer=stranger))[0] == 404
        assert post(live, b"nonsense")[0] == 400
        assert post(live, b"x" * 200_000)[0] == 413
        assert post(live, b"", "/")[0] == 404
    log = (live.folder / "witness.log").read_text()
    assert "Traceback" not in log


class Callers:
    """Eight who ask without end: four tell one story, four another."""

    def __init__(self, live: LiveWitness) -> None:
        self.live = live
        self.signed: set[tuple[int, bool]] = set()
        self.over = threading.Event()
        self.threads = [
            threading.Thread(target=self.ask, args=[n % 2 == 1]) for n in range(8)
        ]

    def ask(self, forked: bool) -> None:
        old = 0
        while not self.over.is_set():
            try:
                old = self.step(old, forked)
            except (OSError, http.client.HTTPException):
                self.over.wait(0.01)  # it was killed, and comes back

    def step(self, old: int, forked: bool) -> int:
        new = min(old + 1, 39)
        status, text, _ = post(self.live, submit(old, new, OTHER if forked else LEAVES))
        if status == 200:
            self.signed.add((new, forked))
            return new
        return int(text) if status == 409 else old


@amounts(few=1, all_of_it=60)
@pytest.mark.timeout(600)
def test_killed_in_the_midst_of_requests_it_never_goes_back(
    live: LiveWitness, amount: int
):
    """Two stories race; whatever was signed is one story, and none of it is denied."""
    live.server.start()
    callers = Callers(live)
    for thread in callers.threads:
        thread.start()
    for _ in range(amount):
        callers.over.wait(0.4)
        live.server.kill()
        live.server.start()
    callers.over.set()
    for thread in callers.threads:
        thread.join()
    status, text, _ = post(live, submit(0, 40))
    live.server.stop()
    assert status == 409
    assert callers.signed
    assert int(text) >= max(size for size, _ in callers.signed)
    assert len({forked for _, forked in callers.signed}) == 1
