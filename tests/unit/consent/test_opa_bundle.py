"""The archive for OPA: reproducible, and signed as the standard says."""

import base64
import hashlib
import io
import json
import tarfile
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from consent.bundle import REGISTERS, Bundle
from consent.errors import InvalidInputError, PolicyInvalidError
from consent.opa_bundle import SIGNATURES, BundleSigner, build_opa_bundle

BUNDLE = Bundle.load(Path(__file__).resolve().parents[3] / "policies")
SIGNER = BundleSigner.from_seed(b"s" * 32)


def unpack(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return {m.name: opened.extractfile(m).read() for m in opened.getmembers()}


def pem(key: object, encryption: object = None) -> bytes:
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()
    )


def test_the_archive_names_its_revision_and_is_reproducible() -> None:
    members = unpack(build_opa_bundle(BUNDLE))
    manifest = json.loads(members[".manifest"])

    assert manifest["revision"] == BUNDLE.revision
    assert set(json.loads(members["data.json"])) == set(REGISTERS)
    assert set(BUNDLE.modules) < set(members)
    assert build_opa_bundle(BUNDLE) == build_opa_bundle(BUNDLE)
    assert build_opa_bundle(BUNDLE, SIGNER) == build_opa_bundle(BUNDLE, SIGNER)


def test_the_archive_owns_what_it_holds_and_not_who_may_ask() -> None:
    """The rules of access are the server's own; no archive can bring others."""
    roots = json.loads(unpack(build_opa_bundle(BUNDLE))[".manifest"])["roots"]

    assert {"decision", "rules", "lib", *REGISTERS} == set(roots)
    assert "system" not in roots


@pytest.mark.parametrize(
    "changed",
    [
        {"modules": {"system/authz.rego": "package system.authz"}},
        {"data": {"sidecar": {"token_digests": []}}},
    ],
)
def test_an_archive_that_would_say_who_may_ask_is_not_made(changed: dict) -> None:
    with pytest.raises(PolicyInvalidError, match="policies cannot be called s"):
        build_opa_bundle(replace(BUNDLE, **changed), SIGNER)


def test_the_signature_holds_under_the_public_key_and_covers_every_file() -> None:
    members = unpack(build_opa_bundle(BUNDLE, SIGNER))
    (token,) = json.loads(members.pop(SIGNATURES))["signatures"]
    public = ECKey.import_key(SIGNER.public_pem)

    read = jws.deserialize_compact(token, public, algorithms=["ES256"])
    claims = json.loads(read.payload)

    assert read.headers() == {"alg": "ES256", "kid": SIGNER.key_id}
    assert claims["scope"] == "accord-policies"
    assert claims["keyid"] == SIGNER.key_id
    assert {one["name"]: one["hash"] for one in claims["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in members.items()
    }


def test_a_changed_claim_breaks_the_signature() -> None:
    head, body, signature = SIGNER.sign({"files": []}).split(".")
    changed = base64.urlsafe_b64encode(b'{"files":[1]}').rstrip(b"=").decode()

    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(
            f"{head}.{changed}.{signature}",
            ECKey.import_key(SIGNER.public_pem),
            algorithms=["ES256"],
        )
    assert body != changed


def test_a_seed_gives_the_same_key_and_another_seed_another() -> None:
    assert BundleSigner.from_seed(b"s" * 32).public_pem == SIGNER.public_pem
    assert BundleSigner.from_seed(b"S" * 32).key_id != SIGNER.key_id


def test_a_register_is_digested_as_the_server_does_it() -> None:
    """It parses the file, and writes keys in order and two separators escaped."""
    odd = {"z": 1, "a": {"é": "<&>\u2028\u2029\x08\x7f", "": None}}
    bundle = replace(BUNDLE, data={"odd": odd})

    written = unpack(build_opa_bundle(bundle))["data.json"].decode()

    assert json.loads(written) == {"odd": odd}
    assert written == ('{"odd":{"a":{"":null,"é":"<&>\\u2028\\u2029\\b\x7f"},"z":1}}')


def test_a_key_of_a_build_machine_is_read_from_its_file() -> None:
    key = ec.generate_private_key(ec.SECP256R1())

    signer = BundleSigner.from_pem(pem(key))

    assert signer.key_id == BundleSigner(key).key_id


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        pem(ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"x")),
        SIGNER.public_pem.encode(),
    ],
)
def test_what_is_no_such_key_is_refused_with_a_sentence(content: bytes) -> None:
    with warnings.catch_warnings(), pytest.raises(InvalidInputError, match="P-256"):
        warnings.simplefilter("ignore")
        BundleSigner.from_pem(content)
