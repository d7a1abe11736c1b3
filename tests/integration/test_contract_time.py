"""Night and day where the person is, and until when an answer is good."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.integration.world import NOON, SERVICE, instant, rules, world

__all__ = ["world"]

TEXT = {"purpose": "offers", "channel": "sms"}
CALL = {"name": "call", "purpose": "offers", "channel": "call"}


def local(zone: str, text: str) -> datetime:
    shown = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return shown.astimezone(UTC)


def agreeing(world, place="FR", **traits):
    who = world.meet(place, **traits)
    for channel in ("sms", "call", "push", "email", "post"):
        world.say(who, "grant", "offers", channel, at="2026-03-20T12:00:00Z")
    return who


@pytest.mark.parametrize(
    "day", ["2026-12-02", "2027-03-27", "2027-03-28", "2026-10-25"]
)
@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("FR", "Europe/Paris"),
        ("US-CA", "America/Los_Angeles"),
        ("FR", "Indian/Reunion"),
        ("US-TX", "Asia/Kolkata"),
    ],
)
def test_a_text_message_comes_by_day_where_the_person_is(world, place, zone, day):
    world.clock.at = datetime(2026, 10, 20, tzinfo=UTC)
    who = agreeing(world, place, timezone=zone)
    shows = {"07:59:59": False, "08:00:00": True, "19:59:59": True, "20:00:00": False}
    for clock, open_ in shows.items():
        world.clock.at = local(zone, f"{day}T{clock}")
        answer = world.ask(who, **TEXT)
        assert answer["decision"] is open_, (clock, rules(answer))
        if not open_:
            opens = instant(answer["context"]["not_before"])
            assert opens.astimezone(ZoneInfo(zone)).hour == 8
            assert opens - world.clock.at <= timedelta(hours=13)


def test_an_unknown_zone_is_every_zone_of_the_country(world):
    who = agreeing(world, "US-CA", timezone=None)
    texan = agreeing(world, "US-TX", timezone="Mars/Olympus")
    for hour, californian, two_zones in ((7, False, True), (8, True, True)):
        world.clock.at = local("America/Los_Angeles", f"2026-12-02T{hour:02}:30")
        assert world.ask(who, **TEXT)["decision"] is californian
        assert world.ask(texan, **TEXT)["decision"] is two_zones
    # Texas has two zones: eight in Dallas is seven in El Paso.
    world.clock.at = local("America/Chicago", "2026-12-02T08:30")
    assert not world.ask(texan, **TEXT)["decision"]


@pytest.mark.parametrize(
    ("moment", "permitted"),
    [
        ("2026-12-02T09:59", False),
        ("2026-12-02T10:00", True),
        ("2026-12-02T12:59", True),
        ("2026-12-02T13:00", False),
        ("2026-12-02T14:00", True),
        ("2026-12-02T19:59", True),
        ("2026-12-02T20:00", False),
        ("2026-11-21T11:00", False),  # a Saturday
        ("2026-11-22T11:00", False),
        ("2026-11-11T11:00", False),  # Armistice
        ("2026-12-25T11:00", False),
    ],
)
def test_a_french_call_keeps_the_hours_of_the_decree(world, moment, permitted):
    world.clock.at = local("Europe/Paris", "2026-11-02T11:00")
    who = agreeing(world)
    world.clock.at = local("Europe/Paris", moment)

    answer = world.ask(who, **CALL)

    assert answer["decision"] is permitted
    if not permitted:
        kinds = {r["rule"]: r["kind"] for r in answer["context"]["reasons"]}
        assert kinds["calling-hours-fr"] == "law"
        world.clock.at = instant(answer["context"]["not_before"])
        assert world.ask(who, **CALL)["decision"]


def said(answer):
    return answer["decision"], rules(answer), answer["context"].get("not_before")


def people(world):
    """People whose answers change with time alone, each in another way."""
    birthday = (NOON + timedelta(days=1, hours=7)).date()
    return [
        agreeing(world),
        agreeing(world, "US-CA"),
        agreeing(world, "US-TX", timezone=None),
        agreeing(world, birthday=birthday.replace(year=birthday.year - 15).isoformat()),
        agreeing(
            world, "DE", birthday=birthday.replace(year=birthday.year - 16).isoformat()
        ),
        agreeing(world, "AU"),
        agreeing(world, "unknown", timezone=None),
    ]


def test_an_answer_does_not_change_before_it_says_so(world):
    everybody = people(world)
    for who in everybody[:3]:
        world.settle(world.permit(who, purpose="offers", channel="email"), "sent")
        world.permit(who, purpose="offers", channel="post")
    asked = [
        {"who": who, **terms}
        for who in everybody
        for terms in (TEXT, CALL, {"purpose": "offers", "channel": "email"}, SERVICE)
        for terms in [{"channel": "email", **terms}]
    ]
    steps = 0
    for one in asked:
        world.clock.at = NOON + timedelta(seconds=17)
        for _ in range(6):
            before = world.ask(**one)
            until = instant(before["context"]["cache_until"])
            assert until > world.clock.at
            middle = world.clock.at + (until - world.clock.at) / 2
            for later in (middle, until - timedelta(seconds=1)):
                if later > world.clock.at:
                    world.clock.at = later
                    assert said(world.ask(**one)) == said(before), (one, later)
                    steps += 1
            world.clock.at = until
    assert steps > len(asked)
