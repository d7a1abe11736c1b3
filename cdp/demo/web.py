"""HTTP as a channel system speaks it (JSON, a key) and as a browser does (forms)."""

import http.client
import json
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from cdp.demo.ports import HOST
from cdp.errors import UnavailableError

TIMEOUT_SECONDS = 60
MOST_REDIRECTS = 5
TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class Api:
    """A channel system: one kept connection, one credential."""

    def __init__(self, port: int, credential: str = "") -> None:
        """Prepare; `credential` is an access token or an API key."""
        self._port = port
        self._headers = {"Content-Type": "application/json"}
        if credential:
            self._headers["Authorization"] = f"Bearer {credential}"
        self._connection = _connect(port)

    def answers(self, path: str) -> bool:
        """Tell whether a page answers 200."""
        try:
            return self._send("GET", path, None, {})[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            self._connection.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def get(self, path: str) -> dict[str, Any]:
        """Fetch one JSON document."""
        return self._json("GET", path, None)[1]

    def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Post one JSON document and give the answer's."""
        return self._json("POST", path, json.dumps(body).encode())[1]

    def _json(
        self, method: str, path: str, body: bytes | None
    ) -> tuple[int, dict[str, Any]]:
        status, _, raw = self._send(method, path, body, self._headers)
        if status >= http.client.BAD_REQUEST:
            code = _code(raw)
            raise UnavailableError(f"{method} {path} was answered {status} {code}")
        return status, json.loads(raw)

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        try:
            return _exchange(self._connection, method, path, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionError):
            # The server may close a connection that was idle; nothing was sent twice,
            # as it closes before it reads.
            self._connection.close()
            self._connection = _connect(self._port)
            return _exchange(self._connection, method, path, body, headers)

    def token(self, client_id: str, secret: str) -> str:
        """Get an access token (OAuth 2.0 client credentials)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        status, _, raw = self._send("POST", "/oauth/token", body, headers)
        if status != http.client.OK:
            raise UnavailableError(f"no token: {status} {_code(raw)}")
        found: str = json.loads(raw)["access_token"]
        return found


class Browser:
    """A browser without scripts: keeps cookies, follows redirects, fills forms."""

    def __init__(self, port: int) -> None:
        """Prepare an empty browser."""
        self._port = port
        self._cookies: dict[str, str] = {}
        self.page = ""

    def open(self, path: str) -> str:
        """Open a page and give its HTML."""
        return self._go("GET", path, None)

    def submit(self, path: str, **values: str) -> str:
        """Send a form of the page that is open, with that page's token."""
        token = TOKEN.search(self.page)
        if token is None:
            raise UnavailableError(f"the page before {path} has no form")
        form = urlencode({"csrf_token": token.group(1), **values})
        return self._go("POST", path, form.encode())

    def _go(self, method: str, path: str, body: bytes | None) -> str:
        for _ in range(MOST_REDIRECTS):
            status, headers, raw = self._once(method, path, body)
            if status not in (301, 302, 303, 307):
                break
            target = urlsplit(headers["Location"])
            path = target.path + (f"?{target.query}" if target.query else "")
            method, body = "GET", None
        if status != http.client.OK:
            raise UnavailableError(f"{method} {_shape(path)} was answered {status}")
        self.page = raw.decode()
        return self.page

    def _once(
        self, method: str, path: str, body: bytes | None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()),
            "Accept-Language": "en",
            "Origin": f"http://{HOST}:{self._port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = _connect(self._port)
        try:
            status, told, raw = _exchange(connection, method, path, body, headers)
        finally:
            connection.close()
        for line in told.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return status, told, raw


def _connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)


def _exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection.request(method, path, body=body, headers=dict(headers))
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def _code(raw: bytes) -> str:
    """Give the problem's code and the names of wrong fields: never their values."""
    try:
        told = json.loads(raw)
    except ValueError:
        return ""
    found = told if isinstance(told, dict) else {}
    return f"{found.get('code', found.get('error', ''))} {found.get('fields', '')}"


def _shape(path: str) -> str:
    # Some paths end in a secret token.
    return "/".join(path.partition("?")[0].split("/", 3)[:3])
