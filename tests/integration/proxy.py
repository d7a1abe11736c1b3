"""A loopback proxy in front of a database, which loses connections when told."""

import contextlib
import socket
import threading
from typing import Self

CHUNK = 65_536


class Proxy:
    """Passes bytes on. `cut` loses the next request, `swallow` only its answer."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._cut, self._swallow = threading.Event(), threading.Event()
        self.lost = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def cut(self) -> None:
        """Drop the connection when the next bytes come; they are not passed on."""
        self._cut.set()

    def swallow(self) -> None:
        """Pass the next bytes on, wait for the answer, and drop the connection."""
        self._swallow.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(
                    target=self._serve, args=(caller,), daemon=True
                ).start()

    def _serve(self, caller: socket.socket) -> None:
        with (
            caller,
            socket.create_connection(("127.0.0.1", self._upstream)) as server,
        ):
            back = threading.Thread(
                target=self._pump, args=(server, caller, self._swallow), daemon=True
            )
            back.start()
            self._pump(caller, server, self._cut)
            back.join()

    def _pump(
        self, source: socket.socket, target: socket.socket, lost: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                if lost.is_set():
                    lost.clear()
                    self.lost += 1
                    break
                target.sendall(chunk)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
