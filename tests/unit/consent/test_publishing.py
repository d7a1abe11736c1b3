"""Which policies are in force, since when, by whose word, and kept for ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consent import publishing, store
from consent.bundle import Bundle
from consent.errors import ConflictError, NotFoundError, PolicyInvalidError
from consent.publishing import (
    Word,
    in_force,
    list_publications,
    load_publication,
    load_published,
    publish,
    why_not_in_force,
)
from tests.unit.consent.room import NOON, Room, load_bundle, make_room

LATER = NOON + timedelta(days=1)


@pytest.fixture
def room(any_database) -> Room:
    return make_room(any_database)


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load_bundle()


@pytest.fixture(scope="module")
def other(shipped: Bundle) -> Bundle:
    files = dict(shipped.files)
    files["data/ours/data.json"] = b"{}"
    return Bundle.of(files)


def put(room: Room, bundle: Bundle, author: str = "ada", at=NOON, **word):
    with room.database.transaction() as conn:
        word = Word(author=author, **word)
        return publish(conn, room.log, bundle, word, at, {"gained": 0})


def test_the_last_publication_is_in_force(room: Room, shipped, other) -> None:
    put(room, shipped)
    second = put(room, other, at=LATER, approver="dpo", reason="new year")

    with room.database.reading() as conn:
        assert in_force(conn) == second
        assert load_publication(conn, second.id) == second
        assert [one.revision for one in list_publications(conn)] == [
            other.revision,
            shipped.revision,
        ]
    assert (second.author, second.approver, second.reason) == ("ada", "dpo", "new year")
    assert (second.at, second.summary) == (LATER, {"gained": 0})


def test_going_back_is_a_publication_too(room: Room, shipped, other) -> None:
    put(room, shipped)
    put(room, other)
    put(room, shipped)

    with room.database.reading() as conn:
        assert in_force(conn).revision == shipped.revision
        assert len(list_publications(conn)) == 3
        assert why_not_in_force(conn, shipped) is None
        assert "are not in force any more" in why_not_in_force(conn, other)


def test_every_revision_is_kept_as_it_was(room: Room, shipped, other) -> None:
    put(room, shipped)
    put(room, other)

    with room.database.reading() as conn:
        assert load_published(conn, shipped.revision) == shipped
        assert load_published(conn, other.revision) == other


def test_a_revision_nobody_published_is_not_found(room: Room, shipped) -> None:
    with room.database.reading() as conn:
        with pytest.raises(NotFoundError):
            load_published(conn, shipped.revision)
        with pytest.raises(NotFoundError):
            load_publication(conn, "pub_none")


def test_what_is_in_force_cannot_be_published_again(room: Room, shipped) -> None:
    put(room, shipped)

    with pytest.raises(ConflictError, match="in force already"):
        put(room, shipped)


def test_policies_that_are_not_whole_are_not_published(room: Room, shipped) -> None:
    files = dict(shipped.files)
    del files["data/caps/data.json"]

    with pytest.raises(PolicyInvalidError, match=r"caps/data\.json is missing"):
        put(room, Bundle.of(files))
    with room.database.reading() as conn:
        assert in_force(conn) is None


def test_before_the_first_publication_any_policies_may_judge(room, shipped) -> None:
    with room.database.reading() as conn:
        assert why_not_in_force(conn, shipped) is None


def test_policies_never_published_are_named_with_the_way_out(
    room: Room, shipped, other
) -> None:
    put(room, shipped)

    with room.database.reading() as conn:
        why = why_not_in_force(conn, other)
    assert f"{other.revision} were never published" in why
    assert f"in force is {shipped.revision}" in why
    assert "accord policy publish" in why


def test_a_publication_is_on_record_with_who_agreed(room: Room, shipped) -> None:
    made = put(room, shipped, approver="dpo", reason="first")

    [entry] = room.entries(kind="policy.publish", actor="ada")
    assert entry.entry_id == made.audit_entry
    assert entry.header["pol"] == shipped.revision
    [body] = [raw for raw in room.sealed if b"policy.publish" in raw]
    assert b'"approver":"dpo"' in body
    assert b'"gained":0' in body


def test_bytes_changed_behind_our_back_are_noticed(room, shipped, other) -> None:
    put(room, shipped)
    with room.database.transaction() as conn:
        conn.execute(sa.update(store.bundles).values(archive=publishing.pack(other)))

    with (
        room.database.reading() as conn,
        pytest.raises(PolicyInvalidError, match="not the ones published"),
    ):
        load_published(conn, shipped.revision)
