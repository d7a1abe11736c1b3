"""What families said is remembered by what they were given, and by nothing else."""

import json
import threading
from typing import Any

import pytest

from consent.errors import PolicyUnavailableError
from consent.parts import Family, Parts

AGE = Family(
    entry="age", reads=(("person", "age"), ("person", "known")), gives=("adult",)
)
PLACE = Family(entry="place", reads=(("places",),), gives=("near", "far"))
LAST = Family(entry="last", reads=(("linked", "adult"), ("linked", "far"), ("action",)))


class Engine:
    """Says what a family was given, and counts who was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, entry: str, given: str) -> object:
        self.asked.append((entry, given))
        found = json.loads(given)
        said = {
            "age": {"adult": found.get("person.age", 0) >= 18},
            "place": {"near": found.get("places"), "far": ["x"]},
        }
        return said[entry] | {"linked_whole": True} if entry in said else found


def _parts(most: int = 10, last: Family = LAST) -> Parts[Any]:
    return Parts([AGE, PLACE, last], lambda answer: answer, most=most)


def _person(age: int | None, **more: object) -> dict[str, object]:
    return {"person": {"age": age} if age else None, "places": ["FR"], **more}


def test_a_family_is_given_what_it_reads_and_nothing_else() -> None:
    engine = Engine()

    said = _parts().judge(_person(20, action={"name": "send"}, ai=None), engine)

    assert engine.asked == [
        ("age", '{"person.age":20}'),
        ("place", '{"places":["FR"]}'),
        ("last", '{"linked.adult":true,"linked.far":["x"],"action":{"name":"send"}}'),
    ]
    assert said == json.loads(engine.asked[-1][1])


def test_only_what_differs_is_judged_anew() -> None:
    engine, parts = Engine(), _parts()
    parts.judge(_person(20), engine)
    engine.asked.clear()

    assert parts.judge(_person(30), engine)["linked.adult"] is True
    assert [entry for entry, _ in engine.asked] == ["age"]
    assert parts.judge(_person(9), engine)["linked.adult"] is False
    assert [entry for entry, _ in engine.asked] == ["age", "age", "last"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), (None, []), ("1", 1), ("true", True), ("", None), ({}, [])],
)
def test_values_that_are_alike_in_python_are_not_taken_for_each_other(
    one: object, other: object
) -> None:
    engine = Engine()
    parts = _parts(last=Family(entry="last", reads=(("action",),)))

    for value in (one, other, one):
        said = parts.judge({"action": value}, engine)
        assert json.dumps(said["action"]) == json.dumps(value)


@pytest.mark.parametrize("missing", [{}, {"person": None}, {"person": ["age"]}])
def test_what_is_not_there_is_given_as_nothing(missing: dict[str, object]) -> None:
    engine = Engine()

    _parts().judge(missing, engine)

    assert engine.asked[0] == ("age", "{}")


def test_a_family_that_reads_nothing_is_asked_once() -> None:
    engine = Engine()
    parts = _parts(last=Family(entry="last", reads=()))

    assert parts.judge(_person(20), engine) == {}
    assert parts.judge(_person(9, places=[]), engine) == {}
    assert [entry for entry, _ in engine.asked].count("last") == 1


def test_a_family_that_reads_everything_is_given_everything() -> None:
    engine = Engine()
    parts = Parts([Family(entry="all")], lambda answer: answer, most=10)

    assert parts.judge(_person(20), engine) == _person(20)
    assert parts.judge(_person(21), engine) == _person(21)


@pytest.mark.parametrize("answer", ["<undefined>", {}, {"linked_whole": False}])
def test_a_family_without_a_whole_answer_is_a_refusal_and_not_remembered(
    answer: object,
) -> None:
    engine, parts = Engine(), _parts()

    with pytest.raises(PolicyUnavailableError, match="age gave no whole") as caught:
        parts.judge(_person(20), lambda *_: answer)

    assert caught.value.reason == "engine-undefined"
    assert parts.judge(_person(20), engine)["linked.adult"] is True


def test_an_answer_that_is_refused_is_not_remembered() -> None:
    def read(answer: Any) -> object:
        if answer != "good":
            raise PolicyUnavailableError("bad")
        return answer

    parts = Parts([Family(entry="all")], read, most=10)
    with pytest.raises(PolicyUnavailableError):
        parts.judge({}, lambda *_: "evil")

    assert parts.judge({}, lambda *_: "good") == "good"


def test_the_oldest_answers_make_room() -> None:
    engine, parts = Engine(), _parts(most=2)
    for age in (20, 30, 40, 40, 30):
        parts.judge(_person(age), engine)
    asked = [given for entry, given in engine.asked if entry == "age"]
    assert len(asked) == 3

    parts.judge(_person(20), engine)

    assert engine.asked[-1] == ("age", asked[0])
    assert all(len(part._answers) <= 2 for part in parts._before)


def test_nothing_need_be_remembered() -> None:
    engine, parts = Engine(), _parts(most=0)

    assert parts.judge(_person(20), engine) == parts.judge(_person(20), engine)
    assert len(engine.asked) == 6


def test_many_threads_may_judge_at_once() -> None:
    parts, wrong = _parts(most=3), []

    def judge(first: int) -> None:
        for age in range(first, first + 300):
            said = parts.judge(_person(age % 40 + 1, action=age), Engine())
            if said["linked.adult"] != (age % 40 + 1 >= 18) or said["action"] != age:
                wrong.append(age)

    threads = [threading.Thread(target=judge, args=(n * 7,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert all(len(part._answers) <= 3 for part in parts._before)
