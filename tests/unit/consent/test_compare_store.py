"""What the comparison reads is counted by the database, on either."""

from datetime import timedelta

import pytest

from consent import compare_store, store
from tests.unit.consent.room import LEA, NOON, TOM, Room, act, ask, circle, make_room


@pytest.fixture
def room(any_database) -> Room:
    room = make_room(any_database)
    room.say(act())
    for _ in range(2):
        room.decide(ask())
    room.decide(ask(about=circle(who=TOM)))
    return room


def test_alike_decisions_are_one_row_with_their_number(room: Room) -> None:
    with room.database.reading() as conn:
        rows = compare_store.decisions_by_situation(conn, since_us=store.to_us(NOON))
        later = store.to_us(NOON + timedelta(seconds=1))
        none = compare_store.decisions_by_situation(conn, since_us=later)

    assert sorted((row["allowed"], row["count"]) for row in rows) == [
        (False, 1), (True, 2),
    ]  # fmt: skip
    assert {row["campaign"] for row in rows} == {"spring-2027"}
    assert none == []


def test_situations_verdicts_and_persons_are_found_by_situation(room: Room) -> None:
    revision = room.bundle.revision
    with room.database.reading() as conn:
        rows = compare_store.decisions_by_situation(conn, since_us=0)
        [permitted] = [row["situation"] for row in rows if row["allowed"]]
        texts = compare_store.situation_texts(conn, [permitted, "none"])
        verdicts = compare_store.verdict_texts(conn, revision, [permitted])
        about = {"allowed": True, "since_us": 0}
        people = compare_store.persons_in(conn, revision, [permitted], **about)
        others = compare_store.persons_in(conn, "sha256:0", [permitted], **about)

    assert set(texts) == set(verdicts) == {permitted}
    assert '"allow":true' in verdicts[permitted]
    assert len(people) == 1
    assert people != {LEA}, "the person, not one of her pseudonyms"
    assert others == set()
