"""Receivers of the forwarded log: a strict syslog one, an OTLP one, and rsyslog."""

import ipaddress
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, Response, request

from cdp.bench.servers import free_port
from tests.key_services import left_out

# RFC 5424 section 6: the header's ABNF, and structured data that is nil.
MESSAGE = re.compile(
    rb"<(?P<pri>0|[1-9][0-9]{0,2})>1 "
    rb"(?P<at>[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z) "
    rb"(?P<host>[!-~]{1,255}) (?P<app>[!-~]{1,48}) (?P<proc>[!-~]{1,128}) "
    rb"(?P<id>[!-~]{1,32}) - (?P<text>\{.*\})",
    re.DOTALL,
)
# RFC 6587 section 3.4.1: MSG-LEN begins with no zero.
LENGTH = re.compile(rb"([1-9][0-9]*) ")


def frames(stream: bytes) -> list[dict[str, Any]]:
    """Take a stream apart to its last byte; ValueError where it is not as written."""
    found, at = [], 0
    while at < len(stream):
        length = LENGTH.match(stream, at)
        if length is None:
            raise ValueError("no octet count")
        end = length.end() + int(length[1])
        message = MESSAGE.fullmatch(stream[length.end() : end])
        if end > len(stream) or message is None or int(message["pri"]) > 191:
            raise ValueError("no RFC 5424 message")
        said: dict[str, Any] = {k: v.decode() for k, v in message.groupdict().items()}
        datetime.fromisoformat(said["at"])
        found.append(said | json.loads(said["text"]))
        at = end
    return found


class SyslogReceiver:
    """Reads each connection to its end, then closes; `taken` is what it understood.

    `spoil` is called with each connection first, and may do something else with it:
    then it gives true.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        spoil: Callable[[socket.socket], bool] = lambda _: False,
    ) -> None:
        self.taken: list[dict[str, Any]] = []
        self.connections = 0
        self.spoil = spoil
        self.before_close: Callable[[], None] = lambda: None
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def indexes(self) -> list[int]:
        return [one["index"] for one in self.taken]

    @property
    def url(self) -> str:
        return f"{'tls' if self._tls else 'tcp'}://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with peer, suppress(OSError):
                peer.settimeout(10)
                if not self.spoil(peer):
                    self._read(peer)

    def _read(self, peer: socket.socket) -> None:
        if self._tls:
            peer = self._tls.wrap_socket(
                peer, server_side=True, suppress_ragged_eofs=False
            )
        stream = b""
        while part := peer.recv(65536):
            stream += part
        self.taken += frames(stream)
        self.before_close()
        if isinstance(peer, ssl.SSLSocket):
            peer.unwrap()
        peer.close()

    def close(self) -> None:
        with suppress(OSError):  # closed before, as when it was away
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


class OtlpReceiver:
    """Takes ExportLogsServiceRequests in JSON; `answers` are given first, in order."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.answers: list[tuple[int, str]] = []
        self.authorization: str | None = None

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.post("/v1/logs")
        def logs() -> Response:
            if request.content_type != "application/json":
                return Response("{}", 415, content_type="application/json")
            self.authorization = request.headers.get("Authorization")
            if self.answers:
                status, said = self.answers.pop(0)
                return Response(said, status, content_type="application/json")
            for resource in request.get_json()["resourceLogs"]:
                names = _read_attributes(resource["resource"]["attributes"])
                assert names["service.name"] == "accord"
                for scope in resource["scopeLogs"]:
                    self.records += [_read_record(one) for one in scope["logRecords"]]
            return Response("{}", content_type="application/json")

        return app

    @property
    def indexes(self) -> list[int]:
        return [int(one["attributes"]["accord.audit.index"]) for one in self.records]


RECORD = {
    "timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText",
    "eventName", "body", "attributes",
}  # fmt: skip


def _read_record(raw: dict[str, Any]) -> dict[str, Any]:
    assert set(raw) == RECORD
    assert isinstance(raw["timeUnixNano"], str)
    assert int(raw["timeUnixNano"]) > 0
    assert 1 <= raw["severityNumber"] <= 24
    return raw | {
        "leaf": json.loads(raw["body"]["stringValue"]),
        "attributes": _read_attributes(raw["attributes"]),
    }


def _read_attributes(listed: list[dict[str, Any]]) -> dict[str, str]:
    read = {}
    for one in listed:
        ((kind, value),) = one["value"].items()
        assert kind in {"stringValue", "intValue"}
        assert isinstance(value, str)
        read[one["key"]] = value
    assert len(read) == len(listed)
    return read


# ---- an authority that vouches for a receiver


def make_authority(folder: Path, address: str = "127.0.0.1") -> Path:
    """Write `ca.pem`, and `server.pem`, `server.key` of this address; give the CA."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test root")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)

    def begin(subject: x509.Name, public: ec.EllipticCurvePublicKey):
        built = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name)
        built = built.public_key(public).serial_number(x509.random_serial_number())
        return built.not_valid_before(now - timedelta(hours=1)).not_valid_after(
            now + timedelta(days=1)
        )

    public = root_key.public_key()
    root = (
        begin(root_name, public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .sign(root_key, hashes.SHA256())
    )
    place = x509.IPAddress(ipaddress.ip_address(address))
    signed = (
        begin(name, key.public_key())
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "server.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "ca.pem"


def server_context(folder: Path) -> ssl.SSLContext:
    """Answer as the server that `make_authority` vouched for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


# ---- rsyslog

CONFIG = """
global(workDirectory="{folder}" maxMessageSize="16k"
       defaultNetstreamDriverCAFile="{folder}/ca.pem"
       defaultNetstreamDriverCertFile="{folder}/server.pem"
       defaultNetstreamDriverKeyFile="{folder}/server.key")
module(load="imtcp" {driver})
input(type="imtcp" port="{port}" address="127.0.0.1")
template(name="told" type="string"
         string="%pri%|%hostname%|%app-name%|%procid%|%msgid%|%msg%\\n")
action(type="omfile" file="{folder}/told" template="told")
"""
OVER_TLS = 'streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon"'


@contextmanager
def rsyslog(folder: Path, *, tls: bool) -> Iterator[tuple[str, Path]]:
    """Run rsyslogd on a free port; give its address and the file it writes."""
    program = shutil.which("rsyslogd") or shutil.which("/usr/sbin/rsyslogd")
    modules = next(Path(program or "/").parents[1].glob("lib/*/rsyslog"), None) if (
        program
    ) else None  # fmt: skip
    needed = "lmnsd_ossl.so" if tls else "imtcp.so"
    if program is None or modules is None or not (modules / needed).exists():
        left_out("rsyslog (with rsyslog-openssl)")
    make_authority(folder)
    port = free_port()
    driver = OVER_TLS if tls else ""
    text = CONFIG.format(folder=folder, port=port, driver=driver)
    (folder / "rsyslog.conf").write_text(text)
    command = [str(program), "-n", "-f", str(folder / "rsyslog.conf")]
    command += ["-i", str(folder / "pid"), "-M", f"{modules}/"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        _wait_for(port, process)
        yield f"{'tls' if tls else 'tcp'}://127.0.0.1:{port}", folder / "told"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("rsyslogd did not start")
