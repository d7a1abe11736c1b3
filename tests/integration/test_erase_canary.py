"""After an erasure no planted value and no digest of one is in any file."""

from pathlib import Path

import audit
from cdp.settings import Settings
from tests.canary import CANARY, search
from tests.integration.erasing import erase, finish, live_through, past_of, seal
from tests.integration.http_live import basic
from tests.integration.world import World, world

__all__ = ["world"]
TRAITS = {
    "email": CANARY["email"],
    "phone": CANARY["phone"],
    "firstName": CANARY["given_name"],
    "lastName": CANARY["family_name"],
    "birthday": CANARY["birth_date"],
    "timezone": "Europe/Paris",
    "address": {
        "street": CANARY["street"], "city": CANARY["city"], "country": "FR",
    },
}  # fmt: skip


def test_nothing_is_left_in_database_log_export_or_tiles(
    world: World, settings: Settings
) -> None:
    services, home = world.services, settings.home
    world.identify(CANARY["user_id"], **TRAITS)
    broken = {"messageId": "broken", "note": [TRAITS]}
    world.api.post("/v1/track", json=broken, headers=basic(world.write_key))
    people = [CANARY["email"], live_through(world), live_through(world)]
    world.say(people[0], "grant", purpose="newsletter", channel="email")
    world.permit(people[0], purpose="newsletter", channel="email")
    pasts = [past_of(services, who) for who in people]
    digests = {one for past in pasts for one in past.digests}
    assert found_in(home, digests), "the search finds them while they are there"
    for who in people:
        erase(world, who)
    finish(world)
    seal(services)
    with services.database.reading() as conn:
        lines: list[str] = []
        audit.write_export(conn, lines.append)
        audit.publish_tiles(conn, services.audit_key, home / "tiles")
    (home / "export.jsonl").write_text("".join(lines))
    services.database.truncate_wal()
    assert found_in(home, digests) == set()
    assert search([home]) == []


def found_in(home: Path, digests: set[bytes]) -> set[str]:
    """The files that hold one of these, raw or as hexadecimal digits."""
    files = [one for one in home.rglob("*") if one.is_file()]
    return {
        file.name
        for file in files
        for content in [file.read_bytes()]
        for one in digests
        if one in content or one.hex().encode() in content
    }
