"""Calls out go where they were sent, and read no more than they must."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from cdp import outgoing
from cdp.outgoing import MOST_BYTES, deliver, post
from tests.receivers import make_authority, server_context
from tests.unit.cdp.witness_near import serving


def test_an_answer_comes_back_as_it_was_said() -> None:
    app = Flask(__name__)

    @app.post("/")
    def echo() -> Response:
        return Response(request.get_data(), 202, content_type=request.content_type)

    with serving(app) as url:
        said = post(url, "é".encode(), "text/x.test")
        assert (said.status, said.text) == (202, "é")
        assert post(url, b"\xff", "text/x.test").text == "\N{REPLACEMENT CHARACTER}"


def test_nobody_is_followed_elsewhere() -> None:
    app = Flask(__name__)
    reached: list[str] = []

    @app.post("/")
    def away() -> Response:
        return Response("", 307, {"Location": "/elsewhere"})

    @app.post("/elsewhere")
    def elsewhere() -> Response:
        reached.append("here")
        return Response("")

    with serving(app) as url:
        assert post(url, b"", "text/plain").status == 307
    assert reached == []


def test_an_endless_answer_is_not_read() -> None:
    app = Flask(__name__)

    @app.post("/<int:size>")
    def long(size: int) -> Response:
        return Response(b"x" * size)

    with serving(app) as url:
        assert len(post(f"{url}/{MOST_BYTES}", b"", "text/plain").body) == MOST_BYTES
        assert post(f"{url}/{MOST_BYTES + 1}", b"", "text/plain").body == b""


def test_nobody_there_is_no_answer() -> None:
    assert post("http://127.0.0.1:9/", b"", "text/plain").status is None
    assert post("no address", b"", "text/plain").status is None


def test_only_the_file_s_authority_vouches_for_who_is_posted_to(tmp_path: Path) -> None:
    app = Flask(__name__)

    @app.post("/")
    def said() -> Response:
        return Response(request.headers["Authorization"])

    ours = make_authority(tmp_path / "one")
    stranger = make_authority(tmp_path / "two")
    tls = server_context(tmp_path / "one")
    server = make_server("127.0.0.1", 0, app, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"https://127.0.0.1:{server.server_port}/"
    for other in ("", str(stranger)):
        assert post(url, b"", "text/plain", token="t", ca_file=other).status is None
    answer = post(url, b"", "text/plain", token="t", ca_file=str(ours))
    assert answer.text == "Bearer t"
    server.shutdown()
    thread.join()
    server.server_close()


def test_bytes_that_a_receiver_read_to_the_end_are_delivered() -> None:
    with listening(lambda peer: peer.makefile("rb").read()) as (url, read):
        assert deliver(url, b"x" * 3_000_000)
    assert read == [b"x" * 3_000_000]


def test_a_greeting_before_the_end_is_passed_over() -> None:
    def greet(peer: socket.socket) -> bytes:
        peer.sendall(b"hello")
        return peer.makefile("rb").read()

    with listening(greet) as (url, read):
        assert deliver(url, b"told")
    assert read == [b"told"]


def test_bytes_that_a_receiver_did_not_read_are_not_delivered() -> None:
    """Neither closed at once nor in the middle."""
    for spoils in (lambda peer: b"", lambda peer: peer.recv(4)):
        for size in (100, 100_000):
            with listening(spoils) as (url, _):
                assert not deliver(url, b"x" * size)


def test_an_end_that_came_before_ours_is_no_answer() -> None:
    def early(peer: socket.socket) -> bytes:
        peer.shutdown(socket.SHUT_WR)
        return peer.makefile("rb").read()

    # More than both buffers hold: its end comes while we send.
    with listening(early, buffer=4096) as (url, _):
        assert not deliver(url, b"x" * 8_000_000)


def test_a_receiver_that_never_ends_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outgoing, "TIMEOUTS_SECONDS", (1, 0.2))
    go_on = threading.Event()

    def stay(peer: socket.socket) -> bytes:
        go_on.wait(10)
        return b""

    def chat(peer: socket.socket) -> bytes:
        while not go_on.wait(0.02):
            peer.sendall(b"still here")
        return b""

    for spoils in (stay, chat):
        go_on.clear()
        with listening(spoils) as (url, _):
            assert not deliver(url, b"told")
            go_on.set()


def test_bytes_that_nobody_acknowledges_are_not_delivered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The receiver's end came first: what is still on its way decides."""
    monkeypatch.setattr(outgoing, "TIMEOUTS_SECONDS", (1, 0.2))

    def deaf(peer: socket.socket) -> bytes:
        peer.shutdown(socket.SHUT_WR)
        time.sleep(0.5)
        return b""

    # All of it fits this side's buffer and not the other's; or not even this one's.
    for size in (200_000, 50_000_000):
        with listening(deaf, buffer=4096) as (url, _):
            assert not deliver(url, b"x" * size)


def test_nobody_there_gets_nothing() -> None:
    assert not deliver("tcp://127.0.0.1:9", b"told")
    assert not deliver("tls://127.0.0.1:9", b"told", "no such file")


@contextmanager
def listening(
    then: Callable[[socket.socket], bytes], buffer: int = 0
) -> Iterator[tuple[str, list[bytes]]]:
    """Take one connection in a thread, and give what `then` made of it."""
    listener, read = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    if buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)

    def serve() -> None:
        peer, _ = listener.accept()
        with peer, suppress(OSError):
            read.append(then(peer))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}", read
    finally:
        thread.join()
        listener.close()
