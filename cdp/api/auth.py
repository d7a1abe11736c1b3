"""Who is calling: channel systems by token or key, sources by write key."""

import base64
import binascii
import hashlib
import threading
import time
from collections import OrderedDict, deque

from cdp import access
from cdp.access import Client, Source
from cdp.assembly import Services
from cdp.errors import NotAllowedError, TooManyError, UnauthenticatedError

# Secrets have 256 bits, so nobody guesses one; this keeps a broken client from
# costing a database look-up per attempt.
MAX_FAILURES = 20
WINDOW_SECONDS = 60
REMEMBERED_CALLERS = 10_000


class Failures:
    """Counts failed sign-ins per caller and credential, in this process only.

    The credential is part of the key so that one wrong client behind a proxy does
    not lock out its neighbours. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: bytes) -> None:
        """Raise TooManyError when this caller failed too often just now."""
        with self._lock:
            times = self._recent(key)
            if len(times) < MAX_FAILURES:
                return
            wait = int(WINDOW_SECONDS - (time.monotonic() - times[0])) + 1
        raise TooManyError("too many failed attempts", retry_after_seconds=wait)

    def count(self, key: bytes) -> None:
        """Remember one failure."""
        with self._lock:
            self._recent(key).append(time.monotonic())
            self._seen.move_to_end(key)
            while len(self._seen) > REMEMBERED_CALLERS:
                self._seen.popitem(last=False)

    def _recent(self, key: bytes) -> deque[float]:
        times = self._seen.setdefault(key, deque(maxlen=MAX_FAILURES))
        oldest = time.monotonic() - WINDOW_SECONDS
        while times and times[0] < oldest:
            times.popleft()
        return times


failures = Failures()


def caller_key(address: str, credential: str) -> bytes:
    """Name a caller without keeping the credential."""
    return hashlib.sha256(f"{address}\x00{credential}".encode()).digest()


def authenticate(services: Services, authorization: str, address: str) -> Client:
    """Find the client behind an Authorization header.

    Raises:
        UnauthenticatedError: No header, or nobody we know.
        TooManyError: It failed too often.
    """
    if not authorization:
        raise UnauthenticatedError("send Authorization: Bearer …")
    key = caller_key(address, authorization)
    failures.check(key)
    try:
        with services.database.reading() as conn:
            return access.authenticate(
                conn, authorization, services.token_issuer, services.now()
            )
    except UnauthenticatedError:
        failures.count(key)
        raise


def require_scope(client: Client, scopes: tuple[str, ...]) -> None:
    """Raise NotAllowedError unless the client holds one of the scopes."""
    if scopes and not set(scopes) & set(client.scopes):
        message = "this needs the scope " + " or ".join(scopes)
        raise NotAllowedError(message)


def basic(authorization: str) -> tuple[str, str] | None:
    """Read user name and password of a Basic header; None when it is not one."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as err:
        raise UnauthenticatedError("the Basic credentials are not valid") from err
    name, _, password = text.partition(":")
    return name, password


def source_of(services: Services, write_key: str, address: str) -> Source:
    """Find the source that a write key belongs to.

    Raises:
        UnauthenticatedError: No key, or no such source.
    """
    if not write_key:
        raise UnauthenticatedError("send the write key of a source")
    key = caller_key(address, write_key)
    failures.check(key)
    with services.database.reading() as conn:
        source = access.source_by_key(conn, write_key)
    if source is None:
        failures.count(key)
        raise UnauthenticatedError("no source has this write key")
    return source
