"""A request is open, then decided once; what is decided stays."""

import pytest

from cdp import rights
from cdp.errors import ConflictError, InvalidInputError, NotFoundError
from cdp.rights import store
from tests.integration.erasing import any_world, erase, live_through, past_of

__all__ = ["any_world"]


def test_a_request_is_refused_extended_or_taken_back_only_while_open(any_world) -> None:
    services = any_world.services
    past = past_of(services, live_through(any_world))
    made = rights.open_request(services, past.subjects[0], via="portal", actor="p")
    assert made == rights.open_request(
        services, past.subjects[-1], via="portal", actor="p"
    )
    longer = rights.extend(services, made.id, reason="complexity", actor="dora")
    assert longer.due_at > made.due_at
    with pytest.raises(ConflictError):
        rights.extend(services, made.id, reason="complexity", actor="dora")
    no = rights.refuse(services, made.id, ground="legal-claims", actor="dora")
    assert (no.state, no.law()) == ("refused", "GDPR, Art. 17(3)(e)")
    for act in (
        lambda: rights.cancel(services, made.id, actor="p"),
        lambda: rights.execute(services, made.id, actor="dora"),
        lambda: rights.refuse(services, made.id, ground="unfounded", actor="dora"),
    ):
        with pytest.raises(ConflictError):
            act()
    again = rights.open_request(services, past.subjects[0], via="portal", actor="p")
    assert rights.cancel(services, again.id, actor="p").state == "cancelled"
    with services.database.reading() as conn:
        assert services.asking.circle(conn, "email", past.email).known


def test_what_the_law_does_not_know_is_no_reason(any_world) -> None:
    services = any_world.services
    past = past_of(services, any_world.meet())
    subject = past.subjects[0]
    with pytest.raises(InvalidInputError):
        rights.open_request(services, subject, via="cli", actor="d", regime="none")
    made = rights.open_request(services, subject, via="cli", actor="d", regime="ccpa")
    with pytest.raises(InvalidInputError):
        rights.refuse(services, made.id, ground="archiving", actor="dora")
    with pytest.raises(InvalidInputError):
        rights.extend(services, made.id, reason="no time", actor="dora")
    any_world.clock.forward(days=46)
    with pytest.raises(ConflictError):
        rights.extend(services, made.id, reason="complexity", actor="dora")
    with services.database.reading() as conn:
        assert rights.load(conn, made.id).is_overdue(any_world.clock())
        assert [one.id for one in rights.list_requests(conn)] == [made.id]
        assert rights.list_requests(conn, finished=True) == []
        with pytest.raises(NotFoundError):
            rights.load(conn, "rqs_none")


def test_a_sweep_waits_until_nobody_can_still_be_writing(any_world) -> None:
    services = any_world.services
    done = erase(any_world, live_through(any_world))
    assert rights.follow_up(services) == 0
    any_world.clock.forward(minutes=2)
    assert rights.follow_up(services) == 1
    assert rights.follow_up(services) == 0
    with services.database.reading() as conn:
        assert rights.load(conn, done.id).swept


def test_nothing_that_identifies_nobody_is_lifted(any_world) -> None:
    with pytest.raises(InvalidInputError):
        rights.lift(any_world.services, "email", "null", actor="dora")


def test_many_that_wait_for_a_backup_hide_nobody_who_waits_for_us(
    any_world, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = any_world.services
    usual = store.requests

    def two_at_most(conn, states, *, limit=2):
        return usual(conn, states, limit=limit)

    monkeypatch.setattr(store, "requests", two_at_most)
    for _ in range(3):
        erase(any_world, any_world.meet())
    past = past_of(services, any_world.meet())
    any_world.clock.forward(days=2)
    rights.open_request(services, past.subjects[0], via="cli", actor="dora")
    any_world.clock.forward(days=60)
    with services.database.reading() as conn:
        assert "open" in {one.state for one in rights.list_requests(conn)}
        assert rights.count_requests(conn, any_world.clock()) == (4, 1)


def test_two_requests_that_became_one_person_are_both_answered(any_world) -> None:
    services = any_world.services
    one, other = any_world.meet(named=False), any_world.meet(named=False)
    made = [
        rights.open_request(
            services, past_of(services, who).subjects[0], via="cli", actor="dora"
        )
        for who in (one, other)
    ]
    any_world.link(one, other, "manual")
    for request in made:
        done = rights.execute(services, request.id, actor="dora")
        assert done.state == "executed"
        assert rights.standing(done, any_world.clock()) == "erased-here"
    any_world.clock.forward(minutes=2)
    assert rights.follow_up(services) == 2
    assert rights.follow_up(services) == 0, "backups still open it"
