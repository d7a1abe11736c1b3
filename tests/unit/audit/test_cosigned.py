"""Signatures of witnesses are kept when they hold, and believed when they still do."""

import pytest

from audit import (
    AuditLog,
    Cosigner,
    NotSealedError,
    Policy,
    Proof,
    Signer,
    VerificationError,
    parse_policy,
    verify_proof,
)
from audit.cosigned import (
    cosigned_size,
    keep_cosignatures,
    last_witnessed,
    newest_note,
)
from audit.evidence_store import add_cosignature, cosignatures
from cdp.database import Database
from tests.unit.audit.helpers import NOW, append, settle

ONE = Cosigner(b"1" * 32, "one.example.test", b"2" * 32)
TWO = Cosigner(b"3" * 32, "two.example.test", b"4" * 32)
STRANGER = Cosigner(b"5" * 32, "who.example.test", b"6" * 32)


@pytest.fixture
def policy() -> Policy:
    return parse_policy(
        f"witness one {ONE.keys[0]}\nwitness two {TWO.keys[1]}\n"
        "group both all one two\nquorum both"
    )


def sealed(log: AuditLog, database: Database):
    append(log, database)
    settle(log, database)
    with database.reading() as conn:
        return log.checkpoint(conn)


def test_what_holds_is_kept_and_the_rest_passed_over(
    log: AuditLog, any_database: Database, policy: Policy
):
    signed = sealed(log, any_database)
    later = sealed(log, any_database)
    lines = (
        ONE.cosign(signed.text, NOW)
        + STRANGER.cosign(signed.text, NOW)
        + TWO.cosign(later.text, NOW)
    )
    with any_database.transaction() as conn:
        found = keep_cosignatures(conn, signed, policy.witnesses, lines)
        assert found == ("one",)
        assert [row.witness for row in cosignatures(conn, signed.size)] == ["one"]
        assert last_witnessed(conn, policy) is None
        with pytest.raises(VerificationError):
            keep_cosignatures(conn, signed, policy.witnesses, "no signature\n")


def test_the_newest_checkpoint_that_meets_the_policy_is_found(
    log: AuditLog, any_database: Database, policy: Policy
):
    made = [sealed(log, any_database) for _ in range(3)]
    with any_database.transaction() as conn:
        for signed, who in zip(made, [(ONE, TWO), (ONE, TWO), (ONE,)], strict=True):
            lines = "".join(one.cosign(signed.text, NOW) for one in who)
            keep_cosignatures(conn, signed, policy.witnesses, lines)
        found = last_witnessed(conn, policy)
        assert (found.size, found.names) == (2, ("one", "two"))
        assert found.at == NOW.replace(microsecond=0)
        assert policy.cosigned(found.note).keys() == {"one", "two"}
        assert cosigned_size(conn, ["one"]) == 3
        assert cosigned_size(conn, ["one", "two"]) == 2
        assert cosigned_size(conn, ["one", "other"]) == 0
        assert cosigned_size(conn, []) == 0


def test_rows_without_a_checkpoint_or_a_signature_count_nothing(
    log: AuditLog, any_database: Database, policy: Policy
):
    signed = sealed(log, any_database)
    with any_database.transaction() as conn:
        add_cosignature(conn, 99, "one", ONE.cosign(signed.text, NOW), 1)
        add_cosignature(conn, signed.size, "one", "nonsense\n", 1)
        assert last_witnessed(conn, policy) is None
        # Where none is asked for, none has witnessed.
        assert last_witnessed(conn, Policy()) is None


def test_a_proof_carries_the_signatures_of_witnesses(
    log: AuditLog, any_database: Database, policy: Policy, signer: Signer
):
    first = append(log, any_database)
    settle(log, any_database)
    with any_database.reading() as conn:
        bare = log.checkpoint(conn)
        assert newest_note(conn) == bare.note
    lines = ONE.cosign(bare.text, NOW) + TWO.cosign(bare.text, NOW)
    with any_database.transaction() as conn:
        keep_cosignatures(conn, bare, policy.witnesses, lines)
        witnessed = newest_note(conn)
        assert witnessed == log.proof(conn, first.entry_id).note
        assert policy.is_met(policy.cosigned(witnessed))
    second = append(log, any_database)
    settle(log, any_database)
    with any_database.reading() as conn:
        found = last_witnessed(conn, policy)
        assert (found.size, found.note) == (1, witnessed)
        # Under the newest checkpoint nobody outside has seen it; under that one, two.
        assert policy.cosigned(log.proof(conn, first.entry_id).note) == {}
        older = log.proof(conn, first.entry_id, found.note)
        assert verify_proof(Proof.parse(older.text), signer.key).size == 1
        with pytest.raises(NotSealedError):
            log.proof(conn, second.entry_id, found.note)


def test_before_the_first_checkpoint_there_is_no_note(any_database: Database):
    with any_database.reading() as conn:
        assert newest_note(conn) is None
