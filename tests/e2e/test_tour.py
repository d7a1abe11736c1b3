"""The README's ten-minute tour does what it says, typed as it stands."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tour() -> str:
    text = (ROOT / "README.md").read_text()
    told = text.partition("<!-- tour -->")[2].partition("<!-- /tour -->")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", told, re.DOTALL))


@pytest.mark.skipif(shutil.which("curl") is None, reason="LEFT OUT: curl is missing")
def test_the_tour_refuses_permits_refuses_and_proves(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = "set -e\n" + tour().replace("PORT=8080", f"PORT={port}").replace(
        "/tmp/ask.json", str(tmp_path / "ask.json")
    )
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_")}
    environ["PATH"] = f"{Path(sys.executable).parent}:{environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environ, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    answers = [json.loads(line) for line in done.stdout.splitlines() if line[:1] == "{"]
    decisions = [a for a in answers if "decision" in a]
    assert [a["decision"] for a in decisions] == [False, True, False]
    assert decisions[0]["context"]["reasons"][0]["rule"] == "consent-missing"
    assert decisions[2]["context"]["reasons"][0]["rule"] == "consent-withdrawn"
    assert "token" in decisions[1]["permit"]
    assert re.search(r"^intact +yes$", done.stdout, re.MULTILINE)
