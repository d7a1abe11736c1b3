"""Systems outside are called until they confirm, later and later."""

from datetime import timedelta

import pytest

from cdp import rights
from cdp.errors import ChannelError, NotFoundError
from cdp.rights import notices
from tests.integration.erasing import any_world, erase, finish, live_through

__all__ = ["any_world"]


class Hub:
    """The channel system that is called; takes everything, or nothing."""

    def __init__(self, *, up: bool = True) -> None:
        self.up, self.ready, self.told = up, True, []

    def tell(self, message_id, kind, data, now) -> None:
        if not self.up:
            raise ChannelError("the channel system did not answer")
        self.told.append((message_id, kind, data))


@pytest.fixture
def hub(any_world, monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub()
    object.__setattr__(any_world.services, "webhook", made)
    return made


def test_a_system_is_told_by_permits_and_reminded_until_it_confirms(
    any_world, hub: Hub
) -> None:
    services = any_world.services
    email = live_through(any_world)
    done = erase(any_world, email)
    assert {(one.role, one.system) for one in done.notices} == {
        ("channel", "esp"), ("source", "shop"), ("source", "till"),
    }  # fmt: skip
    assert rights.call_out(services) == 3
    assert rights.call_out(services) == 0
    esp = next(one for one in done.notices if one.system == "esp")
    told = next(data for number, _, data in hub.told if number == esp.id)
    assert told["refs"]
    assert all(ref.startswith(("prm_", "dec_")) for ref in told["refs"])
    assert email not in repr(hub.told)
    any_world.clock.forward(days=1, minutes=1)
    assert rights.call_out(services) == 3
    rights.answer(services, esp.id, "confirmed", by="esp", system="esp")
    any_world.clock.forward(days=1, minutes=1)
    assert rights.call_out(services) == 2


def test_a_system_that_is_down_is_called_again_later_and_later(
    any_world, hub: Hub
) -> None:
    services, hub.up = any_world.services, False
    erase(any_world, any_world.meet())
    waits = []
    for _ in range(14):
        began = any_world.clock()
        assert rights.call_out(services) == 0
        with services.database.reading() as conn:
            while not notices.due(conn, any_world.clock()):
                any_world.clock.at += timedelta(minutes=1)
        waits.append((any_world.clock() - began) // timedelta(minutes=1))
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[-1] == 1440
    hub.up = True
    assert rights.call_out(services) == 1


def test_who_does_not_confirm_is_overdue_and_the_request_is_not_done(
    any_world, hub: Hub
) -> None:
    services = any_world.services
    done = erase(any_world, any_world.meet())
    any_world.clock.forward(days=11)
    finish(any_world)
    with services.database.reading() as conn:
        found = rights.load(conn, done.id)
        assert [n.standing(any_world.clock()) for n in found.notices] == ["overdue"]
        assert [one.id for one in rights.waiting_for(conn, "shop")]
    assert found.state == "executed"
    with pytest.raises(NotFoundError):
        rights.answer(services, found.notices[0].id, "confirmed", by="x", system="esp")


def test_without_a_system_to_call_nothing_is_called(any_world) -> None:
    erase(any_world, any_world.meet())
    assert rights.call_out(any_world.services) == 0
