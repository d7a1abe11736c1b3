"""Caps and wishes against a calculation that knows nothing of how they are counted.

Random pasts, zones and wishes; what is full, when it frees and how long an answer may
be kept are found by labels of local days and by looking at every instant that matters.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consent import store
from consent.clocks import candidate_zones
from consent.subject import PersonFacts, SubjectId
from tests.amounts import SEED, amounts
from tests.unit.consent.room import (
    NEWSLETTER,
    act,
    ask,
    circle,
    load_bundle,
    make_room,
)

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ADS = ["marketing", "mixed"]
ROW = {"kind": "house", "content_classes": ADS, "counts": "contacts"}
CAPS = {
    "hours": {**ROW, "limit": 1, "window": {"minutes": 300}},
    "day": {**ROW, "limit": 2, "window": {"calendar": "day"}},
    "week": {**ROW, "limit": 3, "window": {"calendar": "week"}},
    "month": {**ROW, "limit": 5, "window": {"calendar": "month"}},
    "thirty": {
        **ROW,
        "limit": 4,
        "counts": "attempts",
        "window": {"calendar": "day", "periods": 30},
    },
    "letters": {**ROW, "limit": 3, "purposes": ["newsletter"], "window": {"days": 9}},
    "spring": {**ROW, "limit": 2, "each": "campaign", "window": {"days": 20}},
    "group": {**ROW, "limit": 2, "groups": ["seasons"], "window": {"days": 4}},
    "told": {
        **ROW,
        "content_classes": [*ADS, "service"],
        "limit": 4,
        "window": {"days": 3},
    },
}
GROUPS = {"seasons": {"campaigns": ["spring-2027", "autumn-2027"]}}
WHERE = [
    (("Europe/Paris",), ("FR",)),
    ((), ("FR",)),
    (("America/New_York", "Asia/Tokyo"), ("FR",)),
    (("Africa/Cairo",), ("FR",)),
    (("Pacific/Chatham",), ("FR",)),
]
SPANS = {"day": DAY, "week": 7 * DAY, "month": 31 * DAY}


@dataclass(frozen=True)
class Had:
    """One contact of the past."""

    at: datetime
    state: str
    until: datetime
    channel: str
    purpose: str
    content_class: str
    campaign: str | None


@dataclass(frozen=True)
class Rule:
    """One cap or wish, in the words of the row."""

    code: str
    limit: int
    counts: object  # Had → whether it counts
    lasts: object  # (Had, instant, zones) → whether it still counts then


def _labels(day: date, period: str) -> int:
    if period == "day":
        return day.toordinal()
    if period == "week":
        return (day.toordinal() - 1) // 7
    return day.year * 12 + day.month


def _lasts(window):
    def still(had: Had, moment: datetime, zones) -> bool:
        if had.state == "reserved":
            return moment < had.until
        if "calendar" not in window:
            span = timedelta(
                days=window.get("days", 0), minutes=window.get("minutes", 0)
            )
            return moment - had.at < span
        period, length = window["calendar"], window.get("periods", 1)
        return any(
            _labels(moment.astimezone(zone).date(), period)
            - _labels(had.at.astimezone(zone).date(), period)
            < length
            for zone in zones
        )

    return still


def _of_row(name, row):
    def counts(had: Had) -> bool:
        return (
            (had.state != "failed" or row["counts"] == "attempts")
            and had.content_class in row["content_classes"]
            and had.purpose in row.get("purposes", [had.purpose])
            and (row.get("each") is None or had.campaign == NEWSLETTER["campaign"])
            and ("groups" not in row or had.campaign in GROUPS["seasons"]["campaigns"])
        )

    return Rule(f"cap-{name}", row["limit"], counts, _lasts(row["window"]))


def _of_wish(wish):
    def counts(had: Had) -> bool:
        return (
            had.state != "failed"
            and had.content_class in ADS
            and wish["purpose"] in (None, had.purpose)
            and wish["channel"] in (None, had.channel)
        )

    span = SPANS[wish["per"]]
    still = _lasts({"days": span.days})
    return Rule(f"cap-wish-{wish['per']}", wish["at_most"], counts, still)


def _full(rules, past, zones, moment) -> set[str]:
    return {
        rule.code
        for rule in rules
        if sum(rule.counts(h) and rule.lasts(h, moment, zones) for h in past)
        >= rule.limit
    }


def _moments(past, zones, now) -> list[datetime]:
    """Every instant at which anything could change: ends of spans, and midnights."""
    spans = [
        timedelta(minutes=300),
        *(timedelta(days=n) for n in (1, 3, 4, 7, 9, 20, 31)),
    ]
    found = {had.at + span for had in past for span in spans}
    found |= {had.until for had in past}
    for zone in zones:
        today = now.astimezone(zone).date()
        for offset in range(70):
            first = datetime.combine(today + offset * DAY, datetime.min.time(), zone)
            found.add(first.astimezone(UTC))
    return sorted(one for one in found if one > now)


def _past(rng, now) -> list[Had]:
    made = []
    for _ in range(rng.randrange(9)):
        reach = timedelta(days=rng.choice((0.2, 1, 3, 8, 32, 45)))
        at = (now - reach * rng.random()).replace(microsecond=0)
        state = rng.choice(("sent", "sent", "sent", "failed", "reserved", "released"))
        until = now + timedelta(seconds=rng.randrange(-300, 900))
        if state == "reserved":
            at = min(until, now) - timedelta(seconds=600)
        made.append(
            Had(
                at=at,
                state=state,
                until=until.replace(microsecond=0),
                channel=rng.choice(("email", "sms")),
                purpose=rng.choice(("newsletter", "offers")),
                content_class=rng.choice((*ADS, "service")),
                campaign=rng.choice((None, "spring-2027", "autumn-2027", "other")),
            )
        )
    return made


def _wishes(rng) -> list[dict]:
    return [
        {
            "at_most": rng.choice((1, 2, 3)),
            "per": rng.choice(("day", "week", "month")),
            "purpose": purpose,
            "channel": channel,
        }
        for purpose, channel in rng.sample(
            [
                (None, None),
                ("newsletter", None),
                (None, "email"),
                ("newsletter", "email"),
            ],
            rng.choice((0, 0, 1, 2)),
        )
    ]


def _keep(conn, who, past) -> None:
    for number, had in enumerate(past):
        row = {
            "id": f"tch_{who[-6:]}_{number}",
            "permit": f"prm_{who[-6:]}_{number}",
            "subject": who,
            "channel": had.channel,
            "purpose": had.purpose,
            "content_class": had.content_class,
            "campaign": had.campaign,
            "state": had.state,
            "at_us": store.to_us(had.at),
            "expires_us": store.to_us(had.until),
        }
        store.insert(conn, store.contacts, row)


@pytest.fixture
def room(database):
    return make_room(database, load_bundle(caps=CAPS, campaign_groups=GROUPS))


@amounts(120, 3_000)
def test_what_is_full_and_when_it_frees_is_what_one_finds_by_hand(room, amount):
    rng = random.Random(SEED)
    refused = 0
    for number in range(amount):
        who = SubjectId(f"sub_{number:026}")
        # Near the changes of the clocks, ends of months and of the year.
        start = rng.choice(
            ((2026, 10, 24), (2027, 3, 13), (2027, 3, 27), (2026, 12, 30))
        )
        now = datetime(*start, tzinfo=UTC) + timedelta(seconds=rng.randrange(345_600))
        past, wishes = _past(rng, now), _wishes(rng)
        named, places = rng.choice(WHERE)
        zones = [ZoneInfo(z) for z in candidate_zones(named, places, {})]
        long_ago = now - 60 * DAY
        room.say(act(subject=who, at=long_ago), now=long_ago, about=circle(who=who))
        for wish in wishes:
            told = act("limit", subject=who, at=long_ago, **wish)
            room.say(told, now=long_ago, about=circle(who=who))
        with room.database.transaction() as conn:
            _keep(conn, who, past)
        question = replace(
            ask(about=circle(who=who)),
            facts=PersonFacts(places=places, timezones=named, born_on=date(1990, 5, 1)),
        )
        counted = [had for had in past if had.state != "released"]
        rules = [_of_row(*row) for row in CAPS.items()] + [_of_wish(w) for w in wishes]

        answer = room.decide(question, now)

        full = _full(rules, counted, zones, now)
        assert {one.rule for one in answer.reasons} == full, (now, past, wishes)
        moments = _moments(past, zones, now)
        states = [(at, _full(rules, counted, zones, at)) for at in moments]
        for reason in answer.reasons:
            free = next(at for at, then in states if reason.rule not in then)
            assert reason.retry_after == free, (reason.rule, now, past, wishes)
        if full:
            refused += 1
            assert answer.not_before == max(r.retry_after for r in answer.reasons)
        changes = (at for at, then in states if then != full)
        assert now < answer.cache_until <= next(changes, answer.cache_until)
    assert refused > amount / 3
