"""Forwarding against a killed process, rsyslog, and both databases."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cdp.assembly import Services, assemble
from cdp.forwarding_store import keep_position, positions
from tests.receivers import SyslogReceiver, rsyslog
from tests.unit.cdp.test_witnessing import grow

FORWARD = """
import sys
from cdp.assembly import assemble
from cdp.settings import Settings
services = assemble(Settings.from_env())
print(services.forwarding.forward())
"""


def forward_elsewhere(services: Services, url: str) -> subprocess.Popen[str]:
    """Forward once, in a process of its own."""
    env = {name: v for name, v in os.environ.items() if not name.startswith("ACCORD_")}
    env |= {"ACCORD_HOME": str(services.settings.home), "ACCORD_SYSLOG_URL": url}
    return subprocess.Popen(
        [sys.executable, "-c", FORWARD], env=env, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.timeout(120)
def test_a_process_killed_before_it_kept_its_place_leaves_nothing_out(
    services: Services,
):
    receiver = SyslogReceiver()
    first = grow(services, 3)
    assert forward_elsewhere(services, receiver.url).communicate(timeout=60)
    assert receiver.indexes == list(range(first))
    size = grow(services, 4)

    def kill() -> None:
        """Everything was read, and the sender was not told so yet."""
        receiver.before_close = lambda: None
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)

    receiver.before_close = kill
    process = forward_elsewhere(services, receiver.url)
    assert process.communicate(timeout=60) == ("", None)
    assert process.returncode == -signal.SIGKILL
    again = forward_elsewhere(services, receiver.url)
    assert again.communicate(timeout=60)[0].strip() == str(size - first)
    late = list(range(first, size))
    assert receiver.indexes == [*range(first), *late, *late]
    texts = {one["index"]: one["text"] for one in receiver.taken}
    assert all(texts[one["index"]] == one["text"] for one in receiver.taken)
    receiver.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_rsyslog_takes_every_entry(services: Services, tmp_path: Path, tls: bool):
    with rsyslog(tmp_path / "rsyslog", tls=tls) as (url, written):
        ca_file = str(tmp_path / "rsyslog/ca.pem") if tls else ""
        changed = {"syslog_url": url, "syslog_ca_file": ca_file}
        told = assemble(replace(services.settings, **changed))
        size = grow(told, 20)
        assert told.forwarding.forward() == size
        with told.database.reading() as conn:
            leaves = [leaf.decode() for leaf in told.log.sealed(conn, 0, size)]
        told.close()
        ends = time.monotonic() + 20
        while not written.exists() or written.read_text().count("\n") < size:
            assert time.monotonic() < ends, "rsyslog did not write them"
            time.sleep(0.05)
    lines = written.read_text().splitlines()
    assert len(lines) == size
    for index, (line, leaf) in enumerate(zip(lines, leaves, strict=True)):
        priority, host, app, _, kind, text = line.split("|", 5)
        assert (int(priority) // 8, app) == (13, "accord")
        assert f'"ten":"{host}"' in leaf
        assert f'"k":"{kind}"' in leaf
        assert text.startswith(f'{{"index":{index},"leaf":{leaf},"log":')


def test_a_place_is_kept_and_never_goes_back_on_both_databases(any_database):
    for index in (4, 9, 6):
        with any_database.transaction() as conn:
            keep_position(conn, "somebody", index)
    with any_database.reading() as conn:
        assert positions(conn) == {"somebody": 9}
