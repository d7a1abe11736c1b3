import pytest

from cdp.asking import Meeting
from cdp.errors import InvalidInputError


@pytest.fixture
def meet(services):
    meeting = Meeting(services.vault, services.log, region="FR")

    def run(kind, value):
        with services.database.transaction() as conn:
            return meeting.meet(conn, kind, value, services.now())

    return run


def test_somebody_new_is_known_afterwards(meet):
    assert meet("email", "new@example.test").known


def test_meeting_again_finds_the_same_person(meet):
    first = meet("email", "new@example.test")
    assert meet("email", "NEW@example.test").person == first.person


def test_a_national_number_is_read_with_the_region(meet):
    assert (
        meet("phone", "06 39 98 00 01").person == meet("phone", "+33639980001").person
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "null"),
        ("email", "no address"),
        ("phone", "000000"),
        ("person", "per_nobody"),
        ("subject", "sub_nobody"),
    ],
)
def test_what_identifies_nobody_is_refused(meet, kind, value):
    with pytest.raises(InvalidInputError):
        meet(kind, value)
