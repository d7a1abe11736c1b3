"""Forgetting deletes what profiles hold."""

from datetime import timedelta

from cdp import profiles
from cdp.profiles import NewEvent
from consent import Tie
from consent.reach import read_reach
from tests.unit.cdp.profiles.conftest import LEA, NOW, TILL, Shelf, circle


def _event(subject: str, number: int) -> NewEvent:
    return NewEvent(
        id=f"evt_{number}",
        record=subject.replace("sub_", "rec_"),
        subject=subject,
        source="web",
        kind="track",
        name="Visit",
        at=NOW,
        document={},
    )


def test_a_forgotten_subject_has_no_profile_no_events_and_nothing_waiting(
    shelf: Shelf,
) -> None:
    shelf.put(LEA, {"email": "lea@x.test"})
    shelf.put(TILL, {"email": "till@x.test"})
    with shelf.database.transaction() as conn:
        events = [_event(LEA, 1), _event(TILL, 2)]
        profiles.add_events(conn, shelf.vault, events, NOW)
        profiles.forget(conn, LEA)
    assert shelf.best(circle(lea=Tie.SELF, till=Tie.EXACT)) == {"email": "till@x.test"}
    with shelf.database.transaction() as conn:
        left = profiles.events(conn, shelf.vault, [LEA, TILL])
        waiting = profiles.take_new_events(conn)
    assert [one.id for one in left] == ["evt_2"]
    assert [one.event for one in waiting] == ["evt_2"]


def test_old_events_go_when_their_time_is_up(shelf: Shelf) -> None:
    with shelf.database.transaction() as conn:
        profiles.add_events(conn, shelf.vault, [_event(LEA, 1)], NOW)
        assert profiles.forget_events(conn, "web", NOW) == 0
        later = NOW + timedelta(seconds=1)
        assert profiles.forget_events(conn, "other", later) == 0
        assert profiles.forget_events(conn, "web", later) == 1


def test_when_somebody_last_did_something_is_forgotten_with_it(shelf: Shelf) -> None:
    with shelf.database.transaction() as conn:
        events = [_event(LEA, 1), _event(TILL, 2)]
        profiles.add_events(conn, shelf.vault, events, NOW)
        before = read_reach(conn, [LEA, TILL])
        profiles.forget(conn, [LEA])
        after = read_reach(conn, [LEA, TILL])

    assert set(before) == {LEA, TILL}
    assert set(after) == {TILL}
