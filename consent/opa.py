"""PolicyEngine over an OPA server. The only file that imports opa_client.

One method of the client is used: asking for a decision. Its upload and delete methods
are never called: policies reach the server as bundles.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from opa_client.opa import OpaClient
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError

from consent.bundle import ENTRY_POINT, Bundle
from consent.engine import Verdict, parse_verdict, require_whole
from consent.errors import PolicyUnavailableError
from consent.situations import Situation

# Beyond the client's own ten, which would discard connections under load.
_CONNECTIONS = 64
# Shares of the whole time: a connection on the same machine is quick or will not be,
# and the refusal of an answer that does not come must be in time as well.
_CONNECT, _READ = 0.25, 0.7
_PACKAGE, _RULE = ENTRY_POINT.split("/")
_QUERY = {"strict-builtin-errors": "true", "provenance": "true"}
_SERVER_FAILED = 500
_PIECE_BYTES = 65_536
# The longest verdict has some kilobytes.
_LONGEST_ANSWER = 4 * 1024 * 1024


class OpaEngine:
    """Judges in an OPA server; safe to share between threads.

    The server must name the revision of its bundle, and it must be ours. A stale
    connection is tried once more; nothing else is.
    """

    def __init__(
        self,
        bundle: Bundle,
        *,
        url: str,
        token: str = "",
        ca_file: str = "",
        timeout_seconds: float = 0.2,
        breaker: "Breaker | None" = None,
    ) -> None:
        """Open no connection yet: a server that is down refuses, no start fails.

        Args:
            bundle: The policies that the server must hold.
            url: Its address, without a path.
            token: What it asks to be shown; empty for none.
            ca_file: Who vouches for it, as PEM; empty for those that everybody trusts.
            timeout_seconds: For one answer, from the first try to the last byte.
            breaker: When to leave it alone; one of its own by default.
        """
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._bundle = bundle
        self._timeout_seconds = timeout_seconds
        self._breaker = breaker or Breaker()
        self._client = OpaClient(
            host=parts.hostname or "",
            port=parts.port or (443 if secure else 8181),
            ssl=secure,
            token=token or None,
            retries=0,
            timeout=(_CONNECT * timeout_seconds, _READ * timeout_seconds),
        )
        # With trust_env the proxy of the environment would read every situation, and
        # a .netrc entry would replace our token. The client offers no option for it.
        session = self._client._session  # noqa: SLF001
        session.trust_env = False
        session.verify = ca_file or True
        # A server of policies sends nobody elsewhere.
        session.max_redirects = 0
        adapter = _InTime(timeout_seconds)
        session.mount("http://", adapter)
        session.mount("https://", adapter)

    @property
    def revision(self) -> str:
        """The revision that the server must hold."""
        return self._bundle.revision

    def evaluate(self, situation: Situation) -> Verdict:
        """Judge one situation.

        Raises:
            PolicyUnavailableError: No whole verdict, too late, or other policies.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        require_whole(situation, self._bundle)
        if self._breaker.is_open():
            raise PolicyUnavailableError("the OPA server failed just now; not asked")
        return self._judge(situation.document)

    def check(self) -> None:
        """Ask about nobody; also while the server is left alone, for a probe is rare.

        Raises:
            PolicyUnavailableError: Every question would be refused now.
        """
        if self._bundle.problems:
            raise PolicyUnavailableError("; ".join(self._bundle.problems))
        self._judge({})

    def close(self) -> None:
        """Give the connections back."""
        self._client.close_connection()

    def _judge(self, document: Mapping[str, object]) -> Verdict:
        answer = self._ask(document)
        if "result" not in answer:
            raise PolicyUnavailableError(
                f"{ENTRY_POINT} is undefined in the OPA server",
                reason="engine-undefined",
            )
        return parse_verdict(answer["result"], self._bundle.catalogue)

    def _ask(self, document: Mapping[str, object]) -> dict[str, object]:
        """Give the server's answer, in time and by the policies that we hold."""
        began = time.perf_counter()
        answer = self._answer(document, began)
        took = time.perf_counter() - began
        if took > self._timeout_seconds:
            raise PolicyUnavailableError(f"the OPA server took {took:.3f} s")
        if not isinstance(answer, dict):
            raise PolicyUnavailableError(
                "the OPA server gave no object", reason="engine-undefined"
            )
        self._refuse_other_policies(answer.get("provenance"))
        return answer

    def _answer(self, document: Mapping[str, object], began: float) -> object:
        try:
            answer = self._post_once_more(document, began)
        except requests.HTTPError as err:
            status = err.response.status_code
            self._breaker.failed()
            failed = status == _SERVER_FAILED
            raise PolicyUnavailableError(
                f"the OPA server answered {status}",
                reason="engine-error" if failed else "policy-unavailable",
            ) from err
        except requests.RequestException as err:
            self._breaker.failed()
            raise PolicyUnavailableError(
                f"the OPA server cannot be asked: {type(err).__name__}"
            ) from err
        self._breaker.succeeded()
        return answer

    def _post_once_more(self, document: Mapping[str, object], began: float) -> object:
        try:
            return self._post(document)
        except requests.Timeout:
            raise
        except requests.ConnectionError:
            # A kept connection that the server closed meanwhile is told at once, and
            # asking is idempotent. What failed later has had its time.
            if time.perf_counter() - began > _CONNECT * self._timeout_seconds:
                raise
            return self._post(document)

    def _post(self, document: Mapping[str, object]) -> object:
        answer: object = self._client.query_rule(
            dict(document), _PACKAGE, _RULE, _QUERY
        )
        return answer

    def _refuse_other_policies(self, provenance: object) -> None:
        """Compare the revision of the server's bundles; one that names none has none.

        Raises:
            PolicyUnavailableError: It has other policies, or none that were verified.
        """
        bundles = provenance.get("bundles") if isinstance(provenance, dict) else None
        named = bundles.values() if isinstance(bundles, dict) else ()
        held = {one.get("revision") for one in named if isinstance(one, dict)}
        if self._bundle.revision not in held:
            raise PolicyUnavailableError(
                "the OPA server does not hold the policies of this installation"
            )


