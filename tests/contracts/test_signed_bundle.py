"""A real OPA server takes our signed policies, and nothing and nobody else."""

import gzip
import io
import json
import ssl
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from consent.bundle import Bundle
from consent.errors import PolicyUnavailableError
from consent.opa import OpaEngine
from consent.opa_bundle import SIGNATURES, BundleSigner, build_opa_bundle
from consent.opa_server import Sidecar
from consent.situations import reduce
from tests.contracts.opa_server import POLICIES, Sealed, find_opa
from tests.contracts.positions import TABLE

BUNDLE = Bundle.load(POLICIES)
YES = next(row for row in TABLE if row[3])
OURS = BundleSigner.from_seed(b"o" * 32)
THEIRS = BundleSigner.from_seed(b"t" * 32)
TOKEN = "a-token-of-a-test-that-is-long-enough"
PATIENT_SECONDS = 10.0
ANSWER = "/v1/data/decision/answer"


def _sidecar(folder: Path, **changed: object) -> Sidecar:
    archive = f"file://{folder / 'bundle.tar.gz'}"
    return replace(Sidecar(signer=OURS, token=TOKEN, source=archive), **changed)


def _serving(archive: bytes, folder: Path, **changed: object) -> Sealed:
    return Sealed(find_opa(), archive, folder, _sidecar(folder, **changed))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("signed")
    archive = build_opa_bundle(BUNDLE, OURS)
    with _serving(archive, folder, log_decisions=True) as made:
        assert until(lambda: _status(made, "GET", "/health?bundles") == 200)
        yield made


def until(happens: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.05)
    return False


def _status(server: Sealed, method: str, path: str, token: str = "") -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = None if method == "GET" else b'{"input": {}}'
    asked = urllib.request.Request(
        server.url + path, method=method, data=body, headers=headers
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENT_SECONDS) as answer:
            return answer.status
    except urllib.error.HTTPError as err:
        return err.code


def _engine(server: Sealed, token: str = TOKEN) -> OpaEngine:
    return OpaEngine(
        BUNDLE, url=server.url, token=token, timeout_seconds=PATIENT_SECONDS
    )


def _reason(engine: OpaEngine) -> str:
    with pytest.raises(PolicyUnavailableError) as caught:
        engine.evaluate(reduce(YES[1], YES[2], BUNDLE))
    engine.close()
    return caught.value.reason


def test_policies_that_we_signed_are_taken_and_answer(server: Sealed) -> None:
    engine = _engine(server)

    assert engine.evaluate(reduce(YES[1], YES[2], BUNDLE)).allow
    engine.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/data"),
        ("POST", "/v1/data"),
        ("GET", ANSWER),
        ("POST", "/v0/data/decision/answer"),
        ("POST", "/v1/data/purposes"),
        ("POST", "/v1/data/sidecar"),
        ("PUT", "/v1/data/decision/answer"),
        ("PATCH", "/v1/data/purposes"),
        ("PUT", "/v1/policies/mine"),
        ("GET", "/v1/policies"),
        ("DELETE", "/v1/policies/mine"),
        ("POST", "/v1/query"),
        ("GET", "/v1/query?q=data"),
        ("POST", "/v1/compile"),
        ("GET", "/v1/config"),
        ("GET", "/metrics"),
        ("POST", "/"),
    ],
)
def test_the_token_opens_our_question_and_nothing_else(
    server: Sealed, method: str, path: str
) -> None:
    assert _status(server, method, path, TOKEN) in {401, 403}


@pytest.mark.parametrize("token", ["", "another", TOKEN + "x", TOKEN[:-1]])
def test_without_the_token_our_question_is_not_answered(
    server: Sealed, token: str
) -> None:
    assert _status(server, "POST", ANSWER, token) in {401, 403}
    assert _reason(_engine(server, token)) == "policy-unavailable"


def test_who_has_the_token_is_answered_and_health_is_for_probes(
    server: Sealed,
) -> None:
    assert _status(server, "POST", ANSWER, TOKEN) == 200
    assert _status(server, "GET", "/health") == 200


