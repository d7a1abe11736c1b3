"""A real PostgreSQL server for one test run, on loopback, ended by its own id."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class PostgresServer:
    """Starts in a folder of its own; leaves nothing behind.

    Not in pytest's folder: another session that tidies up there would take it away.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    @staticmethod
    def available() -> bool:
        return bool(BINARIES)

    def __enter__(self) -> Self:
        demote = self._owner()
        run = {"preexec_fn": demote} if demote else {}
        binaries = BINARIES[0]
        subprocess.run(
            [binaries / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--no-locale", "--no-sync"],
            check=True, capture_output=True, cwd="/", **run,
        )  # fmt: skip
        self.process = subprocess.Popen(
            [binaries / "postgres", "-D", self.data, "-p", str(self.port),
             "-c", "listen_addresses=127.0.0.1", "-k", str(self.folder),
             "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **run,
        )  # fmt: skip
        self._wait()
        return self

    def _owner(self):
        """PostgreSQL refuses to run as root: give the folder to its own user."""
        if os.geteuid() != 0:
            return None
        user = pwd.getpwnam("postgres")
        shutil.chown(self.folder, user.pw_uid, user.pw_gid)

        def demote() -> None:
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)

        return demote

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0 and self._answers():
                    return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start")

    def _answers(self) -> bool:
        """An open port is not enough: it says "starting up" for a while."""
        try:
            psycopg.connect(self.url.replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            return False
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
