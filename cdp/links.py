"""Links in messages and receipts: signed, nameless, good for one thing only.

A link is not a sign-in. It lets its holder see one reason or stop one kind of message.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from cdp.errors import NotFoundError

TAG_BYTES = 16


@dataclass(frozen=True)
class Stop:
    """What an unsubscribe link may do: end one purpose on one channel."""

    subject: str
    purpose: str
    channel: str


@dataclass(frozen=True)
class Why:
    """What a reference link may show: one decision about one subject."""

    decision: str
    subject: str


class Links:
    """Makes and reads the signed links of one installation."""

    def __init__(self, key: bytes, public_url: str) -> None:
        """Keep the key (`vault.signing_seed(conn, "links")`) and our address."""
        self._key = key
        self._public_url = public_url.rstrip("/")

    def unsubscribe_url(
        self, subject: str, purpose: str, channel: str, locale: str = "en"
    ) -> str:
        """Make the address for the message's footer and its List-Unsubscribe header."""
        token = self.sign("stop", subject, purpose, channel)
        return f"{self._public_url}/{locale}/unsubscribe/{token}"

    def why_url(self, decision_id: str, subject: str, locale: str = "en") -> str:
        """Make the address that says why this message came."""
        token = self.sign("why", decision_id, subject)
        return f"{self._public_url}/{locale}/why/{token}"

    def read_stop(self, token: str) -> Stop:
        """Open an unsubscribe token; a changed one is not found."""
        return Stop(*self.read("stop", token, 3))

    def read_why(self, token: str) -> Why:
        """Open a reference token; a changed one is not found."""
        return Why(*self.read("why", token, 2))

    def sign(self, kind: str, *parts: str) -> str:
        """Make a token of a kind; it is useless as a token of another kind."""
        body = json.dumps(parts, separators=(",", ":")).encode()
        return _text(self.tag(kind, body) + body)

    def read(self, kind: str, token: str, count: int) -> list[str]:
        """Give the parts of a token, or raise NotFoundError without a hint."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError as err:
            raise NotFoundError("this link is not valid") from err
        tag, body = raw[:TAG_BYTES], raw[TAG_BYTES:]
        if token != _text(raw) or not hmac.compare_digest(tag, self.tag(kind, body)):
            raise NotFoundError("this link is not valid")
        parts: list[str] = json.loads(body)
        if len(parts) != count:
            raise NotFoundError("this link is not valid")
        return parts

    def tag(self, kind: str, body: bytes) -> bytes:
        """Authenticate bytes for one kind of use."""
        whole = hmac.new(self._key, kind.encode() + b"\0" + body, hashlib.sha256)
        return whole.digest()[:TAG_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
