"""Signed calls to a channel system that finds the address itself (Standard Webhooks).

Carries pseudonyms, the text and the permit's token; never an address.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter

from cdp.channels.message import Message, check_permit
from cdp.errors import ChannelError
from cdp.settings import Settings
from cdp.vault import Opened
from consent import Permit

TIMEOUTS_SECONDS = (3, 10)  # to connect, to answer
LATER = frozenset({408, 425, 429})  # refusals that pass by themselves


class WebhookChannel:
    """Calls one address with every message that is not e-mail."""

    carries: frozenset[str] = frozenset(
        {"sms", "push", "call", "call_automated", "post", "web", "app", "in_store",
         "ad_network"}
    )  # fmt: skip
    needs_address = False

    def __init__(self, settings: Settings, secret: bytes) -> None:
        """Call the address in the settings, signing with a secret that it shares."""
        self._settings = settings
        self._secret = secret

    @property
    def ready(self) -> bool:
        """Tell if an address is configured."""
        return bool(self._settings.webhook_url)

    def send(
        self,
        message: Message,
        permit: Permit,
        address: Opened | None,  # noqa: ARG002  # the receiver finds the address
        now: datetime,
    ) -> None:
        """Hand one message to the channel system.

        Raises:
            ChannelError: It did not take it, or it may not go.
        """
        check_permit(message, permit, self.carries, now)
        if not self.ready:
            raise ChannelError("no channel system is configured (ACCORD_WEBHOOK_URL)")
        self._hand_over(message.id, _payload(message, permit, now), now)

    def tell(
        self, message_id: str, kind: str, data: Mapping[str, object], now: datetime
    ) -> None:
        """Tell the channel system something that is no message to a person.

        Raises:
            ChannelError: It did not take it.
        """
        told = {"type": kind, "timestamp": now.isoformat(), "data": dict(data)}
        self._hand_over(message_id, told, now)

    def _hand_over(
        self, message_id: str, payload: Mapping[str, object], now: datetime
    ) -> None:
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = sign(self._secret, message_id, now, body)
        status = self._post(body, headers)
        if not requests.codes.ok <= status < requests.codes.multiple_choices:
            raise ChannelError(
                f"the channel system answered {status}",
                permanent=status < requests.codes.server_error and status not in LATER,
            )

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(self._settings.webhook_url)
        host = parts.hostname or ""
        pinned = self._resolve(parts)
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", _PinnedAdapter(host))
            try:
                answer = session.post(
                    parts._replace(netloc=pinned).geturl(),
                    data=body,
                    headers=headers | {"Host": parts.netloc.rpartition("@")[2]},
                    timeout=TIMEOUTS_SECONDS,
                    allow_redirects=False,
                )
            except requests.RequestException:
                # The cause would quote the address that was called.
                raise ChannelError("the channel system did not answer") from None
        return answer.status_code

    def _resolve(self, parts: SplitResult) -> str:
        """Look the name up once and give the checked address to call.

        Looking it up again when connecting would let its owner answer differently.
        """
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme != "https" and not self._settings.webhook_allow_private:
            raise ChannelError("a channel system is called by https", permanent=True)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise ChannelError("the channel system's name is not known") from None
        addresses = [str(one[4][0]) for one in found]
        if not self._settings.webhook_allow_private and not all(
            is_public(one) for one in addresses
        ):
            raise ChannelError("the channel system is in a private net", permanent=True)
        first = addresses[0]
        return f"[{first}]:{port}" if ":" in first else f"{first}:{port}"


class _PinnedAdapter(HTTPAdapter):
    """Checks the certificate for the name although the address is called."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as inherited
        kwargs |= {"server_hostname": self._host, "assert_hostname": self._host}
        super().init_poolmanager(*args, **kwargs)


def is_public(address: str) -> bool:
    """Tell if an address is reachable for everybody: no loopback, no private net."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return found.is_global and not found.is_multicast


def sign(secret: bytes, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """Give the headers by which the receiver checks who calls and when.

    Source: Standard Webhooks specification, signature scheme v1 (HMAC-SHA256).
    """
    stamp = str(int(now.timestamp()))
    signed = b".".join([message_id.encode(), stamp.encode(), body])
    tag = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{tag}",
    }


def _payload(message: Message, permit: Permit, now: datetime) -> dict[str, object]:
    return {
        "type": "message.send",
        "timestamp": now.isoformat(),
        "data": {
            "message": message.id,
            "person": permit.answer.person,
            "subject": permit.subject,
            "permit": permit.token,
            "purpose": permit.purpose,
            "channel": permit.channel,
            "obligations": list(permit.obligations),
            "locale": message.locale,
            "title": message.title,
            "text": message.text,
            "sender": message.sender,
            "why_url": message.why_url,
            "unsubscribe_url": message.unsubscribe_url,
            "ai_written": message.ai_written,
        },
    }
