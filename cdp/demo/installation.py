"""An installation of its own, run by the commands that everybody types."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cdp.demo.ports import HOST, free_port
from cdp.demo.web import Api
from cdp.errors import UnavailableError

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 90, 30
PAUSE_SECONDS = 0.1
SHOWN_LINES = 15
ACCEPTED = (0, 3)  # done; done, with rejected items


class Installation:
    """A home folder, the commands in it, and its server while entered."""

    def __init__(self, home: Path, *, smtp_port: int, port: int = 0) -> None:
        """Prepare; `accord init` is the first command to run."""
        self.home = home
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        # Only what is named here: the caller's own ACCORD_ variables stay out.
        self.environ = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "ACCORD_HOME": str(home),
            "ACCORD_PUBLIC_URL": self.url,
            "ACCORD_SMTP_HOST": HOST,
            "ACCORD_SMTP_PORT": str(smtp_port),
            "ACCORD_CONTROLLER_NAME": "Harbour Shop (demo)",
            "ACCORD_SEAL_SECONDS": "0.5",
            "ACCORD_JOURNEY_SECONDS": "0.5",
        }
        self.log = home / "serve.log"
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run one command with --json and give its object.

        Raises:
            UnavailableError: It failed; the text says which, and what it said.
        """
        done = subprocess.run(  # noqa: S603  # our own command
            [*_accord(), *arguments, "--json"],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ACCEPTED:
            told = "\n".join(done.stderr.splitlines()[-SHOWN_LINES:])
            name = " ".join(arguments[:2])
            raise UnavailableError(f"accord {name} failed:\n{told}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start `accord serve`, and return when it is ready."""
        command = [*_accord(), "serve", "--host", HOST, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603  # our own command
                command, env=self.environ, cwd=ROOT, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._server.poll() is None:
            if Api(self.port).answers("/health/ready"):
                return
            time.sleep(PAUSE_SECONDS)
        self.stop()
        last = self.log.read_text(encoding="utf-8").splitlines()[-SHOWN_LINES:]
        raise UnavailableError("the server did not start:\n" + "\n".join(last))

    def stop(self) -> None:
        """Ask the server to finish what is under way, and wait for its end."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    @property
    def is_running(self) -> bool:
        """Whether the server lives."""
        return self._server is not None and self._server.poll() is None


def _accord() -> Sequence[str]:
    return (sys.executable, "-m", "cdp")
