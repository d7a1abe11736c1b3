"""People with a past in every table, on either database; a search for traces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa

import audit
import consent
from cdp import access, identity, rights
from cdp.app import create_app
from cdp.assembly import Services, assemble, initialise
from cdp.database import metadata
from cdp.identity import store as identity_store
from cdp.settings import Settings
from consent import SubjectId
from tests.integration.http_live import basic, installed_in
from tests.integration.world import Clock, World

METADATAS = (audit.tables, consent.tables, metadata)


@dataclass
class Past:
    """Everything by which the database knows somebody, while it still does."""

    email: str
    subjects: tuple[SubjectId, ...]
    records: tuple[str, ...]
    persons: tuple[str, ...]
    digests: tuple[bytes, ...]  # of identifiers, names and what sources call them
    entries: tuple[str, ...]

    @property
    def names(self) -> tuple[str | bytes, ...]:
        """The pseudonyms and the digests."""
        return (*self.subjects, *self.records, *self.persons, *self.digests)


def all_tables() -> Iterator[sa.Table]:
    for one in METADATAS:
        yield from one.sorted_tables


def traces(services: Services, needles: Iterable[str | bytes]) -> set[tuple[str, str]]:
    """Read every row of every table; give (table, column) wherever a needle stands."""
    wanted = list(needles)
    found = set()
    with services.database.reading() as conn:
        for table in all_tables():
            for row in conn.execute(sa.select(table)).mappings():
                found |= {
                    (table.name, name)
                    for name, value in row.items()
                    if any(_holds(value, needle) for needle in wanted)
                }
    return found


def _holds(value: object, needle: str | bytes) -> bool:
    if isinstance(value, str):
        return isinstance(needle, str) and needle in value
    if isinstance(value, bytes):
        raw = needle.encode() if isinstance(needle, str) else needle
        return raw in value
    return False


def past_of(services: Services, email: str) -> Past:
    with services.database.reading() as conn:
        circle = services.asking.circle(conn, "email", email)
        assert circle.known, email
        ours = [who for who, tie in circle.subjects if tie is not consent.Tie.POSSIBLE]
        records = identity.records_of_subjects(conn, ours)
        held = identity_store.identifiers_of(conn, [one.id for one in records])
        entries = [
            entry
            for one in ours
            for entry in services.log.find(conn, audit.Filters(subject=one), limit=999)
        ]
    names = [one.name_digest for one in records if one.name_digest]
    return Past(
        email=email,
        subjects=tuple(sorted(ours)),
        records=tuple(one.id for one in records),
        persons=tuple({one.person for one in records}),
        digests=(
            *{one.digest for one in held},
            *names,
            *(one.source_key for one in records),
        ),
        entries=tuple({one.entry_id for one in entries}),
    )


def live_through(world: World, *, place: str = "FR") -> str:
    """Somebody who left a trace in every table that can hold one; her address."""
    number = world.people + 1
    phone = f"+3363998{number:04d}"
    names = {"firstName": f"Prune{number}", "lastName": f"Vœrdemont{number}"}
    email = world.meet(place, phone=phone, **names)
    world.say(email, "grant", purpose="newsletter", channel="email")
    world.say(email, "refuse", purpose="profiling")
    world.inform(email)
    answer = world.permit(email, purpose="newsletter", channel="email")
    assert answer["decision"], answer
    world.settle(answer, "sent")
    world.settle(answer, "clicked")
    world.permit(email, purpose="newsletter", channel="email")  # stays open
    world.ask(email, purpose="offers", channel="email")
    # a second record of hers, from another source, joined by the address
    with world.services.database.transaction() as conn:
        arrival = identity.read_arrival(
            world.services.vault, "till", f"row:{number}",
            [("email", email), ("loyalty_id", f"L-{number}")],
            name=(names["firstName"], names["lastName"]),
        )  # fmt: skip
        writer = identity.Writer(log=world.services.log, now=world.clock())
        identity.attach(conn, world.services.vault, [arrival], writer)
        digest = world.services.vault.digest("email", email)
        circle = world.services.asking.circle(conn, "email", email)
        access.start_sign_in(conn, digest, circle.asked, "acb_x", world.clock())
        access.create_session(conn, "person", str(circle.asked), (), world.clock())
    world.track(email, "Signed Up")
    world.services.journeys.enter_new()
    world.track(email, "Product Viewed")  # stays in the inbox
    world.events += 1
    broken = {"messageId": f"event-{world.events}", "note": [{"to": email}]}
    world.api.post("/v1/track", json=broken, headers=basic(world.write_key))
    return email


def erase(world: World, email: str, **terms: object) -> rights.Request:
    """Open a request and carry it out, as an officer does."""
    with world.services.database.reading() as conn:
        subject = world.services.asking.circle(conn, "email", email).asked
    made = rights.open_request(
        world.services, str(subject), via="officer", actor="dora", **terms
    )
    return rights.execute(world.services, made.id, actor="dora")


def finish(world: World) -> None:
    """Let the follow-up run when everything that was being written is written."""
    world.clock.forward(minutes=2)
    rights.follow_up(world.services)


def seal(services: Services) -> None:
    with services.database.transaction() as conn:
        services.log.sequence(conn)
        services.log.seal(conn)
        services.log.index(conn)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest, settings: Settings) -> Iterator[World]:
    """An installation on either database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        settings = replace(settings, database_url=url)
    # A busy machine must not make a refusal of a slow answer.
    settings = replace(settings, policy_timeout_seconds=10)
    clock = Clock()
    initialise(settings, clock())
    services = assemble(settings, now=clock)
    keys = installed_in(services)
    with create_app(services).test_client() as api:
        yield World(services, clock, api, keys.bearer, keys.write_key)
    services.close()
