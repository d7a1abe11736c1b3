"""A small HTTP load: prepared requests over keep-alive connections, one thread.

It shares the cores with what it measures, so it does as little as it can: requests
are bytes made beforehand, and an answer is read no further than its status and end.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
READ_BYTES = 65_536
OK = 200


@dataclass
class Round:
    """What one window of load saw."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0
    bodies: list[bytes] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0


def prepare(path: str, body: bytes, headers: Sequence[str] = ()) -> bytes:
    """Make the bytes of one POST request."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + HEAD_END + body


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> tuple[int, bytes] | None:
        """Read on; give status and body once the answer is whole."""
        chunk = self.socket.recv(READ_BYTES)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self.received += chunk
        head, found, body = self.received.partition(HEAD_END)
        if not found:
            return None
        length = head.lower().partition(LENGTH)[2].partition(b"\r\n")[0]
        if len(body) < int(length or 0):
            return None
        return int(head.split(b" ", 2)[1]), body


def drive(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float
) -> Round:
    """Send requests in turn on every connection for a while; measure each answer."""
    found, turn = Round(), cycle(requests)
    with selectors.DefaultSelector() as ready:
        for _ in range(connections):
            one = _Connection(port)
            ready.register(one.socket, selectors.EVENT_READ, one)
            one.send(next(turn))
        began = time.perf_counter()
        _pump(ready, turn, found, until=began + seconds)
        found.seconds = time.perf_counter() - began
        for key in list(ready.get_map().values()):
            key.data.socket.close()
    return found


def _pump(
    ready: selectors.BaseSelector, turn: Iterator[bytes], found: Round, *, until: float
) -> None:
    while time.perf_counter() < until:
        for key, _ in ready.select(timeout=1):
            answer = key.data.read()
            if answer is None:
                continue
            found.latencies.append(time.perf_counter() - key.data.sent_at)
            status, body = answer
            if status != OK:
                found.wrong += 1
            found.bodies.append(body[:20])
            key.data.send(next(turn))
