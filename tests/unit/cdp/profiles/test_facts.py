"""Facts for rules: what the model tied to a person may narrow, never widen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cdp.profiles.facts import Known, read_day, reduce_facts
from consent import Contract, PersonFacts, Tie

TODAY = datetime(2027, 3, 1, tzinfo=UTC)
FRANCE = {"address": {"country": "FR"}}
CALIFORNIA = {"address": {"country": "US", "region": "CA"}}


def _facts(*known: tuple[Tie, dict[str, object]]) -> PersonFacts:
    return reduce_facts([Known(tie=t, traits=v) for t, v in known], today=TODAY)


def test_places_of_exact_ties_are_all_taken() -> None:
    assert _facts((Tie.SELF, FRANCE), (Tie.EXACT, CALIFORNIA)).places == ("FR", "US-CA")


def test_a_probable_place_adds_to_what_is_known() -> None:
    found = _facts((Tie.SELF, FRANCE), (Tie.PROBABLE, CALIFORNIA))
    assert found.places == ("FR", "US-CA")


def test_a_probable_place_alone_makes_no_place_known() -> None:
    assert _facts((Tie.SELF, {}), (Tie.PROBABLE, FRANCE)).places == ()


def test_of_conflicting_birth_dates_the_youngest_counts() -> None:
    found = _facts(
        (Tie.SELF, {"birthday": "1980-05-01"}),
        (Tie.EXACT, {"birthday": "2014-05-01"}),
        (Tie.PROBABLE, {"birthday": "1999-05-01"}),
    )
    assert found.born_on == date(2014, 5, 1)


def test_a_child_through_the_model_is_a_child_and_an_adult_stays_unknown() -> None:
    child = _facts((Tie.SELF, {}), (Tie.PROBABLE, {"birthday": "2014-05-01"}))
    adult = _facts((Tie.SELF, {}), (Tie.PROBABLE, {"birthday": "1980-05-01"}))
    assert child.born_on == date(2014, 5, 1)
    assert adult.born_on is None


def test_contactable_says_which_channels_have_an_address() -> None:
    found = _facts(
        (Tie.SELF, {"email": "a@x.test"}), (Tie.PROBABLE, {"phone": "+33612345670"})
    )
    assert found.contactable["email"]
    assert not found.contactable["sms"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1980-05-01", date(1980, 5, 1)),
        ("19800501", date(1980, 5, 1)),
        ("1980-05-01T00:00:00.000Z", date(1980, 5, 1)),
        ("1900-01-01", None),
        ("1970-01-01", None),
        ("2027-02-30", None),
        ("yesterday", None),
        (17, None),
        (None, None),
    ],
)
def test_birth_dates_are_read_or_left(text: object, day: date | None) -> None:
    assert read_day(text) == day


def test_a_birth_date_in_the_future_is_none() -> None:
    assert _facts((Tie.SELF, {"birthday": "2030-01-01"})).born_on is None


def test_a_child_who_may_be_this_person_protects_her_and_an_adult_says_nothing() -> (
    None
):
    child = _facts((Tie.SELF, FRANCE), (Tie.POSSIBLE, {"birthday": "2014-05-01"}))
    adult = _facts(
        (Tie.SELF, FRANCE), (Tie.POSSIBLE, CALIFORNIA | {"birthday": "1980-05-01"})
    )
    assert child.born_on == date(2014, 5, 1)
    assert adult.born_on is None
    assert adult.places == ("FR",)


def test_of_conflicting_capacities_the_most_protected_counts() -> None:
    named, generic = {"capacity": "business_named"}, {"capacity": "business_generic"}

    assert _facts((Tie.SELF, generic), (Tie.EXACT, named)).capacity == "business_named"
    assert _facts((Tie.SELF, generic), (Tie.EXACT, {})).capacity == "business_generic"
    assert _facts((Tie.SELF, generic), (Tie.PROBABLE, named)).capacity == (
        "business_named"
    )
    assert _facts((Tie.SELF, generic), (Tie.POSSIBLE, named)).capacity == (
        "business_generic"
    )


@pytest.mark.parametrize("said", [{}, {"capacity": "guild"}, {"capacity": 3}])
def test_an_unknown_capacity_is_a_consumers(said: dict[str, object]) -> None:
    assert _facts((Tie.SELF, said)).capacity == "consumer"
    business = {"capacity": "business_named"}
    assert _facts((Tie.SELF, said), (Tie.PROBABLE, business)).capacity == "consumer"


def test_contracts_are_those_of_exact_ties() -> None:
    gas = {"contracts": [{"line": "gas", "since": "2026-01-01", "until": None}]}
    power = {"contracts": [{"line": "electricity", "until": "2027-12-31"}]}
    found = _facts((Tie.SELF, gas), (Tie.EXACT, power), (Tie.PROBABLE, gas))

    assert found.contracts == (
        Contract(line="gas", since=date(2026, 1, 1)),
        Contract(line="electricity", until=date(2027, 12, 31)),
    )


@pytest.mark.parametrize(
    "said",
    [
        None,
        "gas",
        ["gas"],
        [{"line": 3}],
        [{"since": "2026-01-01"}],
        [{"line": "gas", "until": "soon"}],
        [{"line": "gas", "since": 20260101}],
    ],
)
def test_a_contract_that_cannot_be_read_is_none(said: object) -> None:
    assert _facts((Tie.SELF, {"contracts": said})).contracts == ()


def test_an_address_is_as_new_as_its_last_change() -> None:
    later = TODAY + timedelta(days=1)
    known = [
        Known(tie=Tie.SELF, traits={}, since={"phone": TODAY}),
        Known(tie=Tie.EXACT, traits={}, since={"phone": later, "firstName": TODAY}),
        Known(tie=Tie.PROBABLE, traits={}, since={"email": TODAY}),
    ]

    assert reduce_facts(known, today=TODAY).address_since == {
        "sms": later,
        "call": later,
        "call_automated": later,
    }
