"""A message goes once, with a permit, or not at all; every end is on record."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from audit import Filters, check_log
from cdp.errors import UnavailableError
from cdp.journeys import CLIENT, store
from cdp.journeys.advance import MOST_TRIES, Journeys
from cdp.journeys.letters import Parcel
from tests.unit.cdp.journeys.town import Town


def sign_up(town: Town, **traits: object) -> str:
    lea = town.settle_in(**traits)
    town.consents(lea)
    town.happens(lea)
    return lea


def permit_status(town: Town, subject: str) -> list[str]:
    from consent.store import permits

    with town.database.reading() as conn:
        wanted = sa.select(permits.c.status).where(permits.c.subject == subject)
        return list(conn.execute(wanted).scalars())


def test_who_consented_gets_the_message_in_her_language(any_town: Town) -> None:
    town = any_town
    lea = sign_up(town)
    assert town.journeys.enter_new() == 1
    town.journeys.advance()
    ((message, permit, address),) = town.outbox.sent
    assert address == "lea@example.test"
    assert message.title == "Bonjour"
    assert message.unsubscribe_url.startswith("https://accord.example.test/fr/unsub")
    assert message.why_url.startswith("https://accord.example.test/fr/why/")
    assert permit.purpose == "newsletter"
    assert permit_status(town, lea) == ["used"]
    assert town.history(lea) == [
        "first: entered", "first: sent", "heard: sent", "pause: waiting",
    ]  # fmt: skip


def test_the_journey_waits_as_long_as_it_says(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    town.journeys.advance()
    town.clock.move(days=2, hours=23)
    assert town.journeys.advance() == 0
    town.clock.move(hours=1)
    assert town.journeys.advance() == 1
    assert town.history(lea)[-1] == "end: done"


def test_who_did_not_consent_gets_nothing(town: Town) -> None:
    lea = town.settle_in()
    town.happens(lea)
    town.journeys.enter_new()
    town.journeys.advance()
    assert town.outbox.sent == []
    assert town.history(lea) == [
        "first: entered", "first: refused", "heard: refused", "end: done",
    ]  # fmt: skip


def test_who_withdrew_in_between_gets_nothing(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    town.clock.move(seconds=1)
    town.consents(lea, "withdraw")
    town.journeys.advance()
    assert town.outbox.sent == []
    assert "first: refused" in town.history(lea)


def test_a_failed_message_is_not_repeated_and_gives_its_share_back(
    town: Town,
) -> None:
    lea = sign_up(town)
    town.outbox.fail()
    town.journeys.enter_new()
    town.journeys.advance()
    town.outbox.failure = None
    town.clock.move(days=1)
    town.journeys.advance()
    assert town.outbox.sent == []
    assert permit_status(town, lea) == ["released"]
    assert "first: failed" in town.history(lea)


def test_a_crash_while_sending_is_noted_and_never_repeated(any_town: Town) -> None:
    town = any_town
    lea = sign_up(town)
    town.journeys.enter_new()
    town.outbox.failure = KeyboardInterrupt()  # the process dies in the middle
    with pytest.raises(KeyboardInterrupt):
        town.journeys.advance()
    town.outbox.failure = None
    town.clock.move(minutes=9)
    assert town.journeys.advance() == 0
    town.clock.move(minutes=2)
    town.journeys.advance()
    assert town.outbox.sent == []
    assert town.history(lea)[1:4] == [
        "first: unknown",
        "first: failed",
        "heard: failed",
    ]
    assert permit_status(town, lea) == ["used"]  # its share stays counted


def test_a_late_settlement_after_that_changes_nothing(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    slow = town.outbox.send

    def send_slowly(message, permit, address, now) -> None:
        slow(message, permit, address, now)
        town.clock.move(minutes=11)
        town.journeys.advance()

    town.outbox.send = send_slowly
    town.journeys.advance()
    assert len(town.outbox.sent) == 1
    assert town.history(lea).count("first: failed") == 1
    assert "first: sent" not in town.history(lea)


def test_many_workers_send_each_message_once(any_town: Town) -> None:
    town = any_town
    people = []
    for number in range(8):
        one = town.settle_in(f"p{number}")
        town.consents(one)
        town.happens(one)
        people.append(one)
    assert town.journeys.enter_new() == 8
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(town.journeys.advance) for _ in range(4)]:
            done.result()
    assert sorted(m[2] for m in town.outbox.sent) == sorted(
        f"p{n}@example.test" for n in range(8)
    )


def test_nobody_is_on_one_journey_twice(town: Town) -> None:
    lea = sign_up(town)
    town.happens(lea)
    assert town.journeys.enter_new() == 1
    town.happens(lea)
    town.happens(lea, "Something Else")
    assert town.journeys.enter_new() == 0


def test_a_person_without_an_address_gets_nothing_and_the_permit_is_given_back(
    town: Town,
) -> None:
    lea = sign_up(town, email=None)
    town.journeys.enter_new()
    town.journeys.advance()
    assert town.outbox.sent == []
    assert any(
        line in town.history(lea) for line in ("first: failed", "first: refused")
    )
    assert "open" not in permit_status(town, lea)


def test_a_message_by_no_known_way_fails(town: Town) -> None:
    lea = sign_up(town)
    silent = replace(town.journeys, channels=())
    silent.enter_new()
    silent.advance()
    assert "first: failed" in town.history(lea)


def test_the_record_shows_who_was_read_and_written_to(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    town.journeys.advance()
    with town.database.transaction() as conn:
        town.log.sequence(conn)
        town.log.seal(conn)
        found = town.log.find(conn, Filters(subject=lea, actor=CLIENT))
        kinds = [one.header["k"] for one in found]
        assert check_log(conn, town.signer.key).intact
    assert {"message.send", "data.read", "permit.issue", "permit.outcome"} <= set(kinds)
    assert "journey.step" in kinds


def test_a_journey_that_was_taken_away_ends(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    town.with_journey(version=2).advance()
    assert town.history(lea)[-1] == "first: withdrawn"


def test_who_is_erased_on_the_way_is_left_alone(any_town: Town) -> None:
    town = any_town
    lea = sign_up(town)
    town.journeys.enter_new()
    with town.database.transaction() as conn:
        town.vault.destroy_subject(conn, lea, now=town.clock())
    town.journeys.advance()
    assert town.outbox.sent == []
    assert town.journeys.advance() == 0
    assert town.history(lea)[-1] == "first: erased"


def test_a_run_that_cannot_go_on_does_not_stop_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea, max_ = sign_up(town), town.settle_in("max")
    town.clock.move(seconds=1)
    town.consents(max_)
    town.happens(max_)
    town.journeys.enter_new()
    usual = town.journeys.asking.permit

    def permit(conn, asked, now):
        if asked.resource_id == lea:
            raise UnavailableError("down")
        return usual(conn, asked, now)

    monkeypatch.setattr(town.journeys.asking, "permit", permit)
    for _ in range(MOST_TRIES + 2):
        town.journeys.advance()
        town.clock.move(minutes=6)
    assert [one[2] for one in town.outbox.sent] == ["max@example.test"]
    assert town.history(lea)[-1] == "first: given up"


def test_a_message_that_only_came_too_soon_is_put_off(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    town.journeys.advance()
    # House cap: one e-mail a day. The second journey's message waits for its turn.
    again = town.with_journey(id="again", entry={"event": "Came Back"})
    town.happens(lea, "Came Back")
    assert again.enter_new() == 1
    again.advance()
    assert len(town.outbox.sent) == 1
    assert "first: put off" in town.history(lea)
    town.clock.move(days=1, minutes=1)
    again.advance()
    assert len(town.outbox.sent) == 2


def test_forgetting_deletes_the_runs(town: Town) -> None:
    lea = sign_up(town)
    town.journeys.enter_new()
    with town.database.transaction() as conn:
        assert store.forget(conn, [lea]) == 1
    assert town.history(lea) == []
    assert town.journeys.advance() == 0


def test_stuck_means_ten_minutes() -> None:
    from cdp.journeys.advance import OUT_OF_SIGHT

    assert timedelta(minutes=10) == OUT_OF_SIGHT


def erase(town: Town, subject: str) -> None:
    with town.database.transaction() as conn:
        town.vault.destroy_subject(conn, subject, now=town.clock())


def test_who_is_erased_before_entering_does_not_enter(town: Town) -> None:
    lea = sign_up(town)
    erase(town, lea)
    assert town.journeys.enter_new() == 0
    assert town.history(lea) == []


def test_who_is_erased_while_a_message_is_out_is_left_alone(any_town: Town) -> None:
    lea = sign_up(any_town)
    any_town.journeys.enter_new()
    usual = any_town.outbox.send

    def send_and_erase(message, permit, address, now) -> None:
        usual(message, permit, address, now)
        erase(any_town, lea)

    any_town.outbox.send = send_and_erase
    any_town.journeys.advance()
    assert any_town.history(lea)[-1] == "first: erased"
    assert any_town.journeys.advance() == 0


@pytest.mark.parametrize("end", ["withdraw", "erase"])
def test_nothing_is_sent_when_the_permit_ends_in_the_last_moment(
    any_town: Town, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Between the claim and the relay is a moment without a transaction."""
    lea = sign_up(any_town)
    any_town.journeys.enter_new()
    usual = Journeys._may_still

    def end_and_look(journeys: Journeys, parcel: Parcel) -> bool:
        any_town.consents(lea, "withdraw")
        if end == "erase":
            erase(any_town, lea)
        return usual(journeys, parcel)

    monkeypatch.setattr(Journeys, "_may_still", end_and_look)
    any_town.journeys.advance(1)
    assert any_town.outbox.sent == []
    last = "first: refused" if end == "withdraw" else "first: erased"
    assert any_town.history(lea)[-1] == last


