"""Choices that SDKs repeat: only what is new is a statement."""

import pytest

from cdp.ingestion import preferences
from consent import Act, Circle
from tests.unit.cdp.ingestion.conftest import Desk


def _say(desk: Desk, **preferences: bool) -> None:
    context = {"consent": {"categoryPreferences": preferences}}
    desk.send("track", userId="u-1", event=f"e{desk.now:%H%M%S}", context=context)


def _by_hand(desk: Desk, act: str) -> None:
    circle = desk.circle("user_id", "u-1")
    assert circle.asked
    said = Act(
        subject=circle.asked,
        act=act,
        at=desk.now,
        method="web_form",
        purpose="newsletter",
    )
    with desk.database.transaction() as conn:
        desk.ledger.append(conn, said, desk.now, circle=circle)


def _state(desk: Desk) -> str:
    return desk.consent("user_id", "u-1", "newsletter")


def test_true_grants_and_false_refuses(desk: Desk) -> None:
    _say(desk, newsletter=True)
    assert _state(desk) == "granted"
    _say(desk, newsletter=False)
    assert _state(desk) == "refused"


def test_a_choice_repeated_is_one_statement(desk: Desk) -> None:
    for _ in range(3):
        _say(desk, newsletter=True, offers=False)
    assert desk.audited("consent.change") == 2


def test_a_key_that_is_no_purpose_says_nothing(desk: Desk) -> None:
    _say(desk, Advertising=True, C0002=False)
    assert desk.audited("consent.change") == 0


def test_a_stale_cookie_does_not_undo_a_withdrawal(desk: Desk) -> None:
    _say(desk, newsletter=True)
    _by_hand(desk, "withdraw")
    _say(desk, newsletter=True)
    assert _state(desk) == "withdrawn"


def test_the_first_yes_of_a_source_does_not_undo_a_refusal_elsewhere(
    desk: Desk,
) -> None:
    desk.send("identify", userId="u-1")
    _by_hand(desk, "refuse")
    _say(desk, newsletter=True)
    assert _state(desk) == "refused"


def test_a_choice_made_anew_counts(desk: Desk) -> None:
    _say(desk, newsletter=True)
    _by_hand(desk, "withdraw")
    _say(desk, newsletter=False)
    _say(desk, newsletter=True)
    assert _state(desk) == "granted"


def test_the_event_of_choosing_counts_at_once(desk: Desk) -> None:
    desk.send("identify", userId="u-1")
    _by_hand(desk, "refuse")
    desk.send(
        "track",
        userId="u-1",
        event="Segment Consent Preference Updated",
        context={"consent": {"categoryPreferences": {"newsletter": True}}},
    )
    assert _state(desk) == "granted"


def test_everybody_in_a_page_is_locked_at_once_before_anything_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Circle by circle, two pages that overlap would wait for each other for ever."""
    done: list[object] = []
    lock, read = preferences.lock_circle, desk.ledger.read

    def locking(conn: object, circle: Circle, extra: set[str]) -> None:
        done.append(("lock", len(extra)))
        lock(conn, circle, extra)

    def reading(*args: object) -> object:
        done.append("read")
        return read(*args)

    monkeypatch.setattr(preferences, "lock_circle", locking)
    monkeypatch.setattr(desk.ledger, "read", reading)
    context = {"consent": {"categoryPreferences": {"newsletter": True}}}
    events = [
        {"type": "track", "event": "Seen", "userId": f"u-{n}", "context": context}
        for n in range(3)
    ]
    desk.send("batch", batch=events)
    assert done[:2] == [("lock", 3), "read"]
