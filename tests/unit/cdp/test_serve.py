import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdp import serve
from cdp.errors import UnavailableError


def test_a_taken_port_is_refused_with_a_sentence():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(UnavailableError, match="cannot be used"):
            serve.refuse_taken_port("127.0.0.1", port)
    serve.refuse_taken_port("127.0.0.1", port)


def line_of(record):
    return json.loads(serve.JsonLines().format(record))


def test_a_log_line_is_json_with_its_fields():
    record = logging.makeLogRecord(
        {"name": "accord.request", "msg": "request", "fields": {"status": 200}}
    )
    line = line_of(record)
    assert (line["event"], line["status"]) == ("request", 200)


def test_the_text_of_an_exception_is_never_logged():
    try:
        raise ValueError("lea@example.test")
    except ValueError:
        record = logging.makeLogRecord(
            {"name": "a", "msg": "failed", "exc_info": sys.exc_info()}
        )
    assert line_of(record)["kind"] == "ValueError"
    assert "lea@" not in str(line_of(record))


CHILD = """
import os, time
from cdp.serve import die_with
parent = os.getpid()
child = os.fork()
if child == 0:
    die_with(parent)
    print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_a_worker_dies_with_its_parent():
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE
    ) as parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and is_running(child):
        time.sleep(0.01)
    assert not is_running(child)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with Path(f"/proc/{pid}/stat").open() as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"
