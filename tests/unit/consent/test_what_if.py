"""Whether somebody has to agree, and why, on what was decided and what was not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from consent import what_if
from consent.bundle import Bundle
from consent.errors import PolicyInvalidError
from consent.what_if import WhatIf, try_policies
from tests.unit.consent.policies import (
    changed,
    no_newsletter_by_mail,
    rewritten,
    two_mails_a_day,
)
from tests.unit.consent.room import NOON, Room, act, ask, load_bundle, make_room


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load_bundle()


@pytest.fixture
def empty(database) -> Room:
    return make_room(database)


@pytest.fixture
def room(empty: Room) -> Room:
    """Somebody was written to, and refused the second time."""
    empty.say(act())
    permit = empty.permit(ask())
    empty.settle(permit.id, "sent")
    assert not empty.decide(ask()).allowed
    return empty


def attempt(room: Room, before: Bundle, after: Bundle, **how) -> WhatIf:
    with room.database.reading() as conn:
        since = NOON - timedelta(days=30)
        return try_policies(conn, (before, after), since=since, now=NOON, **how)


@pytest.fixture(autouse=True)
def fewer(monkeypatch) -> None:
    monkeypatch.setattr(what_if, "SAMPLES", 100)


def test_the_same_policies_need_nobody(empty: Room, shipped) -> None:
    assert attempt(empty, shipped, load_bundle()).widens == ()


def test_a_tightened_policy_needs_nobody(room: Room, shipped) -> None:
    found = attempt(room, shipped, changed(purposes=no_newsletter_by_mail))

    assert (found.comparison.lost, found.comparison.gained) == (1, 0)
    assert found.trial.lost > 0
    assert found.widens == ()


def test_an_eased_policy_is_noticed_on_the_record(room: Room, shipped) -> None:
    found = attempt(room, shipped, changed(caps=two_mails_a_day))

    assert "recorded" in found.widens
    assert found.to_document()["recorded"]["gained"] == 1


def test_an_eased_policy_is_noticed_where_nothing_is_recorded(
    empty: Room, shipped
) -> None:
    def no_consent_needed(purposes) -> None:
        purposes["newsletter"]["basis"] = {"default": "contract"}

    found = attempt(empty, shipped, changed(purposes=no_consent_needed))

    assert found.trial.gained > 0
    assert {"samples", "nothing-recorded"} <= set(found.widens)


def test_nothing_recorded_shows_nothing(empty: Room, shipped) -> None:
    found = attempt(empty, shipped, changed(purposes=no_newsletter_by_mail))

    assert found.widens == ("nothing-recorded",)


def test_what_no_situation_shows_is_said_by_its_text(room: Room, shipped) -> None:
    name = next(n for n, one in shipped.register("validity").items() if one["on"])

    def eased(terms) -> None:
        terms[name]["on"] = False

    def counted_less(caps) -> None:
        caps["email-day"]["channels"] = ["post"]

    found = attempt(room, shipped, changed(validity=eased, caps=counted_less))
    assert {"rested", "measured"} <= set(found.widens)
    assert found.to_document()["changes"]["rested"] == [name]


def test_policies_that_are_not_whole_are_not_tried(empty: Room, shipped) -> None:
    files = dict(shipped.files)
    del files["data/caps/data.json"]

    with pytest.raises(PolicyInvalidError, match="is missing"):
        attempt(empty, shipped, Bundle.of(files))


@pytest.mark.parametrize(
    "broken",
    [
        (
            "decision/decision.rego",
            "package decision",
            "package decision\n\nallow if {",
        ),
        ("data/actions/data.json", '"contact"', '"kontact'),
        ("data/breakpoints/data.json", '"law_dates"', '"lawdates"'),
    ],
)
def test_policies_that_give_no_verdict_are_not_tried(
    empty: Room, shipped, broken: tuple[str, str, str]
) -> None:
    """A text that does not compile would look like one that refuses everything."""
    with pytest.raises(PolicyInvalidError):
        attempt(empty, shipped, rewritten(*broken))


def test_it_tells_how_far_it_is(room: Room, shipped) -> None:
    seen = []
    attempt(room, shipped, load_bundle(), report=lambda *step: seen.append(step))

    assert seen[-1] == ("recorded situations", 2, 2)
    assert {step for step, _, _ in seen} == {"made-up positions", "recorded situations"}


def test_today_is_said_and_judged(room: Room, shipped) -> None:
    found = attempt(room, shipped, load_bundle(), today=True)

    assert found.to_document()["today"] is True
    assert found.comparison.same == 2


def test_a_document_holds_no_pseudonym(room: Room, shipped) -> None:
    text = str(attempt(room, shipped, changed(caps=two_mails_a_day)).to_document())

    assert "people_gained': 1" in text
    assert "sub_" not in text
    assert "per_" not in text


def test_a_vocabulary_that_reads_nothing_recorded_needs_somebody(
    room: Room, shipped
) -> None:
    files = dict(shipped.files)
    vocabulary = json.loads(files["schemas/situation.json"])
    vocabulary["properties"]["moon"] = {"type": "boolean"}
    vocabulary["required"].append("moon")
    files["schemas/situation.json"] = json.dumps(vocabulary).encode()

    with pytest.raises(PolicyInvalidError, match="give no verdict"):
        attempt(room, shipped, Bundle.of(files))

    found = attempt(room, shipped, load_bundle())
    unread = replace(found.comparison, unreadable=1)
    assert "unreadable" in replace(found, after="x", comparison=unread).widens
