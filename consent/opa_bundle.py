"""The policies as one archive for an OPA server, signed so that no other is believed.

Equal policies and an equal key give equal bytes, on any machine and at any second.
"""

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from consent.bundle import Bundle
from consent.errors import InvalidInputError, PolicyInvalidError

# OPA 1.22 refuses EdDSA; of what it verifies, this has the shortest keys.
ALGORITHM: Final = "ES256"
# In the signed part and in the server's configuration: a signature that this key made
# for anything else opens no bundle.
SCOPE: Final = "accord-policies"
SIGNATURES: Final = ".signatures.json"
MANIFEST: Final = ".manifest"

# Who may ask it, and what it logs, is not for an archive to say.
_THE_SERVERS_OWN = frozenset({"system", "sidecar"})

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SCALAR_BYTES = 32
# FIPS 186-5 A.2.1: 64 bits more than the order has, and the remainder is even enough.
_WIDE_BYTES = 48
_USE = b"accord/policy-bundle/ES256/v1"


class BundleSigner:
    """Signs archives with one key; `key_id` names it in archive and configuration."""

    algorithm = ALGORITHM

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        """Take the key; `from_seed` and `from_pem` are the usual ways."""
        self._key = key
        public = key.public_key()
        self.public_pem = public.public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ).decode()
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.key_id = "accord-" + hashlib.sha256(der).hexdigest()[:16]

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Derive the key from 32 random bytes; the same seed gives the same key."""
        wide = HKDFExpand(SHA256(), _WIDE_BYTES, _USE).derive(seed)
        scalar = int.from_bytes(wide) % (_ORDER - 1) + 1
        return cls(ec.derive_private_key(scalar, _CURVE))

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a key that a build machine keeps in a file of its own.

        Raises:
            InvalidInputError: Not an unencrypted private key on the curve P-256.
        """
        try:
            key = load_pem_private_key(pem, None)
        except (ValueError, TypeError) as err:
            raise _no_key() from err
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise _no_key()
        if key.curve.name != _CURVE.name:
            raise _no_key()
        return cls(key)

    def sign(self, claims: Mapping[str, object]) -> str:
        """Give the claims as a JWS; the same claims give the same text (RFC 6979)."""
        header = {"alg": ALGORITHM, "kid": self.key_id}
        text = f"{_base64(_canonical(header))}.{_base64(_canonical(claims))}"
        method = ec.ECDSA(SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self._key.sign(text.encode(), method))
        signature = r.to_bytes(_SCALAR_BYTES) + s.to_bytes(_SCALAR_BYTES)
        return f"{text}.{_base64(signature)}"


def check_authority(pem: bytes) -> None:
    """Look whether a file holds certificates that can vouch for a server.

    Raises:
        InvalidInputError: Not certificates in PEM, or a key beside them.
    """
    try:
        known = x509.load_pem_x509_certificates(pem)
    except ValueError:
        known = []
    if not known or b"PRIVATE KEY" in pem:
        raise InvalidInputError(
            {"ca_file": "must hold certificates (PEM) and no private key"}
        )


def build_opa_bundle(bundle: Bundle, signer: BundleSigner | None = None) -> bytes:
    """Make the tar.gz that an OPA server loads.

    Args:
        bundle: The policies; `problems` must be empty for the server to take them.
        signer: Who vouches for them; None for a server that checks nobody's word.

    Raises:
        PolicyInvalidError: They would bring rules of access or masks of their own.
    """
    data = json.loads(bundle.data_json())
    roots = {_root(name) for name in bundle.modules} | set(data)
    if taken := roots & _THE_SERVERS_OWN:
        names = ", ".join(sorted(taken))
        raise PolicyInvalidError(f"policies cannot be called {names} in an OPA server")
    manifest = {
        "revision": bundle.revision,
        "roots": sorted(roots),
        "rego_version": 1,
    }
    members = {
        MANIFEST: _canonical(manifest),
        "data.json": _canonical(data),
        **{name: text.encode() for name, text in bundle.modules.items()},
    }
    if signer is not None:
        members[SIGNATURES] = _signatures(members, signer)
    return _pack(members)


def _signatures(members: Mapping[str, bytes], signer: BundleSigner) -> bytes:
    """Vouch for each file by its digest; OPA refuses a file that is not named here."""
    files = [
        {
            "name": name,
            "hash": hashlib.sha256(members[name]).hexdigest(),
            "algorithm": "SHA-256",
        }
        for name in sorted(members)
    ]
    claims = {"files": files, "keyid": signer.key_id, "scope": SCOPE}
    return _canonical({"signatures": [signer.sign(claims)]})


def _pack(members: Mapping[str, bytes]) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name in sorted(members):
            entry = tarfile.TarInfo(name)
            entry.size = len(members[name])
            archive.addfile(entry, io.BytesIO(members[name]))
    # gzip would write the time of day into its head.
    return gzip.compress(plain.getvalue(), mtime=0)


def _canonical(document: Mapping[str, object]) -> bytes:
    """Give the bytes that OPA digests for a JSON file, whatever its bytes are.

    Keys ascending, no spaces, and the two separators of lines escaped that Go escapes.
    """
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


def _root(module: str) -> str:
    return module.partition("/")[0]


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _no_key() -> InvalidInputError:
    return InvalidInputError(
        {"key": "must be a private key on the curve P-256, as PEM and not encrypted"}
    )
