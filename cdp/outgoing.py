"""Calls to machines that the operator named: witnesses, authorities, log receivers."""

import fcntl
import socket
import ssl
import struct
import termios
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

TIMEOUTS_SECONDS = (3, 10)  # to connect, to answer
MOST_BYTES = 128 * 1024


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody answered; without a status there was no answer."""

    status: int | None
    body: bytes = b""

    @property
    def text(self) -> str:
        """The answer as text; what is no text is replaced."""
        return self.body.decode(errors="replace")


def post(
    url: str, body: bytes, content_type: str, *, token: str = "", ca_file: str = ""
) -> Said:
    """Post bytes; follow nobody elsewhere, and read no endless answer."""
    headers = {"Content-Type": content_type}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                url,
                data=body,
                headers=headers,
                timeout=TIMEOUTS_SECONDS,
                allow_redirects=False,
                stream=True,
                verify=ca_file or True,
            ) as answer:
                raw = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, OSError):
            return Said(status=None)
    return Said(status=status, body=raw if len(raw) <= MOST_BYTES else b"")


def deliver(url: str, stream: bytes, ca_file: str = "") -> bool:
    """Send bytes to `tcp://` or `tls://` HOST:PORT; tell if the receiver read them all.

    Syslog has no acknowledgement, and a write that worked says only that this machine
    has the bytes. So each delivery is a connection of its own: our side is closed, and
    the receiver closes in turn once it has read to the end. Linux answers bytes that a
    closing program did not read with a reset, which is no such end. (Who ends its side
    without reading, and stays, can deceive us: no receiver does.)
    """
    parts = urlsplit(url)
    connect, answer = TIMEOUTS_SECONDS
    try:
        with socket.create_connection((parts.hostname, parts.port), connect) as plain:
            plain.settimeout(answer)
            if parts.scheme == "tls":
                return _deliver_tls(plain, str(parts.hostname), stream, ca_file)
            plain.sendall(stream)
            return not _has_ended(plain) and _is_read_to_the_end(plain)
    except (OSError, ValueError):
        return False


def _deliver_tls(plain: socket.socket, host: str, stream: bytes, ca_file: str) -> bool:
    """Send in TLS (RFC 5425): only the file's authority vouches for this host."""
    context = ssl.create_default_context(cafile=ca_file)
    with context.wrap_socket(plain, server_hostname=host) as wrapped:
        wrapped.sendall(stream)
        # Both say close_notify: an end that somebody on the way made up is an error.
        with wrapped.unwrap() as bare:
            return _is_read_to_the_end(bare)


def _has_ended(sent: socket.socket) -> bool:
    """Tell if the other side has ended already: that is no answer to our end."""
    sent.settimeout(0)
    try:
        return not sent.recv(4096)
    except BlockingIOError:
        return False
    finally:
        sent.settimeout(TIMEOUTS_SECONDS[1])


def _is_read_to_the_end(sent: socket.socket) -> bool:
    sent.shutdown(socket.SHUT_WR)
    ends = time.monotonic() + TIMEOUTS_SECONDS[1]
    while sent.recv(4096):  # receivers have nothing to say; some greet
        if time.monotonic() > ends:
            return False
    # The end may have been sent before our bytes came: wait until they are
    # acknowledged, or refused by a reset.
    while _unacknowledged(sent):
        if time.monotonic() > ends:
            return False
        time.sleep(0.001)
    return sent.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


def _unacknowledged(sent: socket.socket) -> int:
    raw = fcntl.ioctl(sent, termios.TIOCOUTQ, struct.pack("i", 0))
    return int(struct.unpack("i", raw)[0])
