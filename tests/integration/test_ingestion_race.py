"""Many deliveries at once about the same people: nobody twice, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import pytest

from audit.fsck import check
from cdp import identity
from cdp.access import Source
from cdp.assembly import Services, assemble, initialise, utc_now
from cdp.identity import LinkKind, NewLink, Writer
from cdp.settings import Settings

SHOP = Source(name="shop", purpose="service_messages")
CALLERS = 16
PEOPLE = 10


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request, home):
    """Two processes' worth of parts on one installation."""
    given = {"ACCORD_HOME": str(home), "ACCORD_SCHEDULER": "false"}
    if request.param == "postgresql":
        given["ACCORD_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    settings = Settings.from_env(given)
    initialise(settings, utc_now())
    made = [assemble(settings), assemble(settings)]
    yield made
    for one in made:
        one.close()


def at_once(act) -> list[object]:
    start = Barrier(CALLERS)

    def one(number: int) -> object:
        start.wait(30)
        return act(number)

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, range(CALLERS)))


def identify(services: Services, message: str, user: str, **more: object) -> int:
    payload = {
        "userId": user,
        "messageId": message,
        "traits": {"email": f"{user}@shop.test", "address": {"country": "FR"}},
        **more,
    }
    taken = services.ingestion.accept(SHOP, "identify", payload, utc_now())
    return taken.stored


def assert_sound(services: Services) -> None:
    with services.database.reading() as conn:
        report = check(conn, services.audit_key)
    assert report.intact, report.broken


def test_sixteen_first_deliveries_about_one_person_make_one_record(two):
    stored = at_once(lambda n: identify(two[n % 2], f"m-{n}", "u-1"))
    with two[0].database.reading() as conn:
        counts = identity.counts(conn)
        assert two[0].ingestion.count_events(conn) == {"identify": CALLERS}
    assert (counts["records"], counts["persons"]) == (1, 1)
    assert stored == [1] * CALLERS
    assert_sound(two[0])


def test_one_message_delivered_sixteen_times_at_once_is_kept_once(two):
    stored = at_once(lambda n: identify(two[n % 2], "m-1", "u-1"))
    assert sum(stored) == 1


def test_choices_about_overlapping_people_never_wait_for_each_other(two):
    """Each batch names many people in an order of its own, while humans judge."""
    for n in range(PEOPLE):
        identify(two[0], f"first-{n}", f"u-{n}")
    with two[0].database.reading() as conn:
        circles = [
            identity.circle(conn, two[0].vault, "user_id", f"u-{n}")
            for n in range(PEOPLE)
        ]
        found = identity.records_of_subjects(conn, [c.subjects[0][0] for c in circles])
    records = [one.id for one in found]

    def act(number: int) -> int:
        services, random = two[number % 2], Random(number)
        if number % 4 == 0:
            judge(services, random)
            return 0
        order = random.sample(range(PEOPLE), PEOPLE)
        batch = [
            {
                "type": "track",
                "event": "Seen",
                "userId": f"u-{n}",
                "messageId": f"{number}-{n}",
                "context": {
                    "consent": {
                        "categoryPreferences": {"newsletter": random.random() < 0.5}
                    }
                },
            }
            for n in order
        ]
        payload = {"batch": batch}
        taken = services.ingestion.accept(SHOP, "batch", payload, utc_now())
        return taken.stored + taken.refused

    def judge(services: Services, random: Random) -> None:
        for _ in range(6):
            a, b = random.sample(records, 2)
            with services.database.transaction() as conn:
                writer = Writer(log=services.log, now=utc_now(), actor="dpo")
                if random.random() < 0.5:
                    link = NewLink(a=a, b=b, kind=LinkKind.MANUAL)
                    identity.join(conn, link, writer)
                else:
                    identity.split_records(conn, a, b, writer)

    taken = at_once(act)
    assert sum(taken) == CALLERS * 3 // 4 * PEOPLE
    assert_sound(two[0])