def crash(town: Town) -> None:
    town.journeys.enter_new()
    town.outbox.failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        town.journeys.advance()
    town.outbox.failure = None
    town.clock.move(minutes=11)


def test_who_is_erased_after_a_crash_is_left_alone(any_town: Town) -> None:
    lea = sign_up(any_town)
    crash(any_town)
    erase(any_town, lea)
    assert any_town.journeys.advance() == 0
    assert any_town.history(lea)[-1] == "first: erased"


def test_a_journey_taken_away_after_a_crash_ends(town: Town) -> None:
    lea = sign_up(town)
    crash(town)
    town.with_journey(version=2).advance()
    assert town.history(lea)[-2:] == ["first: unknown", "first: withdrawn"]


def test_a_way_that_needs_no_address_is_given_none(town: Town) -> None:
    sign_up(town)
    town.journeys.enter_new()
    given = []

    class Hook:
        carries = frozenset({"email"})
        needs_address = False

        def send(self, message, permit, address, now) -> None:
            given.append(address)

    replace(town.journeys, channels=(Hook(),)).advance()
    assert given == [None]


def test_an_error_before_any_run_is_taken_reaches_the_caller(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claim_due(conn, now):
        raise UnavailableError("down")

    monkeypatch.setattr(store, "claim_due", claim_due)
    with pytest.raises(UnavailableError):
        town.journeys.advance()


def test_two_workers_with_two_events_of_one_person_let_her_in_once(
    any_town: Town,
) -> None:
    town = any_town
    lea = town.settle_in()
    for _ in range(8):
        town.happens(lea)
    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(town.journeys.enter_new, 1) for _ in range(8)]
    assert sum(turn.result() for turn in turns) == 1
