"""A real OPA: the binary that is installed here, and a server of it on loopback."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from consent.bundle import Bundle
from consent.opa_bundle import build_opa_bundle
from consent.opa_server import Sidecar

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"


def find_opa() -> str:
    """The path of the binary; without one, left out loudly, and a failure in CI."""
    beside = [Path.home() / "go" / "bin" / "opa", ROOT / ".tools" / "bin" / "opa"]
    found = shutil.which("opa") or next((str(p) for p in beside if p.is_file()), None)
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("opa is missing and this is CI")
    pytest.skip("LEFT OUT: opa is not installed; the server of record goes untested")


def free_address() -> str:
    """An address on loopback at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


class OpaServer:
    """Serves one bundle unsigned, as a differential test needs; ended by its own id."""

    ready = "/health?bundles"

    def __init__(
        self, binary: str, bundle: Bundle, folder: Path, *, address: str = ""
    ) -> None:
        self.archive = folder / "bundle.tar.gz"
        self.archive.write_bytes(build_opa_bundle(bundle))
        self.log = folder / "opa.log"
        self.address = address or free_address()
        self.url = f"http://{self.address}"
        self.command = [
            binary, "run", "--server", "--addr", self.address, "--disable-telemetry",
            "--log-level", "error", "--bundle", str(self.archive),
        ]  # fmt: skip

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + self.ready, timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        self.process.wait()
        raise RuntimeError("OPA did not start: " + self.log.read_text())


class Sealed(OpaServer):
    """Configured as `accord policy server-config` does; up before it has policies."""

    ready = "/health"

    def __init__(
        self, binary: str, archive: bytes, folder: Path, sidecar: Sidecar, *,
        address: str = "",
    ) -> None:  # fmt: skip
        self.archive = folder / "bundle.tar.gz"
        self.archive.write_bytes(archive)
        self.log = folder / "opa.log"
        self.address = address or free_address()
        self.url = f"http://{self.address}"
        for name, text in sidecar.files().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        self.command = [binary, *sidecar.command(str(folder), self.address)[1:]]

    def logged(self) -> list[dict[str, object]]:
        """What it wrote so far."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]