def test_the_decision_log_keeps_neither_question_nor_answer(server: Sealed) -> None:
    engine = _engine(server)
    engine.evaluate(reduce(YES[1], YES[2], BUNDLE))
    engine.close()

    def lines() -> list[dict[str, object]]:
        return [one for one in server.logged() if one.get("decision_id")]

    assert until(lambda: lines() != [])
    for line in lines():
        assert "input" not in line
        assert "result" not in line
        assert "/input" in line["erased"]
        assert "/result" in line["erased"]
        assert BUNDLE.revision in json.dumps(line["bundles"])
    assert TOKEN not in server.log.read_text()


def _unpack(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return {m.name: opened.extractfile(m).read() for m in opened.getmembers()}


def _pack(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(raw.getvalue())


def _changed_rule() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE, OURS))
    members["decision/decision.rego"] += b"\nallow := true\n"
    return _pack(members)


def _changed_register() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE, OURS))
    members["data.json"] = members["data.json"].replace(b'"limit":3', b'"limit":4')
    return _pack(members)


def _added_file() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE, OURS))
    return _pack(members | {"rules/mine/mine.rego": b"package rules.mine\n"})


def _left_out_file() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE, OURS))
    del members["rules/caps/caps.rego"]
    return _pack(members)


def _stripped() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE, OURS))
    del members[SIGNATURES]
    return _pack(members)


def _signed_for_another_key_id() -> bytes:
    """Made with the wrong key, and saying that it was the right one."""
    liar = BundleSigner.from_seed(b"t" * 32)
    liar.key_id = OURS.key_id
    return build_opa_bundle(BUNDLE, liar)


def _signed_for_something_else() -> bytes:
    members = _unpack(build_opa_bundle(BUNDLE))
    members[SIGNATURES] = json.dumps(
        {"signatures": [OURS.sign({"files": [], "scope": "permits"})]}
    ).encode()
    return _pack(members)


