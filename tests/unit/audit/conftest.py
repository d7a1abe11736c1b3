"""A real log over a real database, with a small real sealer."""

import hashlib
import secrets
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import AuditLog, Signer
from tests.unit.audit.helpers import NOW, ORIGIN


def seal_body(conn: object, subject: str | None, aad: bytes, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key_of(subject)).encrypt(nonce, plain, aad)


def open_body(subject: str | None, aad: bytes, sealed: bytes) -> bytes:
    return AESGCM(key_of(subject)).decrypt(sealed[:12], sealed[12:], aad)


def key_of(subject: str | None) -> bytes:
    return hashlib.sha256(b"test key of " + str(subject).encode()).digest()


@pytest.fixture
def signer() -> Signer:
    return Signer(bytes(range(32)), ORIGIN)


@pytest.fixture
def log(signer: Signer) -> AuditLog:
    def now() -> datetime:
        return NOW.astimezone(UTC)

    return AuditLog(
        writer="test", installation="here", seal_body=seal_body, signer=signer, now=now
    )
