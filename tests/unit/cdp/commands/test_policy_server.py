"""`accord policy build|key|server-config`: signed, and ready for a server."""

import json
import tarfile
from datetime import UTC, datetime, timedelta
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

from tests.unit.cdp.commands.conftest import Run

TOKEN = "a-token-of-a-test-that-is-long-enough"


@pytest.fixture
def own_key(tmp_path: Path) -> Path:
    """A key as a build machine keeps it."""
    file = tmp_path / "build.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as bundle:
        return {m.name: bundle.extractfile(m).read() for m in bundle.getmembers()}


def test_a_bundle_carries_revision_and_signature(installed: Run, tmp_path: Path):
    target = tmp_path / "bundle.tar.gz"
    done = installed("policy", "build", "--out", target, "--json")
    assert done.code == 0
    found = members(target)
    assert json.loads(found[".manifest"])["revision"] == done.found["revision"]
    assert len(json.loads(found[".signatures.json"])["signatures"]) == 1
    assert "rules/opt_out/opt_out.rego" in found


def test_the_same_policies_and_key_give_the_same_bytes(installed: Run, tmp_path: Path):
    for name in ("a", "b"):
        assert installed("policy", "build", "--out", tmp_path / name).code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_build_machine_signs_with_a_key_of_its_own(
    accord: Run, own_key: Path, tmp_path: Path
):
    done = accord(
        "policy", "build", "--out", tmp_path / "b", "--key", own_key, "--json"
    )
    assert done.code == 0
    assert ".signatures.json" in members(tmp_path / "b")


def test_without_any_key_nothing_is_built(accord: Run, tmp_path: Path):
    done = accord("policy", "build", "--out", tmp_path / "b.tar.gz")
    assert (done.code, done.out) == (1, "")
    assert "accord init" in done.err
    assert not (tmp_path / "b.tar.gz").exists()


@pytest.mark.parametrize("content", [None, "nonsense"])
def test_what_is_no_key_is_said(accord: Run, tmp_path: Path, content: str | None):
    file = tmp_path / "key.pem"
    if content:
        file.write_text(content)
    done = accord("policy", "build", "--out", tmp_path / "b", "--key", file)
    assert (done.code, done.out) == (2, "")
    assert "key: must be" in done.err


def test_a_bundle_that_cannot_be_written_is_said(installed: Run, tmp_path: Path):
    done = installed("policy", "build", "--out", tmp_path / "nowhere" / "b.tar.gz")
    assert (done.code, done.out) == (2, "")
    assert "must be a file that can be written" in done.err


def test_a_renewed_key_signs_from_then_on_and_is_in_the_log(installed: Run):
    before = installed("policy", "key", "--json").found
    assert installed("policy", "key", "--json").found == before
    assert before["algorithm"] == "ES256"
    assert "PUBLIC KEY" in before["public_key"]

    done = installed("policy", "key", "--renew", "--json")
    assert done.found["key_id"] != before["key_id"]
    assert "docs/policy-server.md" in done.err
    assert installed("policy", "key", "--json").found == done.found
    assert installed("audit", "verify", "--json").found["intact"]


def test_a_server_is_told_everything_it_needs(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    monkeypatch.setenv("ACCORD_OPA_URL", "http://127.0.0.1:8282")
    folder = tmp_path / "opa"
    done = installed("policy", "server-config", folder, "--json")
    assert done.code == 0
    told = json.loads((folder / "opa.json").read_text())
    key = installed("policy", "key", "--json").found
    assert told["keys"][key["key_id"]]["key"] == key["public_key"]
    assert done.found["bundle"] == f"file://{folder}/bundle.tar.gz"
    assert "--addr 127.0.0.1:8282" in done.found["start"]
    assert (folder / "access/system/authz/authz.rego").is_file()
    assert TOKEN not in done.out + (folder / "access/sidecar.json").read_text()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1", "127.0.0.1:8181"),
        ("https://opa.example.test", "opa.example.test:443"),
        ("http://somebody:secret@127.0.0.1:9", "127.0.0.1:9"),
    ],
)
def test_the_server_listens_where_we_look_for_it(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url, address
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    monkeypatch.setenv("ACCORD_OPA_URL", url)
    done = installed("policy", "server-config", tmp_path, "--json")
    assert f"--addr {address} " in done.found["start"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/policy/bundle"),
        ("https://a.example.test/", "https://a.example.test/v1/policy/bundle"),
        ("https://a.example.test/x.tar.gz", "https://a.example.test/x.tar.gz"),
    ],
)
def test_a_server_fetches_from_an_address(
    installed: Run, own_key: Path, tmp_path: Path, monkeypatch, given, meant
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    words = ["policy", "server-config", tmp_path, "--from", given, "--key", own_key]
    done = installed(*words, "--decision-log", "--json")
    assert done.found["bundle"] == meant
    assert json.loads((tmp_path / "opa.json").read_text())["decision_logs"]


@pytest.mark.parametrize("token", ["", "short"])
def test_a_server_without_a_real_token_is_not_configured(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", token)
    done = installed("policy", "server-config", tmp_path / "opa")
    assert (done.code, done.out) == (2, "")
    assert "ACCORD_OPA_TOKEN: must be set" in done.err
    assert not (tmp_path / "opa").exists()


def test_an_address_or_folder_that_cannot_be_is_said(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    done = installed("policy", "server-config", tmp_path, "--from", "ftp://x")
    assert (done.code, "from: must be" in done.err) == (2, True)
    (tmp_path / "file").write_text("")
    done = installed("policy", "server-config", tmp_path / "file" / "opa")
    assert (done.code, "folder: must be" in done.err) == (2, True)


def certify(folder: Path) -> Path:
    """An authority of our own: its certificate, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "own-ca.example.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "ca.pem"


def test_a_server_may_be_told_of_an_authority_of_our_own(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    ours = certify(tmp_path)
    words = ["--from", "https://a.example.test", "--ca-file", ours, "--json"]
    assert installed("policy", "server-config", tmp_path, *words).code == 0
    told = json.loads((tmp_path / "opa.json").read_text())
    assert told["services"]["accord"]["tls"]["ca_cert"] == str(ours)


@pytest.mark.parametrize(
    "given",
    [
        ("https://a.example.test", "build.pem", "ca_file: must hold certificates"),
        ("https://a.example.test", "both.pem", "and no private key"),
        ("https://a.example.test", "none.pem", "ca_file: must be a file that can be"),
        ("http://a.example.test", "ca.pem", "ca_file: belongs to an https address"),
    ],
)
def test_what_cannot_be_an_authority_is_said(
    installed: Run, own_key: Path, tmp_path: Path, monkeypatch, given
):
    source, name, said = given
    monkeypatch.setenv("ACCORD_OPA_TOKEN", TOKEN)
    both = certify(tmp_path).read_bytes() + own_key.read_bytes()
    (tmp_path / "both.pem").write_bytes(both)
    words = ["--from", source, "--ca-file", tmp_path / name]
    done = installed("policy", "server-config", tmp_path / "opa", *words)
    assert (done.code, done.out, said in done.err) == (2, "", True)
    assert not (tmp_path / "opa").exists()
