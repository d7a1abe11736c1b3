"""A verifier key is one line, and reads back only if it is whole."""

import base64

import pytest

from audit import Signer, VerificationError, VerifierKey

# The example key of the Go package golang.org/x/mod/sumdb/note (BSD-3-Clause).
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
MESSAGE = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"  # noqa: E501
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="  # noqa: E501


def test_a_known_signature_by_another_implementation_holds() -> None:
    key = VerifierKey.parse(PETER)
    raw = base64.b64decode(SIGNATURE)
    assert raw[:4] == key.key_hash
    key.verify(MESSAGE, raw[4:])
    with pytest.raises(VerificationError):
        key.verify(MESSAGE + b" ", raw[4:])


def test_a_key_reads_back_from_its_text() -> None:
    assert str(VerifierKey.parse(PETER)) == PETER
    # Base64 may contain plus signs: try keys until one does.
    for number in range(256):
        key = Signer(bytes([number]) * 32, "log.example.test").key
        assert VerifierKey.parse(f" {key.text}\n") == key
        if key.text.count("+") > 2:
            return
    pytest.fail("no key with a plus sign was met")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "PeterNeumann+c74f20a3+",
        "PeterNeumann+c74f20a3+Bhpc",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcMQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc",
        "PeterNeumann+c74f20a3+é",
        "PeterNeumann+c74f20a3+not base64",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        VerifierKey.parse(text)
