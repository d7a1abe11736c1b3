"""A proof is a file that needs no other; nothing in it holds but what was signed."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from audit import (
    AuditLog,
    Body,
    NotSealedError,
    OpenedBody,
    Proof,
    SealedBody,
    Signer,
    UnknownEntryError,
    VerificationError,
    verify_proof,
)
from audit.entry import SALT_BYTES
from cdp.database import Database
from tests.unit.audit.conftest import open_body
from tests.unit.audit.helpers import append, settle


def opener(*without: str) -> Callable[[SealedBody], bytes | None]:
    """Open what the keys at hand open; `without` are subjects that were erased."""

    def opened(body: SealedBody) -> bytes | None:
        if body.subject in without:
            return None
        return open_body(body.subject, body.aad, body.sealed)

    return opened


BODIES = [
    Body(subject=f"sub_{n}", document={"n": n, "wörd": "é", "x": 1.5}) for n in range(5)
]


@pytest.fixture
def proof(log: AuditLog, database: Database) -> Proof:
    append(log, database)
    made = append(log, database, BODIES)
    append(log, database)
    settle(log, database)
    with database.reading() as conn:
        return log.disclose(conn, made.entry_id, opener("sub_3"))


def test_a_proof_is_the_entry_an_index_hashes_and_a_note() -> None:
    proof = Proof(
        index=5, leaf=b"{}", path=(b"a" * 32, b"b" * 32), note="o\n6\nr\n\n— s\n"
    )
    first, extra, *rest = proof.text.split("\n")
    assert first == "c2sp.org/tlog-proof@v1"
    assert json.loads(base64.b64decode(extra.removeprefix("extra "))) == {
        "format": "accord-audit-proof/v1",
        "leaf": "{}",
    }
    assert rest == [
        "index 5",
        base64.b64encode(b"a" * 32).decode(),
        base64.b64encode(b"b" * 32).decode(),
        "",
        "o", "6", "r", "", "— s", "",
    ]  # fmt: skip
    assert Proof.parse(proof.text) == proof


def test_a_proof_with_bodies_travels_as_text(proof: Proof, signer: Signer) -> None:
    read = Proof.parse(proof.text)
    assert read == proof
    assert verify_proof(read, signer.key.text).size == 3
    assert [one.part for one in read.bodies] == [0, 1, 2, 4]
    assert read.bodies[3].document == {"n": 4, "wörd": "é", "x": 1.5}
    assert "sub_3" not in proof.text


def test_what_a_body_says_is_in_no_message(proof: Proof) -> None:
    assert "plaintext" not in repr(proof)


def test_every_changed_character_of_a_proof_is_noticed(
    proof: Proof, signer: Signer
) -> None:
    text = replace(proof, bodies=()).text
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        wrong = text[:place] + other + text[place + 1 :]
        with pytest.raises(VerificationError):
            verify_proof(Proof.parse(wrong), signer.key)


def changed(body: OpenedBody, **values: object) -> OpenedBody:
    return replace(body, **values)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: changed(one, part=2),
        lambda one: changed(one, part=-1),
        lambda one: changed(one, part=5),
        lambda one: changed(one, plaintext=one.plaintext.replace(b'"n":1', b'"n":2')),
        lambda one: changed(one, plaintext=bytes(64) + one.plaintext[64:]),
        lambda one: changed(one, plaintext=b"short"),
        lambda one: changed(one, plaintext=b"\x00" + one.plaintext),
        lambda one: changed(one, digest=bytes(32)),
        lambda one: changed(one, digest=one.digest + b"x"),
        lambda one: changed(one, path=one.path[1:]),
        lambda one: changed(one, path=(bytes(32), *one.path[1:])),
    ],
)
def test_a_body_of_other_words_or_another_place_does_not_hold(
    proof: Proof, signer: Signer, change: Callable[[OpenedBody], OpenedBody]
) -> None:
    wrong = replace(proof, bodies=(change(proof.bodies[1]),))
    with pytest.raises(VerificationError):
        verify_proof(wrong, signer.key)


def test_a_body_beside_an_entry_without_any_does_not_hold(
    proof: Proof, signer: Signer, log: AuditLog, database: Database
) -> None:
    made = append(log, database)
    settle(log, database)
    with database.reading() as conn:
        bare = log.proof(conn, made.entry_id)
    assert verify_proof(bare, signer.key).size == 4
    with pytest.raises(VerificationError, match="no bodies"):
        verify_proof(replace(bare, bodies=proof.bodies), signer.key)


def signed_alone(signer: Signer, header: dict[str, object], body: OpenedBody) -> Proof:
    """A log of one entry, signed by its key whatever the entry says."""
    from audit import canonical_json, merkle

    leaf = canonical_json(header)
    note = signer.sign(1, merkle.leaf_hash(leaf)).note
    return Proof(index=0, leaf=leaf, path=(), note=note, bodies=(body,))


@pytest.mark.parametrize(
    "header",
    [{"n": "1", "body": "AAAA"}, {"n": 1, "body": "A"}, {"n": 1, "body": "AB"},
     {"n": 1, "body": 7}, {"n": 1, "body": "AAAA"}, {"n": 1, "body": "é"}],
)  # fmt: skip
def test_a_signature_does_not_make_nonsense_a_header(
    proof: Proof, signer: Signer, header: dict[str, object]
) -> None:
    with pytest.raises(VerificationError):
        verify_proof(signed_alone(signer, header, proof.bodies[0]), signer.key)


def test_a_proof_under_another_key_does_not_hold(proof: Proof) -> None:
    with pytest.raises(VerificationError):
        verify_proof(proof, Signer(b"x" * 32, "accord.example.test/audit").key)


def extra(document: object) -> str:
    told = base64.b64encode(json.dumps(document).encode()).decode()
    return f"c2sp.org/tlog-proof@v1\nextra {told}\nindex 0\n\nnote"


FINE = {"format": "accord-audit-proof/v1", "leaf": "{}"}
BODY = {"part": 0, "salt": "", "document": {}, "digest": "", "path": []}


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "other\nindex 0\n\nnote", "c2sp.org/tlog-proof@v1\n\nnote",
     "c2sp.org/tlog-proof@v1\nindex 0\n\nnote",
     "c2sp.org/tlog-proof@v1\nextra ///\nindex 0\n\nnote",
     "c2sp.org/tlog-proof@v1\nextra bm8=\nindex 0\n\nnote",
     "c2sp.org/tlog-proof@v1\nextra bm8=\n\nnote",
     extra([]), extra({}), extra(FINE | {"format": "other"}), extra(FINE | {"leaf": 1}),
     extra(FINE | {"bodies": [{}]}), extra(FINE | {"bodies": [7]}),
     extra(FINE | {"leaf": "\ud800"}),
     extra(FINE | {"bodies": [BODY | {"part": "0"}]}),
     extra(FINE | {"bodies": [BODY | {"digest": "xyz"}]}),
     extra(FINE | {"bodies": [BODY | {"path": ["00"] * 65}]}),
     extra(FINE | {"bodies": [BODY | {"document": 2**60}]}),
     extra(FINE).replace("index 0", "index 01"), extra(FINE).replace("index 0", "at 0"),
     extra(FINE).replace("index 0", "index 0" + "\nAAAA" * 65),
     extra(FINE).replace("index 0", "index 0\nAAB="), "x" * (2**25 + 1)],
    ids=range(24),
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        Proof.parse(text)


def test_only_what_is_sealed_is_disclosed(log: AuditLog, database: Database) -> None:
    made = append(log, database, BODIES)
    with database.reading() as conn:
        with pytest.raises(NotSealedError):
            log.disclose(conn, made.entry_id, opener())
        with pytest.raises(UnknownEntryError):
            log.disclose(conn, "ent_0", opener())


def test_a_body_that_opens_as_another_is_not_handed_out(
    log: AuditLog, database: Database
) -> None:
    made = append(log, database, BODIES)
    settle(log, database)
    with database.reading() as conn, pytest.raises(VerificationError):
        log.disclose(conn, made.entry_id, lambda _: bytes(SALT_BYTES) + b"{}")
