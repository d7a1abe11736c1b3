"""`cdp.vouching`: two people, two passwords, and every try on record."""

import pytest

from audit import Filters
from cdp import access
from cdp.access import staff
from cdp.assembly import Services, utc_now
from cdp.errors import InvalidInputError, TooManyError
from cdp.vouching import Passwords, prove_both

BOTH = ("ada", "dora")
RIGHT = Passwords(author="a" * 20, approver="d" * 20)


@pytest.fixture
def staffed(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setattr(staff, "SCRYPT", {"n": 16, "r": 8, "p": 1})
    with services.database.transaction() as conn:
        for name, role in (("ada", "operator"), ("dora", "dpo")):
            access.add_staff(conn, name, name[0] * 20, [role], utc_now())
    return services


def tries(services: Services, name: str) -> list[str]:
    with services.database.reading() as conn:
        found = services.log.find(conn, Filters(kind="auth", actor=name))
    return [one.header["out"] for one in found]


def test_two_people_who_type_their_own_passwords_are_believed(staffed) -> None:
    prove_both(staffed, BOTH, RIGHT, use="key.destroy")
    assert tries(staffed, "ada") == tries(staffed, "dora") == ["allow"]


@pytest.mark.parametrize(
    ("passwords", "fields"),
    [
        (None, {"approver"}),
        (Passwords(author="a" * 20, approver="a" * 20), {"approver"}),
        (Passwords(author="d" * 20, approver="d" * 20), {"by"}),
        (Passwords(author="", approver=""), {"by", "approver"}),
    ],
)
def test_who_does_not_prove_it_is_named(staffed, passwords, fields) -> None:
    with pytest.raises(InvalidInputError) as refused:
        prove_both(staffed, BOTH, passwords, use="policy.publish")
    assert set(refused.value.fields) == fields


def test_tries_are_on_record_and_not_endless(staffed) -> None:
    guess = Passwords(author="a" * 20, approver="guess")
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            prove_both(staffed, BOTH, guess, use="policy.publish")
    with pytest.raises(TooManyError):
        prove_both(staffed, BOTH, RIGHT, use="policy.publish")
    assert tries(staffed, "dora") == ["deny"] * 5
    assert "guess" not in repr(guess)


def test_who_is_gone_proves_nothing(staffed) -> None:
    with staffed.database.transaction() as conn:
        access.revoke_staff(conn, "dora", utc_now())
    with pytest.raises(InvalidInputError):
        prove_both(staffed, BOTH, RIGHT, use="policy.publish")
