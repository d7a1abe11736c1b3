"""A thousand decisions, asked again under the policies that took them: all the same.

Between the decisions and the replay other policies come in force, on a server started
anew, so the answers can only come from the policies of then as they were kept.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from cdp.asking import Reader
from cdp.assembly import assemble
from consent import Again, Bundle, Word, publish
from tests.integration.http_live import Installed
from tests.integration.world import World, question
from tests.policies.law_world import installation, serving, settings_of

HOW_MANY = 1_000
OVER_HTTP = 100
PEOPLE = 60
ROUNDS = 20  # as many instants
FIRST = datetime(2026, 7, 30, 21, 30, tzinfo=UTC)
PLACES = ["FR", "FR", "DE", "AT", "IE", "US-CA", "US-NY", "US-OR", "GB", "AU", ""]
BORN = [*["1980-02-03"] * 5, "2013-05-01", "2010-09-01", "2009-01-01", None]
ZONES = ["Europe/Paris", "Europe/Berlin", "America/Los_Angeles", None]
CHOICES = [
    ("grant", "newsletter", "email"),
    ("grant", "offers", "call"),
    ("grant", "offers", "sms"),
    ("grant", "ads_sharing", "ad_network"),
    ("grant", "profiling", ""),
    ("grant", "offers", ""),
    ("grant", "personalisation", "web"),
    ("grant", "analytics", ""),
    ("grant", "model_training", ""),
    ("refuse", "offers", "email"),
    ("withdraw", "newsletter", "email"),
    ("object", "offers", ""),
]
KINDS = ["sale", "share", "profiling", "sensitive", "admt"]
ASKED = [
    ("send", "newsletter", "email"),
    ("send", "offers", "email"),
    ("send", "offers", "sms"),
    ("push", "offers", "push"),
    ("call", "offers", "call"),
    ("call_automated", "offers", "call_automated"),
    ("personalise", "personalisation", "web"),
    ("share", "ads_sharing", "ad_network"),
    ("sell", "ads_sharing", "ad_network"),
    ("profile", "profiling", None),
    ("train_model", "model_training", None),
    ("decide_automatically", "offers", None),
    ("track_open", "email_tracking", "email"),
    ("collect", "analytics", "web"),
    ("send", "service_messages", "email"),
    ("send", "horoscopes", "email"),
    ("levitate", "offers", "email"),
]
RECIPIENTS = [None, {"id": "ad-network"}, {"id": "mail-house"}, {"id": "nobody"}]
SYSTEMS = ["copywriter", "next-best-action", "credit", "painter", "shadow"]
DATA = [[], ["purchases"], ["health"], ["location_precise"], ["star_sign"]]


def meet(world: World, dice: Random) -> str:
    world.people += 1
    email = f"p{world.people}@example.test"
    country, _, region = dice.choice(PLACES).partition("-")
    traits = {
        "email": email,
        "birthday": dice.choice(BORN),
        "timezone": dice.choice(ZONES),
        "address": {"country": country, "region": region} if country else None,
    }
    known = {name: value for name, value in traits.items() if value}
    world.identify(f"u{world.people}", **known)
    for act, purpose, channel in dice.sample(CHOICES, dice.randint(1, 6)):
        at = world.clock() - timedelta(days=dice.choice([1, 40, 400]))
        more = {"explicit": True} if dice.random() < 0.5 and act == "grant" else {}
        world.say(email, act, purpose, channel, at=at.isoformat(), **more)
    if dice.random() < 0.3:
        world.say(email, "opt_out", kind=dice.choice(KINDS))
    return email


def invent(who: str, dice: Random, duties: list[str]) -> dict:
    """Half are what a shop asks all day, half are whatever anybody may ask."""
    name, purpose, channel = dice.choice(ASKED)
    if dice.random() < 0.5:
        is_service = purpose == "service_messages"
        plain = {
            "purpose": purpose,
            "channel": channel,
            "content_class": "service" if is_service else "marketing",
            "recipient": {"id": "ad-network"} if channel == "ad_network" else None,
            "can_fulfil": duties,
        }
        return question(who, name, **{k: v for k, v in plain.items() if v is not None})
    terms = {
        "purpose": purpose,
        "channel": channel,
        "content_class": dice.choice(["marketing", "marketing", "service", "mixed"]),
        "data_categories": dice.choice(DATA),
        "recipient": dice.choice(RECIPIENTS),
        "can_fulfil": dice.choice([duties, duties, duties[::2]]),
        "signals": {"sec_gpc": "1"} if dice.random() < 0.15 else {},
    }
    if dice.random() < 0.4:
        terms["ai"] = {
            "system": dice.choice(SYSTEMS),
            "used": True,
            "automated_decision": dice.random() < 0.5,
            "modality": dice.sample(["text", "image", "audio"], 1),
        }
    told = {key: value for key, value in terms.items() if value is not None}
    return question(who, name, **told)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("thousand")


@pytest.fixture(scope="module")
def asked(home: Path) -> tuple[World, list[dict]]:
    """A thousand questions and their answers, over HTTP, at twenty instants."""
    dice = Random(20261124)
    with installation(home, {}) as world:
        world.clock.at = FIRST
        duties = sorted(world.services.bundle.register("obligations"))
        people = [meet(world, dice) for _ in range(PEOPLE)]
        people.append("nobody-knows@example.test")
        answers = []
        for _ in range(ROUNDS):
            size = HOW_MANY // ROUNDS
            page = [invent(dice.choice(people), dice, duties) for _ in range(size)]
            answers += ask_page(world, page)
            world.clock.forward(days=9, hours=dice.randint(0, 23))
    return world, answers


def ask_page(world: World, page: list[dict]) -> list[dict]:
    """Ask together; those that may be permitted are asked for a permit, one by one."""
    together = world.post("/access/v1/evaluations", {"evaluations": page[5:]})
    return [world.post("/v1/permits", one) for one in page[:5]] + together[
        "evaluations"
    ]


@pytest.fixture(scope="module")
def later(asked, home: Path) -> Iterator[World]:
    """The same installation the next day, under policies that were published since."""
    world, _ = asked
    policies = copytree(home / "policies", home / "stricter")
    incidents = policies / "data" / "incidents" / "data.json"
    incidents.write_text(json.dumps({"closed_channels": ["email", "web"]}))
    settings = settings_of(home / "home", policies)
    clock = world.clock
    opened = assemble(world.services.settings, now=clock)
    with opened.database.transaction() as conn:
        publish(conn, opened.log, Bundle.load(policies), Word(author="dpo"), clock())
    opened.close()
    services = assemble(settings, now=clock)
    keys = Installed(world.bearer["Authorization"].split()[1], world.write_key)
    with serving(services, clock, keys) as fresh:
        yield fresh


def test_a_thousand_answers_under_their_own_policies_are_the_same(asked, later) -> None:
    before, answers = asked
    assert later.services.bundle.revision != before.services.bundle.revision
    reader = Reader(name="test", reason="a thousand")

    different = []
    for number, answer in enumerate(answers):
        decision = answer["context"]["id"]
        if number % (HOW_MANY // OVER_HTTP) == 0:
            found = later.post(f"/v1/decisions/{decision}/replay", {})
        else:
            replayed = later.services.again.replay(decision, Again(), reader)
            found = json.loads(json.dumps(replayed.to_document()))
        context = answer["context"]
        is_same = (
            found["decision"] == answer["decision"]
            and found["reasons"] == context["reasons"]
            and found["obligations"] == context["obligations"]
            and found["policy"] == context["policy"]
            and found["differences"] == []
        )
        if not is_same:
            different.append((decision, found["differences"]))

    assert different == []
    assert len(answers) == HOW_MANY


def test_the_thousand_are_not_one_and_the_same(asked) -> None:
    _, answers = asked
    verdicts = Counter(answer["decision"] for answer in answers)
    reasons = Counter(
        one["rule"] for answer in answers for one in answer["context"]["reasons"]
    )
    duties = Counter(
        one["do"] for answer in answers for one in answer["context"]["obligations"]
    )
    waits = [
        one
        for answer in answers
        for one in answer["context"]["reasons"]
        if "retry_after" in one
    ]

    assert min(verdicts[True], verdicts[False]) >= 100, verdicts
    assert len(reasons) >= 30, reasons
    assert len(duties) >= 6, duties
    assert len(waits) >= 20
    assert len({answer["context"]["id"] for answer in answers}) == HOW_MANY


def test_under_the_policies_of_today_some_answers_are_others(asked, later) -> None:
    _, answers = asked
    reader = Reader(name="test", reason="what if")
    mails = [
        answer["context"]["id"]
        for answer in answers
        if answer["decision"] and answer["context"]["obligations"]
    ][:40]

    found = [
        later.services.again.replay(one, Again(policy="today"), reader) for one in mails
    ]

    assert any(one.differs and not one.allowed for one in found)