BAD: dict[str, Callable[[], bytes]] = {
    "another-key": lambda: build_opa_bundle(BUNDLE, THEIRS),
    "another-key-under-our-name": _signed_for_another_key_id,
    "a-signature-for-something-else": _signed_for_something_else,
    "unsigned": lambda: build_opa_bundle(BUNDLE),
    "stripped": _stripped,
    "changed-rule": _changed_rule,
    "changed-register": _changed_register,
    "added-file": _added_file,
    "left-out-file": _left_out_file,
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_policies_that_we_did_not_sign_are_not_taken_and_we_refuse(
    make: Callable[[], bytes], tmp_path: Path
) -> None:
    with _serving(make(), tmp_path) as server:
        assert until(lambda: "failed" in server.log.read_text())
        assert _status(server, "GET", "/health?bundles") == 500
        assert _reason(_engine(server)) == "policy-unavailable"


class Shelf:
    """Gives whatever lies on it now, as Accord's own route does."""

    def __init__(self, archive: bytes, proof: tuple[Path, Path] | None = None) -> None:
        self.archive = archive
        self.given: list[bytes] = []
        self.shown: list[str] = []
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.given.append(shelf.archive)
                shelf.shown.append(self.headers["Authorization"])
                self.send_response(200)
                self.send_header("Content-Type", "application/gzip")
                self.send_header("Content-Length", str(len(shelf.given[-1])))
                self.end_headers()
                self.wfile.write(shelf.given[-1])

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if proof:
            told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            told.load_cert_chain(*proof)
            self.http.socket = told.wrap_socket(self.http.socket, server_side=True)
        scheme = "https" if proof else "http"
        self.url = f"{scheme}://127.0.0.1:{self.http.server_port}/v1/policy/bundle"
        threading.Thread(
            target=self.http.serve_forever, args=(0.01,), daemon=True
        ).start()

    def clear(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setenv("ACCORD_BUNDLE_TOKEN", "opa.secret")
    made = Shelf(build_opa_bundle(BUNDLE, OURS))
    yield made
    made.clear()


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_a_bad_archive_does_not_replace_the_good_one(
    make: Callable[[], bytes], shelf: Shelf, tmp_path: Path
) -> None:
    with _serving(b"", tmp_path, source=shelf.url) as server:
        engine = _engine(server)
        assert until(lambda: _allows(engine))
        shelf.archive = make()
        assert until(lambda: "failed" in server.log.read_text())

        assert shelf.archive in shelf.given
        assert _allows(engine)
        engine.close()


def test_new_policies_are_fetched_and_taken_by_themselves(
    shelf: Shelf, tmp_path: Path
) -> None:
    """So an upgrade refuses no longer than the server needs to look again."""
    shelf.archive = build_opa_bundle(replace(BUNDLE, revision="sha256:before"), OURS)
    with _serving(b"", tmp_path, source=shelf.url) as server:
        assert until(lambda: _status(server, "GET", "/health?bundles") == 200)
        engine = _engine(server)
        assert not _allows(engine)
        began = time.monotonic()
        shelf.archive = build_opa_bundle(BUNDLE, OURS)

        assert until(lambda: _allows(engine))
        print(f"taken after {time.monotonic() - began:.2f} s")
        engine.close()


def _allows(engine: OpaEngine) -> bool:
    try:
        return engine.evaluate(reduce(YES[1], YES[2], BUNDLE)).allow
    except PolicyUnavailableError:
        return False


def _certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "opa.example.test")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    (folder / "server.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return folder / "server.pem", folder / "server.key"


@pytest.fixture
def private_shelf(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shelf, Path]]:
    """A shelf behind TLS, and the authority that vouches for it."""
    monkeypatch.setenv("ACCORD_BUNDLE_TOKEN", "opa.secret")
    authority, key = _certify(tmp_path_factory.mktemp("shelf"))
    made = Shelf(build_opa_bundle(BUNDLE, OURS), (authority, key))
    yield made, authority
    made.clear()


def test_policies_are_fetched_under_the_authority_that_we_name(
    private_shelf: tuple[Shelf, Path], tmp_path: Path
) -> None:
    shelf, authority = private_shelf
    with _serving(b"", tmp_path, source=shelf.url, ca_file=str(authority)) as server:
        engine = _engine(server)
        assert until(lambda: _allows(engine))
        engine.close()
    assert set(shelf.shown) == {"Bearer opa.secret"}


@pytest.mark.parametrize("named", [True, False], ids=["another", "none"])
def test_under_no_other_authority_is_anything_fetched_or_shown(
    private_shelf: tuple[Shelf, Path], tmp_path: Path, *, named: bool
) -> None:
    shelf, _authority = private_shelf
    (tmp_path / "ca").mkdir()
    other, _key = _certify(tmp_path / "ca")
    changed = {"ca_file": str(other)} if named else {}
    with _serving(b"", tmp_path, source=shelf.url, **changed) as server:
        assert until(lambda: "certificate" in server.log.read_text())
        assert _status(server, "GET", "/health?bundles") == 500
        assert _reason(_engine(server)) == "policy-unavailable"
    assert shelf.given == shelf.shown == []


class Private(Sealed):
    """Speaks TLS alone, so a plain probe learns nothing of it."""

    def _wait(self) -> None:
        self.url = f"https://{self.address}"


def test_over_tls_only_the_authority_that_we_name_is_believed(tmp_path: Path) -> None:
    archive = build_opa_bundle(BUNDLE, OURS)
    server = Private(find_opa(), archive, tmp_path, _sidecar(tmp_path))
    certificate, key = _certify(tmp_path)
    server.command[-1:-1] = [
        "--tls-cert-file",
        certificate,
        "--tls-private-key-file",
        key,
    ]
    with server:
        given = {"url": server.url, "token": TOKEN, "timeout_seconds": PATIENT_SECONDS}
        ours = OpaEngine(BUNDLE, ca_file=str(certificate), **given)
        anybody = OpaEngine(BUNDLE, **given)

        assert until(lambda: _allows(ours))
        assert _reason(anybody) == "policy-unavailable"
        ours.close()
