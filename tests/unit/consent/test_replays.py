"""The policies of then are found by their revision, a few of them held."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.embedded import EmbeddedEngine
from consent.errors import ConflictError
from consent.publishing import Word, publish
from consent.replay import Again
from consent.replays import Replays
from consent.subject import PersonFacts
from tests.unit.consent.room import NOON, Room, ask, load_bundle, make_room


@pytest.fixture
def room(database) -> Room:
    return make_room(database)


def replays_of(room, bundle, made):
    def make(old):
        made.append(old.revision)
        return EmbeddedEngine(old, timeout_seconds=30)

    return Replays(
        engine=make(bundle), bundle=bundle, ledger=room.ledger, make_engine=make
    )


def test_an_engine_of_then_is_made_once(room) -> None:
    answer = room.decide(ask())
    with room.database.transaction() as conn:
        publish(conn, room.log, room.bundle, Word(author="dpo"), NOON)
    today = replace(load_bundle(), revision="sha256:" + "3" * 64)
    made: list[str] = []
    replays = replays_of(room, today, made)

    for _ in range(3):
        with room.database.reading() as conn:
            record = replays.load(conn, answer.id)
            found = replays.replay(conn, record, Again(), PersonFacts())
        assert (found.revision, found.differences) == (answer.revision, ())

    assert made == [today.revision, answer.revision]


def test_only_the_last_few_are_held(room) -> None:
    answer = room.decide(ask())
    made: list[str] = []
    replays = replays_of(room, replace(room.bundle, revision="sha256:today"), made)
    with room.database.reading() as conn:
        record = replays.load(conn, answer.id)
    for number in range(5):
        text = f"package extra{number}\n"
        bundle = type(room.bundle).of(
            {**room.bundle.files, "lib/x.rego": text.encode()}
        )
        with room.database.transaction() as conn:
            publish(
                conn,
                room.log,
                bundle,
                Word(author="dpo"),
                NOON + timedelta(hours=number),
            )
        with room.database.reading() as conn:
            past = replace(record, revision=bundle.revision)
            found = replays.replay(conn, past, Again(), PersonFacts())
        assert found.revision == bundle.revision
    assert len(made) == 6

    again = replace(record, revision=made[1])
    with room.database.reading() as conn:
        replays.replay(conn, again, Again(), PersonFacts())
    assert made[6] == made[1]


def test_policies_that_nobody_published_are_not_kept(room) -> None:
    answer = room.decide(ask())
    replays = replays_of(room, replace(room.bundle, revision="sha256:other"), [])
    with room.database.reading() as conn:
        record = replays.load(conn, answer.id)
        with pytest.raises(ConflictError, match="not kept here"):
            replays.replay(conn, record, Again(), PersonFacts())
