"""The text of a proof is the one that other verifiers of the format read."""

import base64

from audit import Proof


def test_a_proof_is_an_index_hashes_and_a_note() -> None:
    proof = Proof(
        index=5, leaf=b"{}", path=(b"a" * 32, b"b" * 32), note="o\n6\nr\n\n— s\n"
    )
    assert proof.text.split("\n") == [
        "c2sp.org/tlog-proof@v1",
        "index 5",
        base64.b64encode(b"a" * 32).decode(),
        base64.b64encode(b"b" * 32).decode(),
        "",
        "o", "6", "r", "", "— s", "",
    ]  # fmt: skip
