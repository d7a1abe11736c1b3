"""A witness as its own process, on a folder of its own."""

from dataclasses import dataclass
from pathlib import Path

from audit import Cosigner, VerifierKey
from cdp.bench.servers import ServerProcess
from cdp.witness_app import add_log, create_witness

NAME = "witness.example.test/w1"


@dataclass
class LiveWitness:
    """Start and kill it as often as you like; its folder stays."""

    folder: Path
    cosigner: Cosigner
    server: ServerProcess

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def policy(self) -> str:
        """A policy that asks for either of its two keys."""
        lines = [
            f"witness w{n} {key} {self.url}" for n, key in enumerate(self.cosigner.keys)
        ]
        return "\n".join([*lines, "group both all w0 w1", "quorum both", ""])


def witness_of(folder: Path, *logs: VerifierKey, name: str = NAME) -> LiveWitness:
    """Make a witness that looks at these logs; start it with `with it.server`."""
    cosigner = create_witness(folder, name)
    for key in logs:
        add_log(folder, key)
    server = ServerProcess(
        ["cdp", "audit", "witness", "serve", str(folder)],
        ready="/health/live",
        log=folder / "witness.log",
    )
    return LiveWitness(folder, cosigner, server)
