"""A journey is read whole or refused with the place of every fault."""

import copy

import pytest

from cdp.errors import InvalidInputError
from cdp.journeys import load_definition, load_definitions
from cdp.journeys.definition import Branch, End, Send, Wait
from tests.unit.cdp.journeys.town import JOURNEY


def changed(**changes: object) -> dict[str, object]:
    return copy.deepcopy(JOURNEY) | changes


def steps(*given: dict[str, object]) -> dict[str, object]:
    return changed(steps=[copy.deepcopy(one) for one in given])


MESSAGE, BRANCH, WAIT, END = JOURNEY["steps"]


def test_a_journey_is_its_steps_in_order() -> None:
    made = load_definition(JOURNEY)
    assert made.first == "first"
    assert [type(one) for one in made.steps.values()] == [Send, Branch, Wait, End]
    assert made.steps["pause"].seconds == 259_200


def test_the_shipped_journeys_are_sound() -> None:
    shipped = load_definitions()
    assert [one.id for one in shipped] == ["welcome"]
    for one in shipped:
        for step in one.steps.values():
            if isinstance(step, Send):
                assert set(step.templates) == {"en", "fr"}


@pytest.mark.parametrize(
    ("locale", "chosen"), [("fr-CA", "fr"), ("FR", "fr"), ("en", "en"), ("de", "en")]
)
def test_the_nearest_language_is_chosen(locale: str, chosen: str) -> None:
    assert load_definition(JOURNEY).steps["first"].template(locale)[0] == chosen


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "_schema"),
        ({}, "id"),
        (changed(id="Hello World"), "id"),
        (changed(version="1"), "version"),
        (changed(version=0), "version"),
        (changed(name={"en": "Hello"}), "name.fr"),
        (changed(entry={}), "entry.event"),
        (changed(extra=1), "extra"),
        (changed(steps=[]), "steps"),
        (changed(steps=["x", "y"]), "steps.0"),
        (steps(MESSAGE | {"kind": "dance"}, END), "steps.0.kind"),
        (steps({"id": "x"}, END), "steps.0.kind"),
        (steps(MESSAGE | {"kind": ["message"]}, END), "steps.0.kind"),
        (steps(WAIT | {"next": "end", "seconds": 0}, END), "steps.0.seconds"),
        (steps(WAIT | {"next": "end", "seconds": 10**9}, END), "steps.0.seconds"),
        (steps(WAIT | {"next": "nowhere"}, END), "steps.pause.next"),
        (steps(WAIT | {"next": "pause"}, END), "steps.pause"),
        (steps(BRANCH | {"on": dict.fromkeys(("sent", "refused", "failed"), "end")},
               END), "steps.heard"),
        (steps(MESSAGE | {"next": "end", "channel": None}, END), "steps.0.channel"),
        (steps(MESSAGE | {"next": "end", "templates": {"en": {"title": "a"}}}, END),
         "steps.0.templates.en.text"),
        (steps(MESSAGE | {"next": "end", "content_class": "spam"}, END),
         "steps.0.content_class"),
        (steps(END, END), "steps.1.id"),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_place(document: object, place: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        load_definition(document)
    assert place in refused.value.fields


def test_a_branch_names_a_step_for_every_outcome() -> None:
    lame = BRANCH | {"on": {"sent": "end"}}
    with pytest.raises(InvalidInputError) as refused:
        load_definition(steps(MESSAGE, lame, END))
    assert {"steps.1.on.refused", "steps.1.on.failed"} <= set(refused.value.fields)
