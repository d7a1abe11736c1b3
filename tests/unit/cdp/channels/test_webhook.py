"""A signed call reaches a real server, and never one in a private net."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cdp.channels import WebhookChannel
from cdp.channels.webhook import is_public, sign
from cdp.errors import ChannelError
from tests.unit.cdp.channels.samples import NOW, message, permit, settings

SECRET = b"k" * 32


class Receiver(BaseHTTPRequestHandler):
    calls: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[type[Receiver]]:
    class Handler(Receiver):
        calls: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.port = listening.server_port
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
    thread.start()
    yield Handler
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def channel(server: type[Receiver], tmp_path: Path) -> WebhookChannel:
    url = f"http://127.0.0.1:{server.port}/hook"
    allowed = settings(tmp_path, webhook_url=url, webhook_allow_private=True)
    return WebhookChannel(allowed, SECRET)


def test_a_call_is_signed_and_carries_no_address(
    channel: WebhookChannel, server: type[Receiver]
) -> None:
    channel.send(message(), permit(channel="sms"), None, NOW)
    ((headers, body),) = server.calls
    signed = b"msg_1.1803888000." + body
    tag = hmac.new(SECRET, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(tag).decode()
    assert headers["webhook-timestamp"] == "1803888000"
    assert headers["Host"] == f"127.0.0.1:{server.port}"
    data = json.loads(body)["data"]
    assert data["person"] == "per_1"
    assert data["permit"] == "the.permit.token"
    assert "address" not in data


def test_the_signature_equals_the_published_example() -> None:
    # Standard Webhooks specification, example of a signed message.
    secret = base64.b64decode("C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
    body = b'{"email":"test@example.com","username":"test_user"}'
    from datetime import UTC, datetime

    made = sign(
        secret, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
        datetime.fromtimestamp(1649367553, UTC), body,
    )  # fmt: skip
    assert (
        made["webhook-signature"] == "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
    )


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(302, True), (400, True), (404, True), (408, False), (429, False), (503, False)],
)
def test_an_unwilling_answer_is_told_apart(
    channel: WebhookChannel, server: type[Receiver], status: int, permanent: bool
) -> None:
    server.status = status
    with pytest.raises(ChannelError, match=str(status)) as failed:
        channel.send(message(), permit(channel="push"), None, NOW)
    assert failed.value.permanent is permanent
    assert len(server.calls) == 1  # a redirect is not followed


def test_mail_does_not_go_this_way(
    channel: WebhookChannel, server: type[Receiver]
) -> None:
    with pytest.raises(ChannelError, match="another channel"):
        channel.send(message(), permit(), None, NOW)
    assert server.calls == []


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/hook", "https://localhost/hook", "https://[::1]/hook"]
)
def test_a_private_net_is_not_called(tmp_path: Path, url: str) -> None:
    channel = WebhookChannel(settings(tmp_path, webhook_url=url), SECRET)
    with pytest.raises(ChannelError, match="private net") as refused:
        channel.send(message(), permit(channel="sms"), None, NOW)
    assert refused.value.permanent


def test_plain_http_is_refused(tmp_path: Path) -> None:
    url = "http://192.0.2.1/hook"
    channel = WebhookChannel(settings(tmp_path, webhook_url=url), SECRET)
    with pytest.raises(ChannelError, match="by https"):
        channel.send(message(), permit(channel="sms"), None, NOW)


def test_no_channel_system_is_said(tmp_path: Path) -> None:
    channel = WebhookChannel(settings(tmp_path), SECRET)
    with pytest.raises(ChannelError, match="ACCORD_WEBHOOK_URL"):
        channel.send(message(), permit(channel="sms"), None, NOW)


def test_a_server_that_is_down_can_be_tried_later(tmp_path: Path) -> None:
    down = settings(
        tmp_path, webhook_url="https://127.0.0.1:1/", webhook_allow_private=True
    )
    with pytest.raises(ChannelError, match="did not answer") as failed:
        WebhookChannel(down, SECRET).send(message(), permit(channel="sms"), None, NOW)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False), ("10.0.0.1", False), ("172.16.3.4", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_unknown_name_is_said(tmp_path: Path) -> None:
    url = "https://channel.invalid/hook"  # RFC 2606: never resolves
    channel = WebhookChannel(settings(tmp_path, webhook_url=url), SECRET)
    with pytest.raises(ChannelError, match="name is not known") as failed:
        channel.send(message(), permit(channel="sms"), None, NOW)
    assert not failed.value.permanent