class _InTime(HTTPAdapter):
    """Reads a body within one time in all; the client's is for each read."""

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__(pool_maxsize=_CONNECTIONS, max_retries=0)
        self._seconds = timeout_seconds

    def send(
        self,
        request: requests.PreparedRequest,
        *args: Any,  # noqa: ANN401  # handed on as they came
        **named: Any,  # noqa: ANN401
    ) -> requests.Response:
        until = time.perf_counter() + self._seconds
        named["stream"] = True
        response = super().send(request, *args, **named)
        try:
            response._content = _read(response.raw, until)  # noqa: SLF001  # where requests keeps it
        except BaseException:
            # What is left of it must not be read as the next answer.
            response.close()
            raise
        return response


def _read(raw: HTTPResponse, until: float) -> bytes:
    """Read what comes, piece by piece.

    Raises:
        requests.Timeout: It was still coming at that time.
        requests.RequestException: It broke off, or is longer than any verdict.
    """
    whole = bytearray()
    try:
        while piece := raw.read1(_PIECE_BYTES, decode_content=True):
            whole += piece
            if len(whole) > _LONGEST_ANSWER:
                raise requests.RequestException("longer than any verdict")
            if time.perf_counter() > until:
                raise requests.Timeout("it came too slowly")
    except HTTPError as err:
        raise requests.Timeout("it broke off") from err
    return bytes(whole)


class Breaker:
    """Stops asking a server that keeps failing, for a short while.

    After each rest one caller asks; the others wait for what becomes of it.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        rest_seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open after so many failures in a row, for so many seconds."""
        self._limit = failures
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0

    def is_open(self) -> bool:
        """Whether the server is being left alone; a no after a rest is for one."""
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                return True
            if self._failed >= self._limit:
                self._open_until = now + self._rest_seconds
            return False

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._open_until = self._clock() + self._rest_seconds

    def succeeded(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._failed = 0
            self._open_until = 0.0
