"""Signatures of witnesses are kept when they hold, and believed when they still do."""

import pytest

from audit import AuditLog, Cosigner, Policy, VerificationError, parse_policy
from audit.cosigned import cosigned_size, keep_cosignatures, last_witnessed
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
