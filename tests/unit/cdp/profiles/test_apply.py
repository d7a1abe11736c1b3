"""What sources say is merged, sealed and kept."""

import pytest
import sqlalchemy as sa

from cdp import profiles
from cdp.errors import KeyDestroyedError
from cdp.profiles import NewEvent, store
from cdp.profiles.apply import is_own
from consent import Tie
from tests.unit.cdp.profiles.conftest import LEA, NOW, Shelf, circle

ALONE = circle(lea=Tie.SELF)


def test_the_newest_value_of_each_field_wins(shelf: Shelf) -> None:
    shelf.put(LEA, {"email": "old@x.test", "firstName": "Léa"})
    shelf.put(LEA, {"email": "new@x.test"}, minutes=5)
    assert shelf.best(ALONE) == {"email": "new@x.test", "firstName": "Léa"}


def test_a_late_arrival_changes_nothing_newer(shelf: Shelf) -> None:
    shelf.put(LEA, {"email": "new@x.test"}, minutes=5)
    shelf.put(LEA, {"email": "old@x.test", "city": "Lyon"}, minutes=1)
    assert shelf.best(ALONE) == {"email": "new@x.test", "city": "Lyon"}


def test_null_says_nothing(shelf: Shelf) -> None:
    shelf.put(LEA, {"email": "lea@x.test"})
    shelf.put(LEA, {"email": None}, minutes=5)
    assert shelf.best(ALONE) == {"email": "lea@x.test"}


def test_nothing_on_disk_can_be_read(shelf: Shelf) -> None:
    shelf.put(LEA, {"email": "canary@x.test"})
    with shelf.database.reading() as conn:
        [raw] = conn.scalars(sa.select(store.profile.c.body_sealed))
    assert b"canary" not in raw
    assert b"email" not in raw


def test_an_erased_subject_takes_nothing_in(shelf: Shelf) -> None:
    with shelf.database.transaction() as conn:
        shelf.vault.destroy_subject(conn, LEA, now=NOW)
    with pytest.raises(KeyDestroyedError):
        shelf.put(LEA, {"email": "lea@x.test"})


def test_an_event_waits_for_the_journeys_once(shelf: Shelf) -> None:
    happened = NewEvent(
        id="evt_1",
        record="rec_01LEA",
        subject=LEA,
        source="web",
        kind="track",
        name="Order Completed",
        at=NOW,
        document={"properties": {"total": 12.5}},
    )
    with shelf.database.transaction() as conn:
        profiles.add_events(conn, shelf.vault, [happened], NOW)
    with shelf.database.transaction() as conn:
        [waiting] = profiles.take_new_events(conn)
    with shelf.database.transaction() as conn:
        again = profiles.take_new_events(conn)
        opened = profiles.event(conn, shelf.vault, waiting.event)
    assert (waiting.subject, waiting.name) == (LEA, "Order Completed")
    assert again == []
    assert opened
    assert opened.document == {"properties": {"total": 12.5}}
    assert "12.5" not in repr(opened)


@pytest.mark.parametrize(
    ("kind", "name", "own"),
    [
        ("track", "Order Completed", True),
        ("page", "Home", True),
        ("screen", "Basket", True),
        ("identify", "identify", False),
        ("group", "group", False),
        ("track", "Email Opened", False),
        ("track", "Push Notification Received", False),
        ("track", "email_delivered", False),
        ("track", "Email Link Clicked", True),
        ("track", "SMS replied", True),
    ],
)
def test_what_the_person_did_is_told_from_what_systems_report(kind, name, own) -> None:
    event = NewEvent(
        id="evt_1", record="rec_01LEA", subject=LEA, source="web",
        kind=kind, name=name, at=NOW, document={},
    )  # fmt: skip

    assert is_own(event) is own
