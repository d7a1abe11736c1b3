"""Known answers of others, through our own wrappers, and our first ones for ever."""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from cdp.vault.index import digest, short_hmac
from cdp.vault.keys import expand
from cdp.vault.seal import Cipher, RowRef, bind_row

FOLDER = Path(__file__).parents[3] / "vectors" / "vault"


def load(name: str) -> list[dict[str, str]]:
    return json.loads((FOLDER / name).read_text())


def raw(case: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(case[name])


@pytest.mark.parametrize("case", load("aes-256-gcm.json"))
def test_the_cipher_is_aes_256_gcm(case: dict[str, str]) -> None:
    aead = Cipher(raw(case, "key"))._aead
    sealed = raw(case, "ciphertext") + raw(case, "tag")
    nonce, aad = raw(case, "nonce"), raw(case, "aad")
    assert aead.encrypt(nonce, raw(case, "plaintext"), aad) == sealed
    assert aead.decrypt(nonce, sealed, aad) == raw(case, "plaintext")
    with pytest.raises(InvalidTag):
        aead.decrypt(nonce, sealed, aad + b"x")


@pytest.mark.parametrize("case", load("hmac-sha-256.json"))
def test_the_digest_is_hmac_sha_256(case: dict[str, str]) -> None:
    made = short_hmac(raw(case, "key"), raw(case, "message"))
    assert made == raw(case, "tag")[:16]


@pytest.mark.parametrize("case", load("hkdf-expand-sha-256.json"))
def test_the_derivation_is_hkdf_expand(case: dict[str, str]) -> None:
    assert expand(raw(case, "prk"), raw(case, "info")) == raw(case, "okm")[:32]


def test_what_the_first_release_sealed_still_opens() -> None:
    first = json.loads((FOLDER / "accord.json").read_text())
    bound_to = bind_row(first["installation"], RowRef(*first["row"]))
    opened = Cipher(raw(first, "key")).open(bound_to, raw(first, "sealed"))
    assert opened == raw(first, "plaintext")


def test_what_the_first_release_digested_is_still_found() -> None:
    first = json.loads((FOLDER / "accord.json").read_text())
    for kind, value, expected in first["digests"]:
        assert digest(raw(first, "key"), kind, value).hex() == expected
