"""Kill -9 in the middle of an import and of a message: nothing lost, nothing twice."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from audit.fsck import check
from cdp import identity
from cdp.access import Source
from cdp.assembly import assemble, initialise, utc_now
from cdp.ingestion import import_file
from cdp.ingestion.mapping import read_mapping
from cdp.journeys.advance import OUT_OF_SIGHT
from cdp.settings import Settings

SHOP = Source(name="shop", purpose="service_messages")
ROWS = 4_000
MAPPING = {"record": {"id": "no"}, "columns": {"no": "note", "mail": "email"}}
IMPORT = """
import sys
from pathlib import Path
from tests.integration.test_killed_jobs import import_here
import_here(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def settings_of(home, **more: str) -> Settings:
    return Settings.from_env({"ACCORD_HOME": str(home), **more})


def import_here(home, path):
    services = assemble(settings_of(home))
    report = import_file(
        services.ingestion, path, source=SHOP, mapping=read_mapping(MAPPING)
    )
    services.close()
    return report


def start(*argv: str, **env: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *argv],
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.timeout(180)
def test_a_killed_import_loses_no_row_and_takes_none_twice(home, tmp_path):
    settings = settings_of(home)
    initialise(settings, utc_now())
    path = tmp_path / "crm.csv"
    rows = [f"{n},p{n % (ROWS // 2)}@x.test" for n in range(ROWS)]
    path.write_text("\n".join(["no,mail", *rows]) + "\n")
    services = assemble(settings)
    kills = 0
    for _ in range(3):
        before = records(services)
        process = start("-c", IMPORT, str(home), str(path))
        while records(services) == before and process.poll() is None:
            time.sleep(0.02)
        if process.poll() is None:
            kills += 1
        process.kill()
        process.wait(30)
    report = import_here(home, path)
    assert kills
    assert report.resumed_at_row > 1
    assert report.total.rows == report.total.stored == ROWS
    with services.database.reading() as conn:
        counts = identity.counts(conn)
        intact = check(conn, services.audit_key).intact
    services.close()
    assert (counts["records"], counts["persons"], intact) == (ROWS, ROWS // 2, True)


def records(services) -> int:
    with services.database.reading() as conn:
        return identity.counts(conn)["records"]


class SlowRelay:
    """Takes a whole message, and says so only much later: by then we are dead."""

    def __init__(self) -> None:
        self.taken = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with peer, peer.makefile("rwb") as talk:
            say(talk, "220 slow")
            for line in talk:
                if line.upper().startswith(b"DATA"):
                    say(talk, "354 go on")
                    while talk.readline() not in (b".\r\n", b""):
                        pass
                    self.taken += 1
                    time.sleep(60)
                say(talk, "250 fine")

    def close(self) -> None:
        self._listener.close()


def say(talk, line: str) -> None:
    talk.write(line.encode() + b"\r\n")
    talk.flush()


@pytest.mark.timeout(120)
def test_a_message_whose_worker_was_killed_is_never_sent_again(home):
    relay = SlowRelay()
    env = {
        "ACCORD_HOME": str(home),
        "ACCORD_SMTP_HOST": "127.0.0.1",
        "ACCORD_SMTP_PORT": str(relay.port),
        "ACCORD_JOURNEY_SECONDS": "0.2",
    }
    settings = Settings.from_env(env)
    initialise(settings, utc_now())
    services = assemble(settings)
    sign_up(services)
    for _ in range(2):  # the second finds what the first left behind
        worker = start("-m", "cdp", "worker", **env)
        wait_until(lambda: leads(services) and relay.taken == 1)
        time.sleep(1.0)  # several turns
        assert stands(services) == ["sending"]
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)
        with services.database.transaction() as conn:
            conn.execute(sa.text("DELETE FROM scheduler_lease"))
    later = assemble(settings, now=lambda: utc_now() + OUT_OF_SIGHT * 2)
    assert later.journeys.advance() >= 1
    assert relay.taken == 1
    assert stands(services) == ["done"]
    with services.database.reading() as conn:
        said = [
            row.outcome
            for row in conn.execute(
                sa.text("SELECT outcome FROM journey_history ORDER BY number")
            )
        ]
        assert said[:3] == ["entered", "unknown", "failed"]
        assert check(conn, services.audit_key).intact
    relay.close()
    later.close()
    services.close()


def sign_up(services) -> None:
    who: dict[str, object] = {"userId": "u-1", "timestamp": utc_now().isoformat()}
    traits = {
        "email": "lea@shop.test",
        "birthday": "1980-02-03",
        "timezone": "Europe/Paris",
        "address": {"country": "FR"},
    }
    choice = {"consent": {"categoryPreferences": {"newsletter": True}}}
    batch = [
        {"type": "identify", "messageId": "1", "traits": traits, "context": choice},
        {"type": "track", "messageId": "2", "event": "Signed Up"},
    ]
    payload = {"batch": [one | who for one in batch]}
    services.ingestion.accept(SHOP, "batch", payload, utc_now())


def leads(services) -> bool:
    with services.database.reading() as conn:
        return bool(conn.scalar(sa.text("SELECT count(*) FROM scheduler_lease")))


def stands(services) -> list[str]:
    with services.database.reading() as conn:
        return list(conn.scalars(sa.text("SELECT state FROM journey_run")))


def wait_until(holds, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
