"""The front door: what is sealed stays closed to everyone who should not open it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdp.database import Database
from cdp.errors import KeyDestroyedError, SealBrokenError, UnavailableError
from cdp.vault import SIGNING_NAMES, KeyRing, RowRef, Vault
from cdp.vault.store import subject_key, vault_key
from tests.unit.cdp.vault.conftest import NOW

ROW = RowRef("record", "rec_1", "body")


def stranger(root: KeyRing) -> KeyRing:
    """Wrapping keys of the same names that are others."""
    made = KeyRing()
    for name in root.names():
        made.make(name)
    return made


LEA = "sub_lea"
TOM = "sub_tom"


@pytest.fixture
def people(database: Database, vault: Vault) -> Vault:
    with database.transaction() as conn:
        vault.create_subjects(conn, [LEA, TOM], NOW)
    return vault


@pytest.mark.parametrize("subject", [None, LEA])
def test_evidence_of_one_installation_does_not_open_in_another(
    database: Database, people: Vault, subject: str | None
) -> None:
    with database.reading() as conn:
        sealed = people.seal_evidence(conn, subject, b"place", b"what happened")
        opened = people.open_evidence(conn, subject, b"place", sealed)
        assert opened.raw == b"what happened"
        # The same keys under another name: the name alone must keep it closed.
        people._held.fresh(conn).__dict__["installation"] = "0" * 64
        with pytest.raises(SealBrokenError):
            people.open_evidence(conn, subject, b"place", sealed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=2048), st.sampled_from(["profile", "event", "evidence"]))
def test_every_value_comes_back_as_it_was(
    database: Database, people: Vault, value: bytes, use: str
) -> None:
    with database.reading() as conn:
        sealed = people.keyring(conn, [LEA]).seal(LEA, use, ROW, value)
        opened = people.keyring(conn, [LEA]).open(LEA, use, ROW, sealed)
    assert opened.raw == value


def test_a_value_moved_to_another_person_stays_closed(
    database: Database, people: Vault
) -> None:
    with database.reading() as conn:
        ring = people.keyring(conn, [LEA, TOM])
    sealed = ring.seal(LEA, "profile", ROW, b"value")
    with pytest.raises(SealBrokenError):
        ring.open(TOM, "profile", ROW, sealed)


def test_a_value_sealed_for_one_use_opens_for_no_other(
    database: Database, people: Vault
) -> None:
    with database.reading() as conn:
        ring = people.keyring(conn, [LEA])
    sealed = ring.seal(LEA, "profile", ROW, b"value")
    for use in ("event", "evidence"):
        with pytest.raises(SealBrokenError):
            ring.open(LEA, use, ROW, sealed)


def test_a_wrapped_key_moved_to_another_person_does_not_unwrap(
    database: Database, people: Vault
) -> None:
    keys = subject_key.c
    with database.transaction() as conn:
        lea = conn.execute(
            sa.select(keys.wrapped).where(
                keys.subject == LEA, keys["class"] == "profile"
            )
        ).scalar_one()
        conn.execute(sa.update(subject_key).values(wrapped=lea))
        ring = people.keyring(conn, [LEA, TOM])
    assert ring.seal(LEA, "profile", ROW, b"x")
    with pytest.raises(SealBrokenError):
        ring.seal(TOM, "profile", ROW, b"x")
    with pytest.raises(SealBrokenError):
        ring.seal(LEA, "evidence", ROW, b"x")


def test_a_destroyed_profile_is_closed_and_its_evidence_stays(
    database: Database, people: Vault
) -> None:
    with database.transaction() as conn:
        ring = people.keyring(conn, [LEA])
        profile = ring.seal(LEA, "profile", ROW, b"profile")
        proof = ring.seal(LEA, "evidence", ROW, b"proof")
        assert people.destroy_subject(conn, LEA, ("profile",), now=NOW) == 1
    with database.reading() as conn:
        ring = people.keyring(conn, [LEA])
    assert not ring.holds(LEA, "profile")
    with pytest.raises(KeyDestroyedError):
        ring.open(LEA, "profile", ROW, profile)
    assert ring.open(LEA, "evidence", ROW, proof).raw == b"proof"


def test_a_destroyed_key_is_never_made_anew(database: Database, people: Vault) -> None:
    with database.transaction() as conn:
        assert people.destroy_subject(conn, LEA, now=NOW) == 2
        assert people.destroy_subject(conn, LEA, now=NOW) == 0
        people.create_subjects(conn, [LEA], NOW)
        ring = people.keyring(conn, [LEA])
    with pytest.raises(KeyDestroyedError):
        ring.seal(LEA, "profile", ROW, b"late write")


def test_destruction_is_seen_by_every_other_process(
    database: Database, people: Vault, root: KeyRing
) -> None:
    elsewhere = Vault(root)
    with database.reading() as conn:
        elsewhere.load(conn)
        sealed = elsewhere.seal_evidence(conn, LEA, b"entry", b"body")
        assert elsewhere.open_evidence(conn, LEA, b"entry", sealed).raw == b"body"
    with database.transaction() as conn:
        people.destroy_subject(conn, LEA, now=NOW)
    with database.reading() as conn, pytest.raises(KeyDestroyedError):
        elsewhere.open_evidence(conn, LEA, b"entry", sealed)


def test_a_destruction_that_rolls_back_destroys_nothing(
    database: Database, people: Vault
) -> None:
    with pytest.raises(ValueError, match="stop"), database.transaction() as conn:
        people.destroy_subject(conn, LEA, now=NOW)
        raise ValueError("stop")
    with database.reading() as conn:
        assert people.seal_evidence(conn, LEA, b"entry", b"body")


def test_making_keys_twice_keeps_the_first(database: Database, people: Vault) -> None:
    with database.transaction() as conn:
        sealed = people.keyring(conn, [LEA]).seal(LEA, "profile", ROW, b"value")
        people.create_subjects(conn, [LEA], NOW)
        opened = people.keyring(conn, [LEA]).open(LEA, "profile", ROW, sealed)
    assert opened.raw == b"value"


def test_an_unknown_subject_is_an_error_on_use_only(
    database: Database, people: Vault
) -> None:
    with database.reading() as conn:
        ring = people.keyring(conn, [LEA, "sub_nobody"])
    assert ring.seal(LEA, "profile", ROW, b"value")
    with pytest.raises(KeyDestroyedError):
        ring.seal("sub_nobody", "profile", ROW, b"value")


def test_evidence_opens_for_its_entry_and_subject_alone(
    database: Database, people: Vault
) -> None:
    with database.reading() as conn:
        for subject in (LEA, None):
            sealed = people.seal_evidence(conn, subject, b"entry", b"body")
            opened = people.open_evidence(conn, subject, b"entry", sealed)
            assert opened.raw == b"body"
            with pytest.raises(SealBrokenError):
                people.open_evidence(conn, subject, b"other entry", sealed)
            with pytest.raises(SealBrokenError):
                people.open_evidence(conn, TOM, b"entry", sealed)


def test_evidence_of_a_subject_without_keys_is_refused(
    database: Database, people: Vault
) -> None:
    with database.reading() as conn, pytest.raises(KeyDestroyedError):
        people.seal_evidence(conn, "sub_nobody", b"entry", b"body")


def test_a_sealed_quarantine_row_opens_in_its_place_alone(
    database: Database, people: Vault
) -> None:
    row = RowRef("quarantine", "qar_1", "payload")
    with database.reading() as conn:
        sealed = people.seal_installation(conn, "quarantine", row, b"value")
        opened = people.open_installation(conn, "quarantine", row, sealed)
        assert opened.raw == b"value"
        with pytest.raises(SealBrokenError):
            people.open_installation(conn, "outgoing-mail", row, sealed)
        with pytest.raises(SealBrokenError):
            people.open_installation(conn, "quarantine", ROW, sealed)


def test_preparing_twice_makes_nothing_new(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    again = Vault(root)
    with database.transaction() as conn:
        assert again.prepare(conn, NOW) == ()
        assert again.installation == vault.installation
        assert again.signing_seed(conn, "permits") == vault.signing_seed(
            conn, "permits"
        )
        assert again.digest("email", "a@b.test") == vault.digest("email", "a@b.test")


def test_a_wrong_root_key_opens_nothing(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    wrong = Vault(stranger(root))
    with database.transaction() as conn:
        with pytest.raises(SealBrokenError):
            wrong.prepare(conn, NOW)
        with pytest.raises(UnavailableError):
            wrong.digest("email", "a@b.test")


def test_a_wrapped_installation_key_under_another_name_does_not_unwrap(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    keys = vault_key.c
    with database.transaction() as conn:
        kek = conn.execute(
            sa.select(keys.wrapped).where(keys.name == "kek")
        ).scalar_one()
        conn.execute(
            sa.update(vault_key)
            .where(keys.name == "signing:permits")
            .values(wrapped=kek)
        )
        with pytest.raises(SealBrokenError):
            Vault(root).load(conn)


def test_a_vault_that_was_never_prepared_refuses_everything(
    database: Database, root: KeyRing
) -> None:
    empty = Vault(root)
    with database.transaction() as conn, pytest.raises(UnavailableError):
        empty.create_subjects(conn, [LEA], NOW)
    with database.reading() as conn, pytest.raises(UnavailableError):
        empty.signing_seed(conn, "permits")


def test_every_signing_seed_is_its_own(database: Database, vault: Vault) -> None:
    names = (
        "audit-log", "audit-log-ml-dsa", "permits", "tokens", "sessions", "links",
        "webhook", "bundles",
    )  # fmt: skip
    assert names == SIGNING_NAMES
    with database.reading() as conn:
        seeds = {vault.signing_seed(conn, name) for name in names}
        assert len(seeds) == len(names)
        assert all(len(seed) == 32 for seed in seeds)
        with pytest.raises(UnavailableError):
            vault.signing_seed(conn, "no-such-key")


def test_a_renewed_key_signs_from_now_on_in_every_process(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    other = Vault(root)
    with database.transaction() as conn:
        before = vault.signing_seed(conn, "bundles")
        assert vault.renew_signing(conn, "bundles", NOW) == 2
        assert vault.signing_seed(conn, "bundles") != before
        kept = vault.signing_seed(conn, "permits")
        assert vault.renew_signing(conn, "bundles", NOW) == 3
    with database.reading() as conn:
        now = vault.signing_seed(conn, "bundles")
        assert other.signing_seed(conn, "bundles") == now
        assert other.signing_seed(conn, "permits") == kept


def test_a_key_that_is_not_there_cannot_be_renewed(
    database: Database, vault: Vault
) -> None:
    with database.transaction() as conn, pytest.raises(UnavailableError):
        vault.renew_signing(conn, "no-such-key", NOW)


def test_the_keys_work_alike_on_both_databases(
    any_database: Database, root: KeyRing
) -> None:
    vault = Vault(root)
    subjects = [f"sub_{number}" for number in range(300)]
    with any_database.transaction() as conn:
        assert "kek" in vault.prepare(conn, NOW)
        vault.create_subjects(conn, subjects, NOW)
        vault.create_subjects(conn, subjects, NOW)
        ring = vault.keyring(conn, subjects)
        sealed = ring.seal("sub_7", "profile", ROW, b"value")
        assert ring.open("sub_7", "profile", ROW, sealed).raw == b"value"
        assert vault.destroy_subject(conn, "sub_7", now=NOW) == 2
        assert not vault.keyring(conn, ["sub_7"]).holds("sub_7", "profile")


def test_another_root_takes_over_everything_and_the_old_one_opens_nothing(
    any_database: Database, root: KeyRing
) -> None:
    vault, new_root = Vault(root), KeyRing()
    with any_database.transaction() as conn:
        made = vault.prepare(conn, NOW)
        vault.create_subjects(conn, [LEA], NOW)
        sealed = vault.keyring(conn, [LEA]).seal(LEA, "profile", ROW, b"value")
        assert vault.rewrap_root(conn, new_root, renew=False) == len(made)
    after = Vault(new_root)
    with any_database.transaction() as conn:
        assert after.prepare(conn, NOW) == ()
        assert after.installation == vault.installation
        opened = after.keyring(conn, [LEA]).open(LEA, "profile", ROW, sealed)
        assert opened.raw == b"value"
        with pytest.raises(SealBrokenError):
            Vault(root).load(conn)


def test_a_wrong_root_cannot_be_replaced(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    with database.transaction() as conn:
        with pytest.raises(SealBrokenError):
            Vault(stranger(root)).rewrap_root(conn, KeyRing(), renew=True)
        vault.load(conn)


def test_an_evidence_key_is_fetched_once_for_many_bodies(
    database: Database, people: Vault
) -> None:
    statements = []

    def note(*args: object) -> None:
        statements.append(args)

    with database.reading() as conn:
        sa.event.listen(conn, "before_cursor_execute", note)
        people.gather_evidence_keys(conn, [LEA, TOM, "sub_nobody"])
        for subject in (LEA, TOM, LEA, TOM):
            people.seal_evidence(conn, subject, b"entry", b"body")
    assert len(statements) == 1


def test_a_new_epoch_opens_old_and_new_in_every_process(
    database: Database, people: Vault, root: KeyRing
) -> None:
    elsewhere = Vault(root)
    with database.transaction() as conn:
        elsewhere.load(conn)
        old = people.keyring(conn, [LEA]).seal(LEA, "profile", ROW, b"old")
        assert people.begin_epoch(conn, NOW) == 2
        people.create_subjects(conn, ["sub_new"], NOW)
        elsewhere.create_subjects(conn, ["sub_late"], NOW)
        new = people.keyring(conn, ["sub_new"]).seal("sub_new", "event", ROW, b"new")
    with database.reading() as conn:
        for vault in (people, elsewhere):
            ring = vault.keyring(conn, [LEA, "sub_new", "sub_late"])
            assert ring.open(LEA, "profile", ROW, old).raw == b"old"
            assert ring.open("sub_new", "event", ROW, new).raw == b"new"
            assert ring.holds("sub_late", "profile")


def test_a_key_made_in_an_aborted_transaction_wraps_nothing(
    database: Database, root: KeyRing
) -> None:
    vault = Vault(root)
    with pytest.raises(ValueError, match="stop"), database.transaction() as conn:
        vault.prepare(conn, NOW)
        raise ValueError("stop")
    with database.transaction() as conn, pytest.raises(UnavailableError):
        vault.create_subjects(conn, [LEA], NOW)


def test_a_vault_loads_its_keys_when_it_first_needs_them(
    database: Database, vault: Vault, root: KeyRing
) -> None:
    other = Vault(root)
    with database.reading() as conn:
        assert other.signing_seed(conn, "links") == vault.signing_seed(conn, "links")
        assert other.normalise("email", " A@B.test ") == "a@b.test"


def test_a_value_of_a_key_version_that_is_gone_is_closed(
    database: Database, vault: Vault
) -> None:
    with database.reading() as conn:
        sealed = bytearray(vault.seal_installation(conn, "quarantine", ROW, b"value"))
        sealed[5] = 9
        with pytest.raises(KeyDestroyedError):
            vault.open_installation(conn, "quarantine", ROW, bytes(sealed))


def test_nothing_plain_reaches_the_file(
    database: Database, people: Vault, tmp_path: Path
) -> None:
    canary = b"canary.lea@example.test"
    digest = people.digest("email", canary.decode())
    with database.transaction() as conn:
        ring = people.keyring(conn, [LEA])
        conn.execute(
            vault_key.insert(),
            [
                {
                    "name": f"probe-{number}",
                    "version": 1,
                    "wrapped": value,
                    "wrapped_by": "root-1",
                    "created_at": 0,
                    "used_from": 0,
                }
                for number, value in enumerate(
                    [
                        ring.seal(LEA, "profile", ROW, canary),
                        people.seal_installation(conn, "quarantine", ROW, canary),
                        people.seal_evidence(conn, LEA, b"entry", canary),
                        digest,
                    ]
                )
            ],
        )
        secrets = [people.signing_seed(conn, name) for name in ("permits", "audit-log")]
    files = [path.read_bytes() for path in tmp_path.glob("test.db*")]
    written = b"".join(files)
    assert digest in written  # the search does find what is there
    assert canary not in written
    assert all(secret not in written for secret in secrets)
    assert bytes(range(32)) not in written
