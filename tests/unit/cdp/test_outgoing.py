"""Calls out go where they were sent, and read no more than they must."""

from flask import Flask, Response, request

from cdp.outgoing import MOST_BYTES, post
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
