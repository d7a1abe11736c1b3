"""Made-up positions: whole, the same every time, and around what is permitted."""

import json

import pytest

from consent.bundle import Bundle
from consent.embedded import EmbeddedEngine
from consent.samples import (
    _Facts,
    _put,
    any_position,
    make_samples,
    sample_situations,
)
from consent.situations import Situation
from tests.unit.consent.policies import changed
from tests.unit.consent.room import NOON, load_bundle

MOST = 400


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load_bundle()


@pytest.fixture(scope="module")
def engine(shipped: Bundle) -> EmbeddedEngine:
    return EmbeddedEngine(shipped, timeout_seconds=30)


def samples(before: Bundle, after: Bundle, engine: EmbeddedEngine):
    def is_permitted(then, _now):
        return engine.evaluate(Situation.of(then)).allow

    return make_samples(before, after, NOON, is_permitted, most=MOST)


def test_they_keep_the_vocabulary_and_are_the_same_every_time(shipped, engine) -> None:
    made = samples(shipped, shipped, engine)

    assert len(made) <= MOST
    assert all(shipped.is_situation(one.before) for one in made)
    assert all(one.before == one.after for one in made)
    assert made == samples(shipped, shipped, engine)


def test_some_are_permitted_and_some_are_not(shipped, engine) -> None:
    made = samples(shipped, shipped, engine)
    allowed = [engine.evaluate(Situation.of(one.before)).allow for one in made]

    assert allowed.count(True) > 50
    assert allowed.count(False) > 20


def test_a_new_purpose_is_unknown_to_the_policies_before(shipped, engine) -> None:
    def add(purposes) -> None:
        purposes["raffle"] = purposes["newsletter"]

    after = changed(purposes=add)
    purposes = {
        (one.before["action"]["purpose"], one.after["action"]["purpose"])
        for one in make_samples(shipped, after, NOON, lambda *_: True, most=10_000)
    }
    assert ("unknown", "raffle") in purposes


def test_a_fact_that_one_side_lacks_is_changed_on_the_other_alone() -> None:
    assert _put({"a": {"b": 1}}, ("a", "b"), 2) == {"a": {"b": 2}}
    assert _put({"a": {"b": 1}}, ("a", "c"), 2) == {"a": {"b": 1}}
    assert _put({"a": None}, ("a", "b"), 2) == {"a": None}


def test_one_position_is_there_whatever_is_permitted(shipped) -> None:
    assert shipped.is_situation(any_position(shipped, shipped, NOON).after)


def of_another_release(shipped: Bundle, change) -> Bundle:
    files = dict(shipped.files)
    vocabulary = json.loads(files["schemas/situation.json"])
    change(vocabulary)
    files["schemas/situation.json"] = json.dumps(vocabulary).encode()
    return Bundle.of(files)


def test_policies_of_a_release_that_knew_fewer_facts_are_asked_about_those(
    shipped,
) -> None:
    def fewer(vocabulary) -> None:
        del vocabulary["properties"]["tracking"]
        vocabulary["required"].remove("tracking")

    before = of_another_release(shipped, fewer)
    one = any_position(before, shipped, NOON)
    assert before.is_situation(one.before)
    assert "tracking" not in one.before
    assert "tracking" in one.after


def test_a_fact_that_nobody_tells_is_left_out(shipped) -> None:
    def more(vocabulary) -> None:
        vocabulary["properties"]["moon"] = {"type": "boolean"}
        vocabulary["properties"]["person"]["properties"]["moon"] = {"type": "boolean"}

    after = of_another_release(shipped, more)
    assert make_samples(shipped, after, NOON, lambda *_: True, most=50)


def test_situations_for_measurements_are_distinct(shipped) -> None:
    made = sample_situations(shipped, NOON, 100)
    assert len({one.id for one in made}) == len(made) > 50


def test_a_fact_that_may_be_missing_is_tried_so(shipped) -> None:
    assert list(_Facts(shipped)._plain(["boolean", "null"])) == [None, True, False]
