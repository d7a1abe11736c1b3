"""Project Wycheproof, known answers and attacks, through our own wrappers."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit import VerificationError, VerifierKey
from audit import entry as entries
from cdp.errors import SealBrokenError
from cdp.vault.index import short_hmac
from cdp.vault.keys import expand
from cdp.vault.seal import AES_256_GCM, FORMAT, HEADER, NONCE_BYTES, TAG_BYTES, Cipher

FOLDER = Path(__file__).parents[3] / "vectors" / "wycheproof"
OURS = {"keySize": 256, "ivSize": NONCE_BYTES * 8, "tagSize": TAG_BYTES * 8}


def groups(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}_test.json").read_text())["testGroups"]


def cases(name: str, wanted: bool | None = None, **fields: Any) -> list[Any]:
    return [
        pytest.param(case | {"group": group}, id=str(case["tcId"]))
        for group in groups(name)
        if all(group[key] == value for key, value in fields.items())
        for case in group["tests"]
        if wanted is None or (case["result"] == "valid") == wanted
    ]


def raw(case: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(case[name])


def cipher_of(case: dict[str, Any]) -> tuple[Cipher, bytes]:
    """Our cipher and a value in our form, bound to the case's additional data alone."""
    made = Cipher(raw(case, "key"))
    made._header = b""
    header = HEADER.pack(FORMAT, AES_256_GCM, 1)
    return made, header + raw(case, "iv") + raw(case, "ct") + raw(case, "tag")


@pytest.mark.parametrize("case", cases("aes_gcm", True, **OURS))
def test_what_others_sealed_opens(case: dict[str, Any]) -> None:
    cipher, sealed = cipher_of(case)
    assert cipher.open(raw(case, "aad"), sealed) == raw(case, "msg")
    made = cipher._aead.encrypt(raw(case, "iv"), raw(case, "msg"), raw(case, "aad"))
    assert made == raw(case, "ct") + raw(case, "tag")


@pytest.mark.parametrize("case", cases("aes_gcm", False, **OURS))
def test_what_was_changed_does_not_open(case: dict[str, Any]) -> None:
    cipher, sealed = cipher_of(case)
    with pytest.raises(SealBrokenError):
        cipher.open(raw(case, "aad"), sealed)


@pytest.mark.parametrize("group", groups("aes_gcm"), ids=lambda g: str(g["keySize"]))
def test_keys_and_nonces_of_another_length_are_refused(group: dict[str, Any]) -> None:
    for case in group["tests"]:
        if group["keySize"] != OURS["keySize"]:
            with pytest.raises(ValueError, match="32 bytes"):
                Cipher(raw(case, "key"))
        elif group["ivSize"] != OURS["ivSize"]:
            cipher, sealed = cipher_of(case)
            with pytest.raises(SealBrokenError):
                cipher.open(raw(case, "aad"), sealed)


@pytest.mark.parametrize("case", cases("hmac_sha256"))
def test_hmac(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    key, message, tag = raw(case, "key"), raw(case, "msg"), raw(case, "tag")
    if len(tag) == 32:  # as bodies are committed to
        monkeypatch.setattr(entries, "COMMITMENT", b"")
        made = entries._commit(key, message)
    else:  # as identifiers are digested
        made = short_hmac(key, message)
    assert (made == tag) == (case["result"] == "valid")


@pytest.mark.parametrize("case", cases("hkdf_sha256", True))
def test_hkdf(case: dict[str, Any]) -> None:
    """The extract step is HMAC; of the expand step we take the first 32 bytes."""
    salt = raw(case, "salt") or bytes(32)
    prk = entries.hmac.digest(salt, raw(case, "ikm"), "sha256")
    common = min(case["size"], 32)
    assert expand(prk, raw(case, "info"))[:common] == raw(case, "okm")[:common]


@pytest.mark.parametrize("case", cases("ed25519"))
def test_ed25519(case: dict[str, Any]) -> None:
    public = bytes.fromhex(case["group"]["publicKey"]["pk"])
    key = VerifierKey("example.test", public)
    if case["result"] == "valid":
        key.verify(raw(case, "msg"), raw(case, "sig"))
    else:
        with pytest.raises(VerificationError):
            key.verify(raw(case, "msg"), raw(case, "sig"))
