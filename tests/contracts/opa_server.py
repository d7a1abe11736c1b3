"""A real OPA: the binary that is installed here, and a server of it on loopback."""

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

from consent.bundle import Bundle, build_opa_bundle

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
    """Serves one bundle; ended by its own id."""

    def __init__(
        self, binary: str, bundle: Bundle, folder: Path, *, address: str = ""
    ) -> None:
        self.archive = folder / "bundle.tar.gz"
        self.archive.write_bytes(build_opa_bundle(bundle))
        self.log = folder / "opa.log"
        self.binary = binary
        self.address = address or free_address()
        self.url = f"http://{self.address}"

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self.binary, "run", "--server", "--addr", self.address,
                 "--disable-telemetry", "--log-level", "error",
                 "--bundle", str(self.archive)],
                stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + "/health?bundles", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        self.process.wait()
        raise RuntimeError("OPA did not start: " + self.log.read_text())
