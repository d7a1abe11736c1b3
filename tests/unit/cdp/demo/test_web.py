import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from cdp.demo.web import Api, Browser
from cdp.errors import UnavailableError

FORM = '<form><input type="hidden" name="csrf_token" value="t0ken"></form>'


class Site(BaseHTTPRequestHandler):
    """A page with a form, a page behind it, and one JSON route."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        self._note("")
        status = 200 if self.path in ("/", "/in?a=1") else 404
        self._answer(status, FORM.encode(), {"Set-Cookie": "who=me; HttpOnly"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._note(body)
        if self.path == "/wrong":
            told = {"code": "invalid-input", "fields": {"email": "must be one"}}
            self._answer(400, json.dumps(told).encode(), {})
        elif self.path == "/json":
            self._answer(200, b'{"ok": true}', {})
        else:
            self._answer(303, b"", {"Location": "/in?a=1"})

    def _note(self, body: str) -> None:
        self.seen.append((self.path, body, self.headers.get("Cookie", "")))

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    Site.seen.clear()
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_form_goes_with_its_token_and_cookies_and_is_followed(port: int) -> None:
    browser = Browser(port)
    browser.open("/")
    browser.submit("/send", email="a@x.test")
    assert Site.seen[1] == ("/send", "csrf_token=t0ken&email=a%40x.test", "who=me")
    assert Site.seen[2][0] == "/in?a=1"


def test_a_missing_page_is_an_error(port: int) -> None:
    with pytest.raises(UnavailableError, match="404"):
        Browser(port).open("/nothing")


def test_a_page_without_form_cannot_be_sent(port: int) -> None:
    with pytest.raises(UnavailableError, match="has no form"):
        Browser(port).submit("/send")


def test_an_api_answer_comes_as_an_object(port: int) -> None:
    api = Api(port, "key")
    assert api.post("/json", {"a": 1}) == {"ok": True}
    api.close()


def test_a_problem_names_fields_and_no_value(port: int) -> None:
    api = Api(port, "key")
    with pytest.raises(UnavailableError, match="400 invalid-input") as caught:
        api.post("/wrong", {"email": "secret-value"})
    assert "secret-value" not in str(caught.value)
    api.close()


def test_nobody_there_is_no_answer() -> None:
    assert not Api(1).answers("/")
