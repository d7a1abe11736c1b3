"""Merging fields by time, whatever order they come in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cdp.profiles.body import MOST_FIELDS, Body, Traits, merge, newest, replaced, values

START = datetime(2027, 1, 1, tzinfo=UTC)


def _traits(minute: int, **said: object) -> Traits:
    at = START + timedelta(minutes=minute)
    return Traits(record="r", subject="s", values=said, source="web", at=at)


@given(st.permutations(range(6)))
def test_any_order_of_arrival_gives_the_same_profile(order: list[int]) -> None:
    body: Body = {}
    for minute in order:
        body = merge(body, _traits(minute, **{"abc"[minute % 3]: minute}))
    assert values(body) == {"a": 3, "b": 4, "c": 5}


def test_a_field_keeps_its_source_and_time() -> None:
    body = merge({}, _traits(3, email="x"))
    assert body["email"] == {
        "value": "x",
        "source": "web",
        "at": "2027-01-01T00:03:00.000000+00:00",
    }


def test_a_flood_of_fields_is_cut() -> None:
    flood = {f"f{n}": n for n in range(MOST_FIELDS + 50)}
    body = merge({}, _traits(1, **flood))
    assert len(body) == MOST_FIELDS
    assert values(merge(body, _traits(2, f1="new")))["f1"] == "new"


def test_newest_over_several_profiles() -> None:
    bodies = [merge({}, _traits(1, a=1, b=1)), merge({}, _traits(2, a=2))]
    assert newest(bodies) == {"a": 2, "b": 1}


def test_a_value_that_replaced_another_says_since_when() -> None:
    body = merge({}, _traits(1, email="a"))
    assert replaced(body) == {}
    body = merge(body, _traits(2, email="b"))
    body = merge(body, _traits(3, email="b"))

    assert replaced(body) == {"email": START + timedelta(minutes=2)}
    assert replaced(merge(body, _traits(4, email="a"))) == {
        "email": START + timedelta(minutes=4)
    }
