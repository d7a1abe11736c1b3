"""Where a request stands, in the words that people are told."""

from datetime import timedelta

import pytest

from cdp import rights
from cdp.errors import InvalidInputError
from tests.integration.erasing import erase, finish, past_of
from tests.integration.test_erase_backup import end_root, shred
from tests.integration.world import World, world

__all__ = ["world"]


def test_it_is_erased_here_then_waits_for_others_then_everywhere(world: World) -> None:
    services, who = world.services, world.meet()
    past = past_of(services, who)
    made = rights.open_request(services, past.subjects[0], via="cli", actor="dora")
    assert rights.describe(services, made)["state"] == "open"
    world.clock.forward(days=40)
    assert rights.describe(services, made)["state"] == "overdue"
    done = erase(world, who)
    assert rights.describe(services, done)["state"] == "erased-here"
    kept = timedelta(days=services.settings.backup_days)
    assert rights.backups_expire(services, done) == world.clock() + kept
    finish(world)
    shred(services, list(past.subjects))
    rights.follow_up(services)
    assert _state(services, made.id) == "erased-here"
    end_root(services)
    rights.follow_up(services)
    assert _state(services, made.id) == "erased-waiting"
    for one in done.notices:
        rights.answer(services, one.id, "confirmed", by="dora")
    rights.follow_up(services)
    assert _state(services, made.id) == "erased-everywhere"
    assert rights.follow_up(services) == 0
    with services.database.reading() as conn:
        assert rights.backups_expire(services, rights.load(conn, made.id)) is None


def test_only_an_officer_decides(world: World) -> None:
    with pytest.raises(InvalidInputError):
        rights.check_officer(world.services, "nobody")


def _state(services, request_id: str) -> object:
    with services.database.reading() as conn:
        return rights.describe(services, rights.load(conn, request_id))["state"]
