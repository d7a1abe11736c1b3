"""Staff sign in with a password that is kept as a slow, salted hash."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from cdp import access
from cdp.access import staff as staff_module
from cdp.access import store
from cdp.database import Database
from cdp.errors import ConflictError, InvalidInputError, NotFoundError, TooManyError

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with small terms where the hash itself is not what is tested."""
    monkeypatch.setattr(staff_module, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    decoy = "scrypt$16$8$1$" + "00" * 16 + "$" + "00" * 32
    monkeypatch.setattr(staff_module, "DECOY", decoy)


def test_the_right_password_gives_name_and_roles(database: Database) -> None:
    with database.transaction() as conn:
        made = access.add_staff(conn, "ines", PASSWORD, ["dpo", "operator"], NOW)
        assert access.check_staff(conn, "ines", PASSWORD, NOW) == made
        assert made.roles == {"dpo", "operator"}


def test_the_hash_has_the_weight_it_should_have(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        stored = conn.execute(sa.select(store.staff.c.password)).scalar_one()
    assert stored.startswith("scrypt$32768$8$3$")
    assert PASSWORD not in stored
    assert staff_module.DECOY.split("$")[:4] == stored.split("$")[:4]


@pytest.mark.usefixtures("cheap")
def test_two_equal_passwords_are_kept_differently(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        access.add_staff(conn, "omar", PASSWORD, ["admin"], NOW)
        stored = conn.execute(sa.select(store.staff.c.password)).scalars().all()
    assert stored[0] != stored[1]


@pytest.mark.usefixtures("cheap")
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    database: Database,
) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        for name, password in [
            ("ines", "wrong horse battery"),
            ("ines", ""),
            ("ines", PASSWORD + "x" * 300),
            ("nobody", PASSWORD),
            ("Ines", PASSWORD),
        ]:
            assert access.check_staff(conn, name, password, NOW) is None


@pytest.mark.usefixtures("cheap")
def test_a_password_is_the_same_on_every_keyboard(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", "cafe\u0301 au lait noir", ["dpo"], NOW)
        found = access.check_staff(conn, "ines", "caf\u00e9 au lait noir", NOW)
    assert found is not None


@pytest.mark.usefixtures("cheap")
def test_the_sixth_try_waits_even_with_the_right_password(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
    for _ in range(5):
        with database.transaction() as conn:
            assert access.check_staff(conn, "ines", "wrong", NOW) is None
    with database.transaction() as conn, pytest.raises(TooManyError):
        access.check_staff(conn, "ines", PASSWORD, NOW)
    later = NOW + timedelta(minutes=15)
    with database.transaction() as conn:
        assert access.check_staff(conn, "ines", PASSWORD, later) is not None


@pytest.mark.usefixtures("cheap")
def test_a_name_that_does_not_exist_runs_out_of_tries_too(database: Database) -> None:
    with database.transaction() as conn:
        for _ in range(5):
            assert access.check_staff(conn, "nobody", "wrong", NOW) is None
        with pytest.raises(TooManyError):
            access.check_staff(conn, "nobody", "wrong", NOW)


@pytest.mark.usefixtures("cheap")
def test_a_password_typed_as_a_name_leaves_no_trace(database: Database) -> None:
    with database.transaction() as conn:
        for name in ("Correct Horse 1", "S3cret!", "é", "", "x" * 64):
            assert access.check_staff(conn, name, "wrong", NOW) is None
        kept = conn.execute(sa.select(store.attempt.c.key)).scalars().all()
        assert len(kept) == 1
        with pytest.raises(TooManyError):
            access.check_staff(conn, "Another Horse 2", "wrong", NOW)
        assert access.check_staff(conn, "ines", "wrong", NOW) is None


@pytest.mark.usefixtures("cheap")
def test_signing_in_forgives_the_tries_before(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        for _ in range(3):
            for _ in range(4):
                assert access.check_staff(conn, "ines", "wrong", NOW) is None
            assert access.check_staff(conn, "ines", PASSWORD, NOW) is not None


@pytest.mark.usefixtures("cheap")
def test_the_slow_part_needs_no_transaction(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        check = access.begin_check(conn, "ines", NOW)
    found = check.matches(PASSWORD)
    assert found is not None
    assert check.matches("wrong") is None
    with database.transaction() as conn:
        access.end_check(conn, found)


@pytest.mark.usefixtures("cheap")
def test_a_new_password_ends_the_old_one_and_all_sessions(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        token = access.create_session(conn, "staff", "ines", ["dpo"], NOW)
        access.change_password(conn, "ines", "another horse battery")
        assert access.session(conn, token, NOW) is None
        assert access.check_staff(conn, "ines", PASSWORD, NOW) is None
        found = access.check_staff(conn, "ines", "another horse battery", NOW)
    assert found is not None


@pytest.mark.usefixtures("cheap")
def test_somebody_who_left_is_out_at_once(database: Database) -> None:
    with database.transaction() as conn:
        access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)
        token = access.create_session(conn, "staff", "ines", ["dpo"], NOW)
        access.revoke_staff(conn, "ines", NOW)
        assert access.session(conn, token, NOW) is None
        assert access.check_staff(conn, "ines", PASSWORD, NOW) is None
        assert access.list_staff(conn) == []
        with pytest.raises(NotFoundError):
            access.revoke_staff(conn, "ines", NOW)
        with pytest.raises(ConflictError):
            access.add_staff(conn, "ines", PASSWORD, ["dpo"], NOW)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(
    ("name", "password", "roles", "field"),
    [
        ("ines", "too short", ["dpo"], "password"),
        ("ines", "x" * 257, ["dpo"], "password"),
        ("ines", PASSWORD, [], "roles"),
        ("ines", PASSWORD, ["root"], "roles"),
        ("Inès", PASSWORD, ["dpo"], "name"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(
    database: Database, name: str, password: str, roles: list[str], field: str
) -> None:
    with database.transaction() as conn, pytest.raises(InvalidInputError) as caught:
        access.add_staff(conn, name, password, roles, NOW)
    assert set(caught.value.fields) == {field}
    assert password not in str(caught.value)
